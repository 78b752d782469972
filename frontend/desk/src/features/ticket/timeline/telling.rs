//! Every event of a request as a sentence.

use contract::tickets::TimelineEntry;
use domain::{
    tickets::{
        Assessment, Confirmation, ContactAttempt, Diagnosis, Event, Notice, Plan, ReplyRecord, ReviewOutcome,
        Satisfaction, Visit, VisitFinish, VisitOutcome, WorkLine,
    },
    warranty::ChargeClass,
};
use kit::{
    i18n::Lang,
    ui::{Icon, Tone},
};

use super::{
    super::words::{moment, owner_why, window},
    kind::Kind,
    promises,
    sentence::Sentence,
};
use crate::l::timeline as say;

/// The sentence of one entry; an event that this app does not know yet is named by its code.
pub(super) fn tell(entry: &TimelineEntry, lang: Lang) -> Sentence {
    match Event::read(&entry.event_type, &entry.data.to_string()) {
        Ok(event) => sentence(&event, lang),
        Err(_) => Sentence::new(Kind::Work, Icon::CircleDot, say::other(lang, &entry.event_type)),
    }
}

fn sentence(event: &Event, lang: Lang) -> Sentence {
    use Kind::{Clock, File, Notice as Told, Work};
    match event {
        Event::Registered { no, request_type, mode, channel, priority, description, received_at, .. } => {
            let kind = format!("{} · {}", word!(*request_type, lang), word!(*mode, lang));
            Sentence::new(Work, Icon::FilePlus, say::registered(lang, word!(*channel, lang), no.to_string()))
                .tone(Tone::Active)
                .fact(say::kind(lang), kind)
                .fact(say::priority(lang), format!("{} {}", priority.as_str(), word!(*priority, lang)))
                .fact(say::received(lang), moment(*received_at))
                .quote(description)
        }
        Event::Imported { source, external_no, received_at } => {
            Sentence::new(Work, Icon::Download, say::imported(lang, external_no, source)).at(*received_at)
        }
        Event::HistoryImported { what, at, .. } => {
            Sentence::new(Work, Icon::History, say::history(lang, what)).at(*at)
        }
        Event::Assigned(owner) => {
            Sentence::new(Work, Icon::UserCheck, say::assigned(lang, &owner.owner_name))
                .fact(say::why(lang), owner_why(owner, lang))
        }
        Event::Acknowledged {} => {
            Sentence::new(Work, Icon::UserCheck, say::acknowledged(lang)).tone(Tone::Good)
        }
        Event::ChargeDecided(decision) => {
            let class = decision.verdict.charge_class;
            let first = decision.verdict.reasons.first();
            let reason = first.map(|reason| lang.pick(reason.text.as_str(), reason.text_en.as_str()));
            let tone = if class == ChargeClass::Free { Tone::Good } else { Tone::Neutral };
            Sentence::new(Work, Icon::ShieldCheck, say::charge_decided(lang, word!(class, lang)))
                .tone(tone)
                .maybe(say::ground(lang), reason)
                .maybe(say::clause(lang), first.map(|reason| &reason.clause))
        }
        Event::ChargeWithdrawn {} => {
            Sentence::new(Work, Icon::ShieldX, say::charge_withdrawn(lang)).tone(Tone::Warn)
        }
        Event::ProductVerified(product) => Sentence::new(Work, Icon::BadgeCheck, say::verified(lang))
            .tone(Tone::Good)
            .maybe(say::model(lang), product.model.as_ref())
            .maybe(say::serial(lang), product.serial.as_ref()),
        Event::Confirmed { product, fault, fault_code, mode } => {
            Sentence::new(Work, Icon::ClipboardCheck, say::confirmed(lang))
                .tone(Tone::Active)
                .maybe(say::model(lang), product.model.as_ref())
                .maybe(say::serial(lang), product.serial.as_ref())
                .maybe(say::fault_code(lang), fault_code.as_ref())
                .fact(say::mode(lang), word!(*mode, lang))
                .quote(fault)
        }
        Event::Replied(reply) => replied(reply, lang),
        Event::Assessed(assessment) => assessed(assessment, lang),
        Event::DepartmentAsked(task) => {
            Sentence::new(Work, Icon::Users, say::department_asked(lang, word!(task.department, lang)))
                .fact(say::due(lang), moment(task.due_at))
                .quote(&task.question)
        }
        Event::TaskAnswered { answer, .. } => {
            Sentence::new(Work, Icon::Users, say::task_answered(lang)).tone(Tone::Good).quote(&answer.text)
        }
        Event::Planned(plan) => planned(plan, lang),
        Event::PlanTold { version, notice } => {
            told(Sentence::new(Told, Icon::Send, say::plan_told(lang, version)), notice, lang)
        }
        Event::Dispatched(visit) => dispatched(visit, lang),
        Event::ContactLogged(contact) => contact_logged(contact, lang),
        Event::VisitCancelled { reason, .. } => {
            Sentence::new(Work, Icon::CircleX, say::visit_cancelled(lang)).tone(Tone::Warn).quote(reason)
        }
        Event::Arrived { at, late_minutes, .. } => {
            let line = Sentence::new(Work, Icon::MapPin, say::arrived(lang)).at(*at);
            match *late_minutes {
                0 => line.tone(Tone::Good),
                minutes => line.tone(Tone::Warn).fact(say::late(lang), say::minutes(lang, minutes)),
            }
        }
        Event::ServiceStarted {} => {
            Sentence::new(Work, Icon::CirclePlay, say::service_started(lang)).tone(Tone::Active)
        }
        Event::Diagnosed(diagnosis) => diagnosed(diagnosis, lang),
        Event::WorkRecorded(line) => worked(line, lang),
        Event::VisitFinished { finish, .. } => visit_finished(finish, lang),
        Event::Resolved(resolution) => Sentence::new(Work, Icon::CircleCheck, say::resolved(lang))
            .tone(Tone::Good)
            .maybe(say::open_questions(lang), resolution.open_questions.as_ref())
            .quote(&resolution.result)
            .at(resolution.at),
        Event::CustomerConfirmed(confirmation) => customer_confirmed(confirmation, lang),
        Event::SignatureVoided {} => {
            Sentence::new(Work, Icon::TriangleAlert, say::signature_voided(lang)).tone(Tone::Bad)
        }
        Event::HandedIn {} => Sentence::new(Work, Icon::Upload, say::handed_in(lang)),
        Event::Reviewed(review) => {
            let approved = review.outcome == ReviewOutcome::Approved;
            let line = Sentence::new(Work, Icon::FileCheck, say::reviewed(lang, word!(review.outcome, lang)))
                .tone(if approved { Tone::Good } else { Tone::Warn });
            quoted(line, review.note.as_ref())
        }
        Event::Archived {} => Sentence::new(Work, Icon::Archive, say::archived(lang)).tone(Tone::Good),
        Event::Reopened { reason, count } => {
            Sentence::new(Work, Icon::ArchiveRestore, say::reopened(lang, count))
                .tone(Tone::Warn)
                .quote(reason)
        }
        Event::Paused(hold) => {
            let line = Sentence::new(Clock, Icon::CirclePause, say::paused(lang, word!(hold.reason, lang)))
                .tone(Tone::Quiet)
                .maybe(say::expected_until(lang), hold.expected_until.map(moment));
            told(line, &hold.notice, lang)
        }
        Event::Resumed { paused_since } => Sentence::new(Clock, Icon::CirclePlay, say::resumed(lang))
            .fact(say::paused_since(lang), moment(*paused_since)),
        Event::PriorityChanged { from, to, severity, impact, reason } => {
            let ground = format!("{} · {}", word!(*severity, lang), word!(*impact, lang));
            Sentence::new(Clock, Icon::Flag, say::priority_changed(lang, from.as_str(), to.as_str()))
                .fact(say::ground(lang), ground)
                .quote(reason)
        }
        Event::TypeChanged { from, to, mode, reason, .. } => {
            Sentence::new(Work, Icon::Replace, say::type_changed(lang, word!(*from, lang), word!(*to, lang)))
                .fact(say::mode(lang), word!(*mode, lang))
                .quote(reason)
        }
        Event::Attached(file) => Sentence::new(File, Icon::Paperclip, say::attached(lang, &file.name)),
        Event::Commented { text } => {
            Sentence::new(Told, Icon::MessageSquare, say::commented(lang)).quote(text)
        }
        Event::Amended(amendment) => {
            Sentence::new(Work, Icon::PenLine, say::amended(lang, &amendment.subject)).quote(&amendment.text)
        }
        Event::Ended(ending) => Sentence::new(Work, Icon::Ban, say::ended(lang, word!(ending.how, lang)))
            .tone(Tone::Quiet)
            .quote(&ending.reason),
        Event::ThresholdReached { clock, percent, due_at } => {
            let clock = word!(*clock, lang);
            let (head, tone) = match *percent {
                100.. => (say::breached(lang, clock), Tone::Bad),
                percent => (say::threshold(lang, clock, percent), Tone::Warn),
            };
            Sentence::new(Clock, Icon::ClockAlert, head).tone(tone).maybe(say::due(lang), due_at.map(moment))
        }
        Event::AppointmentAgreed { from, to } => Sentence::new(Told, Icon::Calendar, say::appointment(lang))
            .fact(say::window(lang), window(*from, *to, lang)),
        Event::CustomerTold(notice) => promises::customer_told(notice, lang),
        Event::DeliveryNoted { number, delivery, detail } => {
            promises::delivery_noted(*number, *delivery, detail.as_ref(), lang)
        }
        Event::ExtensionAsked(request) => promises::extension_asked(request, lang),
        Event::ExtensionRefused { request, note } => {
            promises::extension_refused(request, note.as_ref(), lang)
        }
        Event::Extended(extension) => promises::extended(extension, lang),
        Event::Urged(order) => promises::urged(order, lang),
        Event::UrgeAnswered { answer, .. } => {
            Sentence::new(Told, Icon::Reply, say::urge_answered(lang)).tone(Tone::Good).quote(&answer.text)
        }
        Event::TransferredToHq(transfer) => promises::transferred(transfer, lang),
        Event::TransferAccepted { .. } => {
            Sentence::new(Work, Icon::Building2, say::transfer_accepted(lang)).tone(Tone::Good)
        }
        Event::TransferReturned { answer, .. } => {
            Sentence::new(Work, Icon::CornerUpLeft, say::transfer_returned(lang)).quote(&answer.text)
        }
        Event::Surveyed(survey) => quoted(
            Sentence::new(Told, Icon::Headset, say::surveyed(lang, word!(survey.channel, lang))),
            survey.note.as_ref(),
        ),
        Event::Absorbed { other, received_before, received_at, reason } => {
            let line = Sentence::new(Work, Icon::Merge, say::absorbed(lang, other.no.to_string()))
                .fact(say::received(lang), moment(*received_at))
                .quote(reason);
            if received_at == received_before {
                line
            } else {
                line.fact(say::received_before(lang), moment(*received_before))
            }
        }
        Event::Split { into, reason } => {
            Sentence::new(Work, Icon::Split, say::split(lang, into.no.to_string())).quote(reason)
        }
        Event::Recalculated { reason, policy, moved } => {
            let mut line = Sentence::new(Clock, Icon::Clock, say::recalculated(lang, policy)).quote(reason);
            for clock in moved {
                let to = clock.to.map_or_else(|| "—".to_owned(), moment);
                line = line.fact(word!(clock.clock, lang), to);
            }
            line
        }
        Event::SplitOff { from } => {
            Sentence::new(Work, Icon::Split, say::split_off(lang, from.no.to_string()))
        }
    }
}

