//! What the command palette offers for a typed text.

use kit::{i18n::Lang, ui::Icon};

use crate::{
    l,
    routes::{ACCOUNT, NEW_REQUEST, NOTIFICATIONS, NavEntry},
};

/// What happens when a line is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Command {
    Language,
    Theme,
    Keys,
    SignOut,
}

/// Where a line leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    Page(String),
    Command(Command),
}

/// One line of the palette.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) icon: Icon,
    pub(super) title: String,
    pub(super) note: &'static str,
    pub(super) target: Target,
}

/// The lines for `typed`: the search itself first, then the pages and actions that match. `search` says where requests
/// are searched, when the person may see them.
pub(super) fn lines(
    typed: &str,
    pages: &[&NavEntry],
    may_register: bool,
    search: Option<&str>,
    lang: Lang,
) -> Vec<Line> {
    let typed = typed.trim();
    let mut lines = Vec::new();
    if let (Some(path), false) = (search, typed.is_empty()) {
        let query =
            kit::api::query_string([("q", Some(typed.to_owned())), ("scope", Some("all".to_owned()))]);
        lines.push(Line {
            icon: Icon::Search,
            title: l::palette::search_for(lang, typed),
            note: "",
            target: Target::Page(format!("{path}{query}")),
        });
    }
    let new_request = may_register.then_some((
        Icon::Plus,
        l::nav::new_request as fn(Lang) -> &'static str,
        NEW_REQUEST.path,
    ));
    let pages = pages.iter().map(|page| (page.icon, page.title, page.path));
    let account = (Icon::User, l::account::title as fn(Lang) -> &'static str, ACCOUNT);
    let notifications = (Icon::Bell, l::notifications::title as fn(Lang) -> &'static str, NOTIFICATIONS);
    let page_lines =
        new_request.into_iter().chain(pages).chain([notifications, account]).map(|(icon, title, path)| {
            Line {
                icon,
                title: title(lang).to_owned(),
                note: l::palette::page(lang),
                target: Target::Page(path.to_owned()),
            }
        });
    let actions = [
        (Icon::Languages, l::nav::language as fn(Lang) -> &'static str, Command::Language),
        (Icon::Moon, l::palette::theme, Command::Theme),
        (Icon::Keyboard, l::nav::keys, Command::Keys),
        (Icon::LogOut, l::nav::sign_out, Command::SignOut),
    ];
    let action_lines = actions.into_iter().map(|(icon, title, command)| Line {
        icon,
        title: title(lang).to_owned(),
        note: l::palette::action(lang),
        target: Target::Command(command),
    });
    let wanted = typed.to_lowercase();
    lines.extend(page_lines.chain(action_lines).filter(|line| line.title.to_lowercase().contains(&wanted)));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(typed: &str, search: Option<&str>) -> Vec<String> {
        lines(typed, &[], true, search, Lang::Zh).into_iter().map(|line| line.title).collect()
    }

    #[test]
    fn nothing_typed_offers_everything() {
        assert_eq!(
            titles("", Some("/tickets")),
            ["登记需求", "消息", "我的账户", "English", "切换深色与浅色", "键盘操作", "退出登录"]
        );
    }

    #[test]
    fn what_is_typed_is_searched_first_and_encoded() {
        let found = lines("空压 机", &[], true, Some("/tickets"), Lang::Zh);
        assert_eq!(
            found[0].target,
            Target::Page("/tickets?q=%E7%A9%BA%E5%8E%8B%20%E6%9C%BA&scope=all".to_owned())
        );
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn who_may_not_read_requests_is_not_offered_to_search_them() {
        assert_eq!(titles("退出", None), ["退出登录"]);
    }
}
