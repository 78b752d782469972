//! From the texts of a form to the body of its command.

use kit::time::{Civil, SHANGHAI};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::spec::{Kind, Spec};

/// A field with what was typed.
pub(super) struct Filled<'a> {
    pub(super) spec: &'a Spec,
    pub(super) text: String,
}

/// Fields that keep the body from being sent.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Lacking {
    pub(super) missing: Vec<&'static str>,
    pub(super) unreadable: Vec<&'static str>,
}

/// One row of needed parts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PartRow {
    pub(super) name: String,
    pub(super) number: String,
    pub(super) quantity: String,
}

/// Whether a field is asked for, given what the others say.
pub(super) fn is_asked(spec: &Spec, says: impl Fn(&str) -> Option<String>) -> bool {
    spec.only_if.is_none_or(|(pointer, wanted)| says(pointer).as_deref() == Some(wanted))
}

/// The body of the command.
///
/// # Errors
/// The fields that are missing or cannot be read.
pub(super) fn body(fields: &[Filled<'_>]) -> Result<Value, Lacking> {
    let says = |pointer: &str| {
        fields.iter().find(|field| field.spec.pointer == pointer).map(|field| field.text.clone())
    };
    let asked: Vec<_> = fields.iter().filter(|field| is_asked(field.spec, says)).collect();
    let mut body = Map::new();
    let mut lacking = Lacking::default();
    for field in &asked {
        let spec = field.spec;
        let text = field.text.trim();
        if spec.with_siblings && !asked.iter().any(|other| is_touched(other, spec)) {
            continue;
        }
        let needed = spec.required || spec.with_siblings;
        let is_typed = !matches!(spec.kind, Kind::Flag | Kind::Parts | Kind::Signature);
        if is_typed && text.is_empty() {
            if needed {
                lacking.missing.push(spec.pointer);
            }
            continue;
        }
        match value(&spec.kind, text) {
            Ok(Some(value)) => put(&mut body, spec.pointer, value),
            Ok(None) => {}
            Err(Unreadable) => lacking.unreadable.push(spec.pointer),
        }
    }
    if lacking == Lacking::default() { Ok(Value::Object(body)) } else { Err(lacking) }
}

struct Unreadable;

fn value(kind: &Kind, text: &str) -> Result<Option<Value>, Unreadable> {
    Ok(Some(match kind {
        Kind::Number | Kind::Fixed | Kind::Numbered(_) => json!(text.parse::<u32>().map_err(|_| Unreadable)?),
        Kind::Instant | Kind::Later => {
            let civil = Civil::parse(text).ok_or(Unreadable)?;
            json!(SHANGHAI.instant(civil).map_err(|_| Unreadable)?)
        }
        Kind::Flag | Kind::YesNo(_) => json!(text == FLAG_ON),
        Kind::Many(_) => json!(picked(text).collect::<Vec<_>>()),
        Kind::Parts => json!(parts(text)?),
        Kind::Signature => return Ok(None),
        _ => json!(text),
    }))
}

/// What the text of a flag says when it is set.
pub(super) const FLAG_ON: &str = "true";

/// The codes that a text of the field [`Kind::Many`] holds.
pub(super) fn picked(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').filter(|code| !code.is_empty())
}

fn parts(text: &str) -> Result<Vec<Value>, Unreadable> {
    let named = rows(text).into_iter().filter(|row| !row.name.trim().is_empty());
    named
        .map(|row| {
            let quantity: u32 = row.quantity.trim().parse().map_err(|_| Unreadable)?;
            let number = row.number.trim();
            Ok(json!({ "name": row.name.trim(), "number": (!number.is_empty()).then_some(number), "quantity": quantity }))
        })
        .collect()
}

/// The rows that a text of the field [`Kind::Parts`] holds.
pub(super) fn rows(text: &str) -> Vec<PartRow> {
    serde_json::from_str(text).unwrap_or_default()
}

/// Whether somebody typed into a field of the same object: what was only proposed asks for nothing.
fn is_touched(field: &Filled<'_>, beside: &Spec) -> bool {
    let text = field.text.trim();
    same_object(field.spec.pointer, beside.pointer) && !text.is_empty() && text != field.spec.start
}

/// Fields of one object inside the body: `/part/name` and `/part/quantity`.
fn same_object(one: &str, other: &str) -> bool {
    let object = |pointer: &str| pointer[1..].split_once('/').map(|(object, _)| object.to_owned());
    object(one).is_some() && object(one) == object(other)
}

fn put(body: &mut Map<String, Value>, pointer: &str, value: Value) {
    match pointer[1..].split_once('/') {
        None => {
            body.insert(pointer[1..].to_owned(), value);
        }
        Some((object, field)) => {
            let inner = body.entry(object).or_insert_with(|| json!({}));
            inner[field] = value;
        }
    }
}

#[cfg(test)]
mod tests {
    use contract::tickets as wire;
    use domain::{kernel::Timestamp, tickets::Action};
    use kit::i18n::Lang;
    use serde::de::DeserializeOwned;

    use super::{
        super::{super::sample::ticket, specs::specs},
        *,
    };

    fn now() -> Timestamp {
        "2026-03-04T02:00:00Z".parse().unwrap()
    }

    fn of(action: Action, change: Value, typed: &[(&str, &str)]) -> Result<Value, Lacking> {
        let specs = specs(action, &ticket(change), now(), Lang::Zh);
        for (pointer, _) in typed {
            assert!(specs.iter().any(|spec| spec.pointer == *pointer), "{pointer}");
        }
        let text = |spec: &Spec| {
            typed
                .iter()
                .find(|(pointer, _)| *pointer == spec.pointer)
                .map_or(spec.start.clone(), |(_, text)| (*text).to_owned())
        };
        let filled: Vec<_> = specs.iter().map(|spec| Filled { spec, text: text(spec) }).collect();
        body(&filled)
    }

    fn reads<T: DeserializeOwned>(body: Value) -> T {
        serde_json::from_value(body.clone()).unwrap_or_else(|error| panic!("{error}: {body}"))
    }

    const ID: &str = "0199c0de-0000-7000-8000-000000000009";

    #[test]
    fn every_form_sends_what_its_command_reads() {
        let none = || json!({});
        let plans = || {
            json!({ "plans": [{ "version": 2, "assessment": null, "measure": "更换温控阀", "parts": [], "alternatives": null,
            "promised_at": null, "at": "2026-03-03T02:00:00.000Z", "by": { "kind": "system" }, "told": null }] })
        };
        let tasks = || {
            json!({ "tasks": [{ "id": ID, "department": "quality", "question": "批次异常？", "due_at": "2026-03-05T01:00:00.000Z",
            "asked_at": "2026-03-03T02:00:00.000Z", "asked_by": { "kind": "system" }, "answer": null }] })
        };
        let sent = |action, change, typed: &[(&str, &str)]| of(action, change, typed).unwrap();

        let _: wire::VerifyProduct = reads(sent(Action::VerifyProduct, none(), &[("/unit_id", ID)]));
        let confirm: wire::Confirm = reads(sent(Action::Confirm, none(), &[("/quantity", "3")]));
        assert_eq!(
            (confirm.serial.unwrap().as_str(), confirm.quantity, confirm.fault.as_str()),
            ("KY55-240311", Some(3), "排气高温停机")
        );
        let _: wire::Assess = reads(sent(
            Action::Assess,
            none(),
            &[("/preliminary_cause", "温控阀"), ("/recommended_measure", "更换")],
        ));
        let _: wire::AskDepartment = reads(sent(Action::AskDepartment, none(), &[("/question", "批次？")]));
        let answer: wire::AnswerTask = reads(sent(Action::AnswerTask, tasks(), &[("/text", "无异常")]));
        assert_eq!(answer.task_id.to_string(), ID);
        let tell: wire::TellPlan = reads(sent(Action::TellPlan, plans(), &[]));
        assert_eq!((tell.version, tell.text.as_str()), (2, "更换温控阀"));
        let dispatch: wire::Dispatch = reads(sent(Action::Dispatch, none(), &[("/engineer_id", ID)]));
        assert_eq!(
            (dispatch.from.to_string().as_str(), dispatch.agreed),
            ("2026-03-05T01:00:00.000Z", false)
        );
        let _: wire::LogContact = reads(sent(Action::LogContact, none(), &[]));
        let _: wire::CancelVisit = reads(sent(Action::CancelVisit, none(), &[("/reason", "客户改期")]));
        let arrive: wire::Arrive = reads(sent(Action::Arrive, none(), &[("/safety_checked", "true")]));
        assert!(arrive.safety_checked);
        let _: wire::Diagnose =
            reads(sent(Action::Diagnose, none(), &[("/cause_class", "wear"), ("/cause", "弹簧疲劳")]));
        let _: wire::FinishVisit = reads(sent(Action::FinishVisit, none(), &[("/result", "运行正常")]));
        let _: wire::Resolve =
            reads(sent(Action::Resolve, none(), &[("/result", "电话指导"), ("/at", "2026-03-04T09:00")]));
        let _: wire::ConfirmResult = reads(sent(Action::ConfirmResult, none(), &[]));
        let _: wire::Review = reads(sent(Action::Review, none(), &[]));
        let _: wire::Reopen = reads(sent(Action::Reopen, none(), &[("/reason", "再次出现")]));
        let _: wire::Pause = reads(sent(Action::Pause, none(), &[("/notice_text", "等待停机窗口")]));
        let _: wire::Assign = reads(sent(Action::Assign, none(), &[("/owner_id", ID)]));
        let _: wire::ChangePriority = reads(sent(Action::ChangePriority, none(), &[("/reason", "停线")]));
        let _: wire::ChangeType = reads(sent(Action::ChangeType, none(), &[("/reason", "电话未解决")]));
        let _: wire::DecideCharge = reads(sent(Action::Decide, none(), &[("/cause", "misuse")]));
        let _: wire::Comment = reads(sent(Action::Comment, none(), &[("/text", "备注")]));
        let _: wire::Amend = reads(sent(Action::Amend, none(), &[("/subject", "工时"), ("/text", "3 小时")]));
        let _: wire::End = reads(sent(
            Action::End,
            none(),
            &[("/how", "duplicate"), ("/duplicate_of", ID), ("/reason", "重复")],
        ));
        let bare = [
            Action::Acknowledge,
            Action::StartService,
            Action::HandIn,
            Action::Archive,
            Action::Resume,
            Action::AcceptTransfer,
        ];
        for action in bare {
            let _: wire::Nothing = reads(sent(action, none(), &[]));
        }
    }

    fn promises() -> Value {
        let by = json!({ "kind": "system" });
        let at = "2026-03-03T02:00:00.000Z";
        let clock = |state: &str, kind: &str| {
            json!({ "kind": kind, "state": state, "target": "16WH", "calendar": "CAL-8x5", "cycle": 1,
            "started_at": at, "original_due_at": "2026-03-05T01:00:00.000Z", "due_at": "2026-03-05T01:00:00.000Z",
            "due_exclusive": false, "stopped_at": null, "first_stopped_at": null, "reopened": false, "breached_at": null,
            "consumed_seconds": 0, "total_seconds": 57600, "working_time": true, "pausable": true, "paused_since": null,
            "thresholds": [], "provisional": false, "due_history": [], "clauses": [], "trace": [] })
        };
        json!({
            "clocks": [clock("breached", "ack"), clock("running", "response"), clock("running", "resolution")],
            "attachments": [{ "id": ID, "name": "现场.png", "at": at, "by": by }],
            "promises": { "extensions": [], "asked_extension": null, "transfers": [], "surveys": [],
                "notices": [{ "number": 1, "about": "process", "channel": "sms", "text": "已派单", "at": at, "by": by,
                    "delivery": "sent", "delivery_at": at }],
                "urges": [{ "number": 1, "kind": "hasten", "level": 1, "text": "何时到", "at": at, "by": by,
                        "answer": { "text": "明天", "at": at, "by": by } },
                    { "number": 2, "kind": "supervise", "level": 1, "text": "今日答复", "at": at, "by": by, "answer": null }] },
        })
    }

    #[test]
    fn every_form_about_promises_sends_what_its_command_reads() {
        let sent = |action, typed: &[(&str, &str)]| of(action, promises(), typed).unwrap();
        let extension = [
            ("/reason", "waiting_parts"),
            ("/explanation", "主板缺货"),
            ("/new_due_at", "2026-03-10T17:30"),
            ("/notice_text", "延期至 10 日"),
        ];
        for action in [Action::Extend, Action::AskExtension] {
            let extend: wire::Extend = reads(sent(action, &extension));
            assert_eq!(
                (extend.clock.as_str(), extend.new_due_at.to_string().as_str(), extend.noticed_at),
                ("resolution", "2026-03-10T09:30:00.000Z", None)
            );
        }
        let granted: wire::DecideExtension = reads(sent(Action::DecideExtension, &[]));
        assert_eq!((granted.approve, granted.note), (true, None));
        let refused: wire::DecideExtension =
            reads(sent(Action::DecideExtension, &[("/approve", "false"), ("/note", "可调货")]));
        assert_eq!((refused.approve, refused.note.is_some()), (false, true));
        let lacking = of(Action::DecideExtension, promises(), &[("/approve", "false")]).unwrap_err();
        assert_eq!(lacking.missing, ["/note"]);
        let _: wire::Urge = reads(sent(Action::Urge, &[("/text", "何时到")]));
        let answer: wire::AnswerUrge = reads(sent(Action::AnswerUrge, &[("/text", "今日上门")]));
        assert_eq!(answer.number, 2);
        let told: wire::TellCustomer = reads(sent(Action::TellCustomer, &[("/text", "处理中")]));
        assert_eq!(told.about.as_str(), "process");
        let noted: wire::NoteDelivery = reads(sent(Action::NoteDelivery, &[]));
        assert_eq!((noted.number, noted.delivery.as_str()), (1, "delivered"));
        let typed = [
            ("/reason", "无备件"),
            ("/materials", ID),
            ("/new_time", "2026-03-10T17:30"),
            ("/notice_text", "已转总部"),
        ];
        let transfer: wire::TransferToHq = reads(sent(Action::Transfer, &typed));
        assert_eq!(transfer.materials.len(), 1);
        let _: wire::ReturnTransfer = reads(sent(Action::ReturnTransfer, &[("/answer", "已会诊")]));
        let _: wire::LogSurvey = reads(sent(Action::LogSurvey, &[]));
        let _: wire::Merge = reads(sent(Action::Merge, &[("/into", ID), ("/reason", "重复报修")]));
        let split: wire::Split =
            reads(sent(Action::Split, &[("/description", "另有漏油"), ("/reason", "分开处理")]));
        assert_eq!(split.request_type.as_str(), "repair");
    }

    #[test]
    fn merging_is_no_way_to_end() {
        let specs = specs(Action::End, &ticket(json!({})), now(), Lang::Zh);
        let Kind::Code(ways) = &specs[0].kind else { panic!("codes") };
        let ways: Vec<String> = ways(Lang::Zh).into_iter().map(|way| way.code).collect();
        assert_eq!(ways, ["cancelled", "withdrawn", "duplicate", "refused"]);
    }

    #[test]
    fn a_signature_is_added_when_its_file_is_there() {
        let mut sent = of(Action::Sign, json!({}), &[]).unwrap();
        assert_eq!(sent, json!({ "signer": "王工", "satisfaction": "satisfied" }));
        sent["image"] = json!(ID);
        let _: wire::Sign = reads(sent);
    }

    #[test]
    fn a_part_is_asked_for_when_a_part_was_replaced() {
        let typed = [("/text", "更换温控阀"), ("/part/name", "温控阀"), ("/part/new_serial", "TV-9")];
        let repair: wire::RecordWork = reads(of(Action::Work, json!({}), &typed).unwrap());
        assert_eq!(repair.part, None);
        let part = [
            ("/kind", "part"),
            ("/text", "更换温控阀"),
            ("/part/name", "温控阀"),
            ("/part/new_serial", "TV-9"),
        ];
        let part: wire::RecordWork = reads(of(Action::Work, json!({}), &part).unwrap());
        let part = part.part.unwrap();
        assert_eq!((part.name.as_str(), part.quantity, part.old_serial), ("温控阀", 1, None));
        let lacking = of(Action::Work, json!({}), &[("/kind", "part"), ("/text", "更换")]).unwrap_err();
        assert_eq!(lacking.missing, ["/part/name"]);
    }

    #[test]
    fn time_and_place_belong_together() {
        let reply: wire::Reply = reads(of(Action::Reply, json!({}), &[("/content", "明天上门")]).unwrap());
        assert_eq!(reply.time_and_place, None);
        let lacking = of(
            Action::Reply,
            json!({}),
            &[("/content", "明天上门"), ("/time_and_place/from", "2026-03-05T09:00")],
        )
        .unwrap_err();
        assert_eq!(lacking.missing, ["/time_and_place/to"]);
        let both = [
            ("/content", "明天上门"),
            ("/time_and_place/from", "2026-03-05T09:00"),
            ("/time_and_place/to", "2026-03-05T11:00"),
        ];
        let reply: wire::Reply = reads(of(Action::Reply, json!({}), &both).unwrap());
        assert_eq!(reply.time_and_place.unwrap().place.as_str(), "济南市历下区");
    }

    #[test]
    fn the_parts_of_a_plan_are_rows() {
        let row = |name: &str, quantity: &str| PartRow {
            name: name.to_owned(),
            quantity: quantity.to_owned(),
            ..PartRow::default()
        };
        let text = |rows: &[PartRow]| serde_json::to_string(rows).unwrap();
        let planned = text(&[row("温控阀", "2"), row(" ", "")]);
        let plan: wire::MakePlan =
            reads(of(Action::Plan, json!({}), &[("/measure", "更换"), ("/parts", &planned)]).unwrap());
        assert_eq!((plan.parts.len(), plan.parts[0].quantity), (1, 2));
        let wrong = text(&[row("温控阀", "两个")]);
        let lacking = of(Action::Plan, json!({}), &[("/measure", "更换"), ("/parts", &wrong)]).unwrap_err();
        assert_eq!(lacking.unreadable, ["/parts"]);
    }

    #[test]
    fn everything_that_is_missing_is_named() {
        let lacking = of(Action::Diagnose, json!({ "request_type": "complaint" }), &[]).unwrap_err();
        assert_eq!(lacking.missing, ["/cause_class", "/cause", "/responsible_party"]);
    }
}