pub(super) fn quoted(line: Sentence, words: Option<impl ToString>) -> Sentence {
    match words {
        Some(words) => line.quote(words),
        None => line,
    }
}

pub(super) fn told(line: Sentence, notice: &Notice, lang: Lang) -> Sentence {
    line.fact(say::channel(lang), word!(notice.channel, lang)).quote(&notice.text).at(notice.at)
}

fn replied(reply: &ReplyRecord, lang: Lang) -> Sentence {
    let line = Sentence::new(Kind::Notice, Icon::PhoneCall, say::replied(lang, word!(reply.channel, lang)))
        .tone(Tone::Active)
        .quote(&reply.content)
        .at(reply.at);
    match &reply.time_and_place {
        Some(agreed) => line
            .fact(say::window(lang), window(agreed.from, agreed.to, lang))
            .fact(say::place(lang), &agreed.place),
        None => line,
    }
}

fn assessed(assessment: &Assessment, lang: Lang) -> Sentence {
    let line = Sentence::new(Kind::Work, Icon::Stethoscope, say::assessed(lang, assessment.number))
        .tone(Tone::Active)
        .fact(say::cause(lang), &assessment.preliminary_cause)
        .fact(say::measure(lang), &assessment.recommended_measure)
        .maybe(say::fault_code(lang), assessment.fault_code.as_ref());
    if assessment.remote_solvable { line.fact(say::remote(lang), say::yes(lang)) } else { line }
}

