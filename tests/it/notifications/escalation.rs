use domain::notifications::{NotificationKind as Kind, NotificationRule as Rule};
use serde_json::json;

use super::{inbox_of, on_duty, register, tell_people, told};
use crate::harness::{World, both};

both!(
    each_threshold_reaches_exactly_its_people,
    who_is_away_is_stood_in_for,
    critical_goes_to_whoever_is_on_duty,
    nobody_on_duty_is_the_supervisors_night,
    raised_to_critical_is_told_at_once,
    moving_a_request_tells_its_people,
    history_is_told_to_nobody,
);

async fn each_threshold_reaches_exactly_its_people(world: World) {
    let reception = world.sign_in("reception.sh").await;
    let ticket = register(&reception, "3").await;
    tell_people(world.app()).await;
    assert_eq!(told(&world, |n| n.kind == Kind::Assigned).await, ["engineer.sh"]);
    // the response of P3 has 24 natural hours
    for (hours, title, people) in [
        (12, "首次响应已用 50%", &[][..]),
        (20, "首次响应已用 80%", &["engineer.sh", "supervisor.sh"]),
        (25, "首次响应已超时（100%）", &["hq_service", "manager.sh"]),
        (37, "首次响应已超时（150%）", &["general_manager"]),
    ] {
        world.set_clock("2026-03-02T01:00:00Z");
        world.advance_minutes(hours * 60);
        tell_people(world.app()).await;
        // a second sweep tells nobody again
        tell_people(world.app()).await;
        let title = format!("{}：{title}", ticket.no);
        assert_eq!(told(&world, |n| n.title == title).await, people, "{title}");
    }
    let to_supervisor = inbox_of(&world, "supervisor.sh").await;
    let warning = to_supervisor.iter().find(|n| n.title.contains("首次响应")).unwrap();
    assert_eq!(
        (warning.kind, warning.rule, warning.clause.as_str()),
        (Kind::Threshold, Rule::BranchRole, "R-6.2.3.2")
    );
    assert_eq!((warning.ticket_id, warning.urgent), (ticket.id, false));
    assert!(
        warning.text.contains("2026-03-03 09:00") && warning.text_en.contains("due 2026-03-03 09:00"),
        "{}",
        warning.text
    );
}

async fn who_is_away_is_stood_in_for(world: World) {
    let reception = world.sign_in("reception.sh").await;
    let ticket = register(&reception, "3").await;
    let engineer = world.sign_in("engineer.sh").await;
    let absence =
        json!({ "from": "2026-03-02T02:00:00Z", "until": "2026-03-20T01:00:00Z", "kind": "training" });
    let path = format!("/users/{}/absences", world.user("engineer.sh").await);
    engineer.post(&path).json(absence).await.expect(201);
    // gone without a deputy: head office hears what the supervisor would
    let supervisor = world.sign_in("supervisor.sh").await;
    let absence = json!({ "from": "2026-03-02T02:00:00Z", "until": "2026-03-20T01:00:00Z", "kind": "other" });
    let path = format!("/users/{}/absences", world.user("supervisor.sh").await);
    supervisor.post(&path).json(absence).await.expect(201);
    world.advance_minutes(20 * 60);
    tell_people(world.app()).await;
    let title = format!("{}：首次响应已用 80%", ticket.no);
    assert_eq!(told(&world, |n| n.title == title).await, ["engineer2.sh", "hq_dispatch", "hq_service"]);
    let heard = inbox_of(&world, "engineer2.sh").await;
    let warning = heard.iter().find(|n| n.title == title).unwrap();
    assert_eq!((warning.instead_of.as_deref(), warning.rule), (Some("张伟"), Rule::Responsible));
    assert!(warning.text.contains("张伟离岗，由您代理"), "{}", warning.text);
    let heard = inbox_of(&world, "hq_service").await;
    assert_eq!(heard.iter().find(|n| n.title == title).unwrap().rule, Rule::NobodyAtBranch);
}

