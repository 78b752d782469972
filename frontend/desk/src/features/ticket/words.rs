//! Small words that several panels use.

use domain::{
    kernel::{Actor, Reason, Timestamp},
    tickets::{Department, Ownership},
};
use kit::{
    i18n::Lang,
    time::{Civil, SHANGHAI},
};

use crate::l;

/// Who did it.
pub(super) fn actor_name(actor: &Actor, lang: Lang) -> String {
    match actor {
        Actor::User { name, .. } | Actor::ApiKey { name, .. } | Actor::Customer { name } => name.clone(),
        Actor::System => l::ticket::system(lang).to_owned(),
    }
}

/// Why it is this person's.
pub(super) fn owner_why(owner: &Ownership, lang: Lang) -> String {
    let english = owner.why_en.as_ref().unwrap_or(&owner.why);
    lang.pick(&owner.why, english).clone()
}

/// `2025-03-07 12:00`
pub(super) fn moment(at: Timestamp) -> String {
    Civil::at(at, SHANGHAI).date_time()
}

/// `2025-03-07 周五 09:00–11:00`, or both dates when they differ.
pub(crate) fn window(from: Timestamp, to: Timestamp, lang: Lang) -> String {
    let (from, to) = (Civil::at(from, SHANGHAI), Civil::at(to, SHANGHAI));
    let end = if from.date() == to.date() { to.time() } else { to.long(lang) };
    format!("{}–{end}", from.long(lang))
}

/// A missing fact in words, with its detail where there is one.
pub(super) fn reason_words(reason: &Reason, lang: Lang) -> String {
    let words = lang.pick(reason.code.zh(), reason.code.en());
    let Some(detail) = &reason.detail else { return words.to_owned() };
    match detail.parse::<Department>() {
        Ok(department) => format!("{words}（{}）", lang.pick(department.zh(), department.en())),
        Err(_) => format!("{words}（{detail}）"),
    }
}

#[cfg(test)]
mod tests {
    use domain::kernel::ReasonCode;

    use super::*;

    #[test]
    fn a_window_of_one_day_names_the_day_once() {
        let at = |text: &str| text.parse().unwrap();
        assert_eq!(
            window(at("2025-03-07T01:00:00Z"), at("2025-03-07T03:00:00Z"), Lang::Zh),
            "2025-03-07 周五 09:00–11:00"
        );
        assert_eq!(
            window(at("2025-03-07T14:00:00Z"), at("2025-03-07T18:00:00Z"), Lang::En),
            "2025-03-07 Fri 22:00–2025-03-08 Sat 02:00"
        );
    }

    #[test]
    fn a_department_is_named_in_words() {
        let reason = Reason { code: ReasonCode::DepartmentTaskOpen, detail: Some("quality".to_owned()) };
        assert_eq!(reason_words(&reason, Lang::Zh), "部门协查任务未完成（质量）");
        assert_eq!(reason_words(&ReasonCode::PlanMissing.into(), Lang::Zh), "缺少服务方案");
    }
}