fn planned(plan: &Plan, lang: Lang) -> Sentence {
    let part = |part: &domain::tickets::PlannedPart| format!("{} × {}", part.name, part.quantity);
    let parts = plan.parts.iter().map(part).collect::<Vec<_>>().join("，");
    Sentence::new(Kind::Work, Icon::ClipboardPen, say::planned(lang, plan.version))
        .tone(Tone::Active)
        .maybe(say::parts(lang), (!parts.is_empty()).then_some(parts))
        .maybe(say::promised(lang), plan.promised_at.map(moment))
        .maybe(say::alternatives(lang), plan.alternatives.as_ref())
        .quote(&plan.measure)
}

fn dispatched(visit: &Visit, lang: Lang) -> Sentence {
    let line = Sentence::new(Kind::Work, Icon::Truck, say::dispatched(lang, &visit.engineer_name))
        .tone(Tone::Active)
        .fact(say::window(lang), window(visit.from, visit.to, lang))
        .fact(say::place(lang), &visit.place);
    quoted(line, visit.note.as_ref())
}

fn contact_logged(contact: &ContactAttempt, lang: Lang) -> Sentence {
    let line =
        Sentence::new(Kind::Notice, Icon::Phone, say::contact_logged(lang, word!(contact.result, lang)));
    quoted(line, contact.note.as_ref())
}

