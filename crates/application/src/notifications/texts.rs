//! The words of notifications: templates in `texts/{zh,en}.json`, filled with the facts of the row.

use std::{collections::BTreeMap, sync::LazyLock};

use chrono_tz::Tz;
use domain::{
    kernel::Timestamp,
    notifications::{Language, NotificationKind, NotificationRule},
    sla::{ClockKind, Priority, local_of},
    tickets::RequestType,
};
use serde::{Deserialize, Serialize};

/// What is kept of the request and the event: no personal data, for it leaves the house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Facts {
    pub no: String,
    pub priority: Priority,
    pub request_type: RequestType,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<ClockKind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<(Timestamp, Timestamp)>,
    /// Name of who is away
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<String>,
}

/// A title and a text, filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words {
    pub title: String,
    pub text: String,
}

#[derive(Debug, Deserialize)]
struct Template {
    title: String,
    text: String,
}

type Table = BTreeMap<String, Template>;

static ZH: LazyLock<Table> = LazyLock::new(|| table(include_str!("texts/zh.json")));
static EN: LazyLock<Table> = LazyLock::new(|| table(include_str!("texts/en.json")));

/// A table that cannot be read is empty, which the tests refuse.
fn table(json: &str) -> Table {
    serde_json::from_str(json).unwrap_or_default()
}

fn of(language: Language) -> &'static Table {
    match language {
        Language::Zh => &ZH,
        Language::En => &EN,
    }
}

fn filled(language: Language, name: &str, values: &[(&str, String)]) -> Words {
    let Some(template) = of(language).get(name) else {
        return Words { title: name.to_owned(), text: String::new() };
    };
    let fill = |text: &str| {
        values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    };
    Words { title: fill(&template.title), text: fill(&template.text) }
}

fn template_of(kind: NotificationKind, facts: &Facts) -> &'static str {
    match kind {
        NotificationKind::Threshold if facts.percent.is_some_and(|percent| percent >= 100) => {
            "threshold_overdue"
        }
        other => other.as_str(),
    }
}

/// What somebody is told, by the clocks of `zone`.
pub(super) fn words(
    language: Language,
    kind: NotificationKind,
    rule: NotificationRule,
    facts: &Facts,
    zone: Tz,
) -> Words {
    let zh = language == Language::Zh;
    let label = |zh_label: &'static str, en_label: &'static str| if zh { zh_label } else { en_label };
    let time = |at: Timestamp, pattern: &str| local_of(zone, at).format(pattern).to_string();
    let lower = |text: &str| if zh { text.to_owned() } else { text.to_lowercase() };
    let clock = facts.clock.map_or(String::new(), |c| label(c.zh(), c.en()).to_owned());
    let due = facts.due_at.map_or_else(|| "—".to_owned(), |at| time(at, "%Y-%m-%d %H:%M"));
    let window = facts.window.map_or_else(
        || "—".to_owned(),
        |(from, to)| format!("{}–{}", time(from, "%Y-%m-%d %H:%M"), time(to, "%H:%M")),
    );
    let values = [
        ("no", facts.no.clone()),
        ("priority", facts.priority.as_str().to_owned()),
        ("request_type", lower(label(facts.request_type.zh(), facts.request_type.en()))),
        ("clock", clock),
        ("percent", facts.percent.map_or(String::new(), |percent| percent.to_string())),
        ("due", due),
        ("window", window),
    ];
    let mut words = filled(language, template_of(kind, facts), &values);
    if let Some(person) = &facts.instead_of {
        let more = filled(language, "instead_of", &[("person", person.clone())]).text;
        words.text = if zh { format!("{}{more}", words.text) } else { format!("{} {more}", words.text) };
    }
    let rule = [("rule", label(rule.zh(), rule.en()).to_owned()), ("clause", rule.clause().to_owned())];
    let why = filled(language, "why", &rule);
    words.text = format!("{}\n{}: {}", words.text, why.title, why.text);
    words
}

/// Label and whole line of a link.
pub(super) fn link(language: Language, url: &str) -> Words {
    filled(language, "link", &[("url", url.to_owned())])
}

pub(super) fn test_message(language: Language, channel: &str) -> Words {
    filled(language, "test", &[("person", channel.to_owned())])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Everything that a text may be filled with.
    const VARIABLES: [&str; 11] = [
        "no",
        "priority",
        "request_type",
        "clock",
        "percent",
        "due",
        "window",
        "rule",
        "clause",
        "person",
        "url",
    ];

    fn variables(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).map(|rest| rest.split_once('}').expect("a closing brace").0).collect()
    }

    #[test]
    fn both_languages_say_the_same_with_variables_that_exist() {
        assert_eq!(ZH.keys().collect::<Vec<_>>(), EN.keys().collect::<Vec<_>>());
        for (name, zh) in ZH.iter() {
            let en = &EN[name];
            for (zh, en) in [(&zh.title, &en.title), (&zh.text, &en.text)] {
                assert_eq!(variables(zh), variables(en), "{name}");
                assert!(variables(zh).iter().all(|v| VARIABLES.contains(v)), "{name}: {zh}");
                assert!(!zh.trim().is_empty() && !en.trim().is_empty(), "{name}");
            }
        }
    }

    #[test]
    fn every_kind_has_words_without_gaps() {
        let at: Timestamp = "2026-03-02T01:00:00Z".parse().unwrap();
        for kind in NotificationKind::ALL {
            for percent in [80, 100] {
                let facts = Facts {
                    no: "SH-2026-000001".to_owned(),
                    priority: Priority::P2,
                    request_type: RequestType::Repair,
                    clock: Some(ClockKind::Response),
                    percent: Some(percent),
                    due_at: Some(at),
                    window: Some((at, at.plus_seconds(7200))),
                    instead_of: Some("张伟".to_owned()),
                };
                for language in Language::ALL {
                    let words =
                        words(*language, *kind, NotificationRule::OnDuty, &facts, chrono_tz::Asia::Shanghai);
                    let all = format!("{}\n{}", words.title, words.text);
                    assert!(words.title.contains("SH-2026-000001"), "{all}");
                    assert!(!all.contains(['{', '}', '—']) && all.contains("R-3.2.3a"), "{all}");
                    assert!(all.contains("张伟"), "{all}");
                }
            }
        }
        let due = words(
            Language::Zh,
            NotificationKind::Threshold,
            NotificationRule::Responsible,
            &Facts {
                no: "X".to_owned(),
                priority: Priority::P2,
                request_type: RequestType::Repair,
                clock: Some(ClockKind::Response),
                percent: Some(80),
                due_at: Some(at),
                window: None,
                instead_of: None,
            },
            chrono_tz::Asia::Shanghai,
        );
        assert_eq!(due.title, "X：首次响应已用 80%");
        assert!(due.text.starts_with("P2级维修，首次响应时限 2026-03-02 09:00，"), "{}", due.text);
    }
}