async fn critical_goes_to_whoever_is_on_duty(world: World) {
    on_duty(&world, "engineer2.sh", "SH", "2026-03-02T10:00:00Z", "2026-03-03T00:00:00Z").await;
    on_duty(&world, "supervisor.gz", "GZ", "2026-03-02T10:00:00Z", "2026-03-03T00:00:00Z").await;
    on_duty(&world, "manager.sh", "SH", "2026-03-02T00:00:00Z", "2026-03-02T10:00:00Z").await;
    on_duty(&world, "second_line", "HQ", "2026-03-02T00:00:00Z", "2026-03-10T00:00:00Z").await;
    // 23:00 in Shanghai
    world.set_clock("2026-03-02T15:00:00Z");
    let reception = world.sign_in("reception.sh").await;
    register(&reception, "1").await;
    tell_people(world.app()).await;
    assert_eq!(told(&world, |n| n.kind == Kind::Critical).await, ["engineer2.sh"]);
    let heard = &inbox_of(&world, "engineer2.sh").await[0];
    assert_eq!((heard.rule, heard.urgent, heard.clause.as_str()), (Rule::OnDuty, true, "R-3.2.3a"));
    // after the shift the roster of head office holds
    world.set_clock("2026-03-03T00:00:00Z");
    let later = register(&reception, "1").await;
    tell_people(world.app()).await;
    let second =
        |n: &contract::notifications::NotificationView| n.kind == Kind::Critical && n.ticket_id == later.id;
    assert_eq!(told(&world, second).await, ["second_line"]);
}

async fn nobody_on_duty_is_the_supervisors_night(world: World) {
    world.set_clock("2026-03-02T18:00:00Z");
    let reception = world.sign_in("reception.sh").await;
    register(&reception, "3").await;
    register(&reception, "1").await;
    tell_people(world.app()).await;
    assert_eq!(told(&world, |n| n.kind == Kind::Critical).await, ["supervisor.sh"]);
    assert_eq!(inbox_of(&world, "supervisor.sh").await[0].rule, Rule::NobodyOnDuty);
}

async fn raised_to_critical_is_told_at_once(world: World) {
    let reception = world.sign_in("reception.sh").await;
    let supervisor = world.sign_in("supervisor.sh").await;
    let ticket = register(&reception, "3").await;
    tell_people(world.app()).await;
    assert_eq!(told(&world, |n| n.kind == Kind::Critical).await, [""; 0]);
    let raised = json!({ "severity": "1", "impact": "line_down", "reason": "整线停产" });
    let path = format!("/tickets/{}/change-priority", ticket.id);
    supervisor.post(&path).version(ticket.version).json(raised).await.expect(200);
    tell_people(world.app()).await;
    assert_eq!(
        told(&world, |n| n.kind == Kind::Critical).await,
        ["supervisor.sh"],
        "they did it and are told all the same"
    );
}

async fn moving_a_request_tells_its_people(world: World) {
    let (reception, supervisor) = (world.sign_in("reception.sh").await, world.sign_in("supervisor.sh").await);
    let ticket = register(&reception, "3").await;
    let assign = json!({ "owner_id": world.user("engineer2.sh").await, "reason": "更近" });
    let path = format!("/tickets/{}", ticket.id);
    let call = supervisor.post(&format!("{path}/assign")).version(ticket.version).json(assign);
    let ticket: contract::tickets::TicketView = call.await.read(200);
    let urge = json!({ "kind": "hasten", "text": "客户着急" });
    let urged = reception.post(&format!("{path}/urge")).version(ticket.version).json(urge).await;
    let ticket: contract::tickets::TicketView = urged.read(200);
    let file = supervisor
        .post("/attachments?name=photo.pdf")
        .bytes("application/pdf", b"%PDF-1.4\n%%EOF\n")
        .await
        .expect(201);
    let attach = json!({ "attachment_id": file["id"] });
    let attached = supervisor.post(&format!("{path}/attach")).version(ticket.version).json(attach).await;
    let ticket: contract::tickets::TicketView = attached.read(200);
    let transfer = json!({
        "reason": "缺少专用工具", "materials": [file["id"]], "new_time": "2026-03-05T01:00:00Z", "notice_channel": "phone", "notice_text": "总部协助"
    });
    let moved =
        supervisor.post(&format!("{path}/transfer-to-hq")).version(ticket.version).json(transfer).await;
    moved.expect(200);
    tell_people(world.app()).await;
    assert_eq!(
        told(&world, |n| n.kind == Kind::Assigned && n.rule == Rule::NewOwner).await,
        ["engineer.sh", "engineer2.sh"]
    );
    assert_eq!(told(&world, |n| n.kind == Kind::Urged).await, ["engineer2.sh"]);
    assert_eq!(told(&world, |n| n.kind == Kind::TransferredToHq).await, ["hq_dispatch", "hq_service"]);
}

async fn history_is_told_to_nobody(world: World) {
    let reception = world.sign_in("reception.sh").await;
    register(&reception, "1").await;
    world.advance_minutes(8 * 24 * 60);
    world.app().send_due_notifications().await.unwrap();
    assert_eq!(told(&world, |_| true).await, [""; 0]);
}