fn diagnosed(diagnosis: &Diagnosis, lang: Lang) -> Sentence {
    Sentence::new(Kind::Work, Icon::Search, say::diagnosed(lang, word!(diagnosis.cause_class, lang)))
        .tone(Tone::Active)
        .maybe(say::fault_code(lang), diagnosis.fault_code.as_ref())
        .maybe(say::party(lang), diagnosis.responsible_party.map(|party| word!(party, lang)))
        .quote(&diagnosis.cause)
}

fn worked(line: &WorkLine, lang: Lang) -> Sentence {
    let told = Sentence::new(Kind::Work, Icon::Wrench, say::worked(lang, word!(line.kind, lang)))
        .tone(Tone::Active)
        .fact(say::spent(lang), say::minutes(lang, line.minutes))
        .quote(&line.text);
    let Some(part) = &line.part else { return told };
    told.fact(say::part(lang), format!("{} × {}", part.name, part.quantity))
        .maybe(say::old_serial(lang), part.old_serial.as_ref())
        .maybe(say::new_serial(lang), part.new_serial.as_ref())
}

fn visit_finished(finish: &VisitFinish, lang: Lang) -> Sentence {
    let solved = finish.outcome == VisitOutcome::Solved;
    let checked = if finish.accessories_complete { say::yes(lang) } else { say::no(lang) };
    Sentence::new(Kind::Work, Icon::CircleCheck, say::visit_finished(lang, word!(finish.outcome, lang)))
        .tone(if solved { Tone::Good } else { Tone::Warn })
        .fact(say::function_test(lang), word!(finish.function_test, lang))
        .fact(say::accessories(lang), checked)
        .at(finish.at)
}

fn customer_confirmed(confirmation: &Confirmation, lang: Lang) -> Sentence {
    let satisfied = confirmation.satisfaction == Satisfaction::Satisfied;
    let word = word!(confirmation.satisfaction, lang);
    let line = match &confirmation.signature {
        Some(signature) => {
            Sentence::new(Kind::Notice, Icon::Signature, say::signed(lang, &signature.signer, word))
        }
        None => Sentence::new(Kind::Notice, Icon::ThumbsUp, say::result_confirmed(lang, word)),
    };
    let line = line
        .tone(if satisfied { Tone::Good } else { Tone::Warn })
        .maybe(say::channel(lang), confirmation.channel.map(|channel| word!(channel, lang)));
    quoted(line, confirmation.comment.as_ref())
}

#[cfg(test)]
mod tests {
    use domain::kernel::Actor;
    use serde_json::{Value, json};

    use super::*;

    fn told_of(event_type: &str, data: Value, lang: Lang) -> Sentence {
        let entry = TimelineEntry {
            id: "0199c0de-0000-7000-8000-000000000001".parse().unwrap(),
            event_type: event_type.to_owned(),
            data,
            actor: Actor::System,
            at: "2026-03-04T02:00:00Z".parse().unwrap(),
        };
        tell(&entry, lang)
    }

    fn system() -> Value {
        json!({ "kind": "system" })
    }

    #[test]
    fn an_unknown_event_is_named_by_its_code() {
        let line = told_of("ticket.teleported", json!({}), Lang::Zh);
        assert!(line.head.contains("ticket.teleported"), "{}", line.head);
    }

    #[test]
    fn events_without_data_are_known() {
        for event in [
            "ticket.acknowledged",
            "ticket.service_started",
            "ticket.signature_voided",
            "ticket.handed_in",
            "ticket.archived",
        ] {
            let line = told_of(event, json!({}), Lang::Zh);
            assert!(!line.head.contains("ticket."), "{event}");
        }
    }

    #[test]
    fn a_dispatch_says_who_when_and_where() {
        let data = json!({
            "id": "0199c0de-0000-7000-8000-000000000001", "engineer_id": "0199c0de-0000-7000-8000-000000000002",
            "engineer_name": "李卫国", "from": "2026-03-04T01:00:00.000Z", "to": "2026-03-04T03:00:00.000Z", "place": "越溪街道",
            "note": null, "planned_at": "2026-03-03T03:00:00.000Z", "planned_by": system(), "contacts": [], "agreed": true,
            "arrived_at": null, "safety_checked": false, "finish": null, "cancelled": null
        });
        let line = told_of("ticket.dispatched", data, Lang::Zh);
        assert_eq!(line.head, "派单给 李卫国");
        assert_eq!(line.facts[0], ("时间".to_owned(), "2026-03-04 周三 09:00–11:00".to_owned()));
        assert_eq!(line.kind, Kind::Work);
    }

    #[test]
    fn a_breach_is_red_and_a_warning_amber() {
        let of = |percent| {
            told_of(
                "ticket.threshold_reached",
                json!({ "clock": "resolution", "percent": percent, "due_at": null }),
                Lang::Zh,
            )
        };
        assert_eq!((of(80).tone, of(100).tone, of(120).tone), (Tone::Warn, Tone::Bad, Tone::Bad));
        assert_eq!(of(100).kind, Kind::Clock);
        assert_eq!(of(80).head, "“解决”时限已用 80%");
    }

    #[test]
    fn what_a_person_wrote_is_quoted_in_both_languages() {
        for lang in [Lang::Zh, Lang::En] {
            assert_eq!(
                told_of("ticket.commented", json!({ "text": "客户下周停机" }), lang).quote.as_deref(),
                Some("客户下周停机")
            );
        }
    }

    #[test]
    fn an_extension_says_until_when_and_what_the_customer_was_told() {
        let data = json!({ "number": 1, "clock": "resolution", "reason": "waiting_parts", "explanation": "主板缺货",
            "new_due_at": "2026-03-10T09:30:00.000Z", "asked_by": { "kind": "customer", "name": "李静" }, "approved_by": system(),
            "at": "2026-03-04T02:00:00.000Z",
            "notice": { "channel": "sms", "text": "10 日前修好", "at": "2026-03-04T02:00:00.000Z" } });
        let line = told_of("ticket.extended", data, Lang::Zh);
        assert_eq!((line.head.as_str(), line.kind), ("把“解决”延期至 2026-03-10 17:30", Kind::Clock));
        assert_eq!(line.quote.as_deref(), Some("10 日前修好"));
        let facts: Vec<&str> = line.facts.iter().map(|(_, value)| value.as_str()).collect();
        assert_eq!(facts, ["等待备件：主板缺货", "李静", "短信"]);
    }

    #[test]
    fn every_event_type_has_its_own_words() {
        // what needs data cannot be read without it; none of the types may be unknown to the reader
        for event in Event::TYPES {
            let unknown =
                Event::read(event, "{}").is_err_and(|error| error.to_string().contains("unknown event"));
            assert!(!unknown, "{event}");
        }
    }

    #[test]
    fn a_replaced_part_keeps_both_serials() {
        let data = json!({ "kind": "part", "text": "更换温控阀", "minutes": 60, "at": "2026-03-04T02:00:00.000Z", "by": system(),
            "part": { "number": null, "name": "温控阀", "quantity": 1, "old_serial": "TV-1", "new_serial": "TV-9" } });
        let line = told_of("ticket.work_recorded", data, Lang::Zh);
        let facts: Vec<&str> = line.facts.iter().map(|(_, value)| value.as_str()).collect();
        assert_eq!(facts, ["60 分钟", "温控阀 × 1", "TV-1", "TV-9"]);
    }
}
