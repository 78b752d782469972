//! Who is away, and who gets the requests meanwhile (R-11.2.2.1).

use contract::{
    access::{AbsenceView, UserView},
    tickets::{RegistrationPreview, TicketView},
};
use domain::kernel::UserId;
use serde_json::{Value, json};

use crate::harness::{Client, World, both};

both!(
    requests_go_to_the_deputy_while_the_owner_is_away,
    the_reason_is_shown_before_and_after_registration,
    whoever_stands_in_must_be_there_and_may_own,
    absences_are_recorded_changed_and_taken_back,
    two_absences_never_overlap,
    bad_absences_are_named_and_nothing_is_written,
    what_is_over_stays_as_it_was,
    everybody_records_their_own_and_leaders_those_of_their_branches,
    the_reason_for_being_away_stays_private,
    lists_of_absences_are_paged,
);

const DEAD: &str = "019a0000-0000-7000-8000-00000000dead";

fn absence(from: &str, until: &str) -> Value {
    json!({ "from": from, "until": until, "kind": "annual_leave" })
}

/// The Monday of the world's beginning, 9 o'clock in Shanghai, until Friday evening.
fn this_week() -> Value {
    absence("2026-03-02T00:00:00Z", "2026-03-06T10:00:00Z")
}

fn with(mut body: Value, field: &str, value: impl Into<Value>) -> Value {
    body[field] = value.into();
    body
}

async fn record(client: &Client, user: UserId, body: Value) -> AbsenceView {
    client.post(&format!("/users/{user}/absences")).json(body).await.read(201)
}

fn ticket(region: &str) -> Value {
    json!({
        "request_type": "repair", "channel": "phone", "severity": "3", "impact": "runs",
        "description": "排气温度高",
        "customer": {
            "name": "上海精密", "contact_name": "王工", "phone": "13800138000", "address": "人民路1号", "region": region
        },
        "product": { "model": "LG-15" }
    })
}

async fn owner(client: &Client, region: &str) -> (String, String) {
    let view: TicketView = client.post("/tickets").json(ticket(region)).await.read(201);
    let owner = view.ownership.unwrap();
    (owner.owner_name, owner.why)
}

async fn requests_go_to_the_deputy_while_the_owner_is_away(world: World) {
    let reception = world.sign_in("reception.sh").await;
    let engineer = world.sign_in("engineer.sh").await;
    let own = world.user("engineer.sh").await;
    assert_eq!(owner(&reception, "310104").await.0, "张伟");
    let away = record(&engineer, own, absence("2026-03-02T02:00:00Z", "2026-03-06T10:00:00Z")).await;
    assert_eq!(owner(&reception, "310104").await.0, "张伟", "not yet away");
    world.set_clock("2026-03-02T02:00:00Z");
    let (name, why) = owner(&reception, "310104").await;
    assert_eq!(name, "刘洋");
    assert_eq!(why, "310104属于服务区域31：张伟离岗至2026-03-06 18:00，由代理人刘洋承接");
    // what was received before the absence, and is registered during it, is for whoever is there now
    let earlier = with(ticket("310104"), "received_at", "2026-03-02T01:00:00Z");
    let view: TicketView = reception.post("/tickets").json(earlier).await.read(201);
    assert_eq!(view.ownership.unwrap().owner_name, "刘洋");
    // a person's own choice stands
    let chosen = with(ticket("310104"), "owner_id", own.to_string());
    let view: TicketView = reception.post("/tickets").json(chosen).await.read(201);
    assert_eq!(view.ownership.unwrap().owner_name, "张伟");
    engineer.post(&format!("/absences/{}/cancel", away.id)).version(1).await.expect(200);
    assert_eq!(owner(&reception, "310104").await.0, "张伟");
    record(&engineer, own, this_week()).await;
    assert_eq!(owner(&reception, "310104").await.0, "刘洋");
    world.set_clock("2026-03-06T10:00:00Z");
    assert_eq!(owner(&reception, "310104").await.0, "张伟", "back");
}

async fn the_reason_is_shown_before_and_after_registration(world: World) {
    let reception = world.sign_in("reception.sh").await;
    let supervisor = world.sign_in("supervisor.sh").await;
    record(&supervisor, world.user("engineer.sh").await, this_week()).await;
    let call = ticket("310104");
    let draft = json!({ "customer": call["customer"], "product": call["product"] });
    let preview: RegistrationPreview =
        reception.post("/tickets/registration-preview").json(draft).await.read(200);
    let en = "310104 lies in the service area 31: 张伟 is absent until 2026-03-06 18:00, deputy 刘洋";
    assert_eq!(preview.owner_name.as_deref(), Some("刘洋"));
    assert_eq!(preview.owner_why_en.as_deref(), Some(en));
    let made: TicketView = reception.post("/tickets").json(ticket("310104")).await.read(201);
    let shown: TicketView = reception.get(&format!("/tickets/{}", made.id)).await.read(200);
    let owner = shown.ownership.unwrap();
    assert_eq!((owner.why_en.as_deref(), owner.at), (Some(en), world.now()));
}

async fn whoever_stands_in_must_be_there_and_may_own(world: World) {
    let reception = world.sign_in("reception.sh").await;
    let supervisor = world.sign_in("supervisor.sh").await;
    let (own, manager) = (world.user("engineer.sh").await, world.user("manager.sh").await);
    // the deputy of the absence comes before that of the area
    let body = with(this_week(), "deputy_id", manager.to_string());
    let away = record(&supervisor, own, body).await;
    assert_eq!(away.deputy_name.as_deref(), Some("杨磊"));
    assert_eq!(owner(&reception, "310104").await.0, "杨磊");
    record(&supervisor, manager, this_week()).await;
    assert_eq!(owner(&reception, "310104").await.0, "刘洋", "away too");
    record(&supervisor, world.user("engineer2.sh").await, this_week()).await;
    let (name, why) = owner(&reception, "310104").await;
    assert_eq!(name, "张伟", "a request always has an owner");
    assert!(why.ends_with("张伟离岗至2026-03-06 18:00，无在岗代理人"), "{why}");
    // an area without a deputy
    record(&supervisor, world.user("engineer.sha").await, this_week()).await;
    assert_eq!(owner(&reception, "310115").await.0, "孙浩");
}

async fn absences_are_recorded_changed_and_taken_back(world: World) {
    let engineer = world.sign_in("engineer.sh").await;
    let (own, deputy) = (world.user("engineer.sh").await, world.user("engineer2.sh").await);
    let path = format!("/users/{own}/absences");
    let body = with(with(this_week(), "deputy_id", deputy.to_string()), "note", " 回老家 ");
    let made = engineer.post(&path).key("leave").json(&body).await;
    let view: AbsenceView = made.read(201);
    assert_eq!(made.header("location"), format!("/api/v1/absences/{}", view.id));
    assert_eq!((made.version(), view.note.as_deref(), view.cancelled_at), (1, Some("回老家"), None));
    assert_eq!(view.created_by.user_id(), Some(own));
    let again = engineer.post(&path).key("leave").json(&body).await;
    assert_eq!(again.read::<AbsenceView>(201).id, view.id);
    assert_eq!(again.header("idempotent-replayed"), "true");

    let item = format!("/absences/{}", view.id);
    let shown = engineer.get(&item).await;
    assert_eq!((shown.version(), shown.read::<AbsenceView>(200)), (1, view));
    let user: UserView = engineer.get(&format!("/users/{own}")).await.read(200);
    assert_eq!(user.absent_until, Some("2026-03-06T10:00:00Z".parse().unwrap()));

    let longer = with(absence("2026-03-02T00:00:00Z", "2026-03-09T10:00:00Z"), "kind", "training");
    engineer.put(&item).json(&longer).await.problem(428, "version_required");
    engineer.put(&item).version(2).json(&longer).await.problem(412, "stale_version");
    let changed: AbsenceView = engineer.put(&item).version(1).json(&longer).await.read(200);
    assert_eq!((changed.version, changed.deputy_id, changed.note), (2, None, None));
    assert_eq!(changed.kind.as_str(), "training");

    engineer.post(&format!("{item}/cancel")).await.problem(428, "version_required");
    engineer.post(&format!("{item}/cancel")).version(1).await.problem(412, "stale_version");
    let gone: AbsenceView = engineer.post(&format!("{item}/cancel")).version(2).await.read(200);
    assert_eq!((gone.version, gone.cancelled_at), (3, Some(world.now())));
    let user: UserView = engineer.get(&format!("/users/{own}")).await.read(200);
    assert_eq!(user.absent_until, None);
    // back early: the end may lie in the past
    let early = record(&engineer, own, this_week()).await;
    world.advance_minutes(60);
    let ended = absence("2026-03-02T00:00:00Z", "2026-03-02T01:30:00Z");
    engineer.put(&format!("/absences/{}", early.id)).version(1).json(ended).await.expect(200);
    let user: UserView = engineer.get(&format!("/users/{own}")).await.read(200);
    assert_eq!(user.absent_until, None);
}

async fn two_absences_never_overlap(world: World) {
    let engineer = world.sign_in("engineer.sh").await;
    let own = world.user("engineer.sh").await;
    let path = format!("/users/{own}/absences");
    let first = record(&engineer, own, this_week()).await;
    for (from, until) in [
        ("2026-03-01T00:00:00Z", "2026-03-02T00:00:00.001Z"),
        ("2026-03-03T00:00:00Z", "2026-03-04T00:00:00Z"),
        ("2026-03-06T09:59:59.999Z", "2026-03-08T00:00:00Z"),
        ("2026-01-01T00:00:00Z", "2026-12-01T00:00:00Z"),
    ] {
        let refused = engineer.post(&path).json(absence(from, until)).await;
        if until < "2026-03-02T01" {
            refused.refuses(&[("/until", "range")]);
        } else {
            assert_eq!(refused.reasons(), ["absence_overlaps"], "{from}");
        }
    }
    // one may begin where the other ends
    let next = record(&engineer, own, absence("2026-03-06T10:00:00Z", "2026-03-08T00:00:00Z")).await;
    let item = format!("/absences/{}", next.id);
    let earlier = absence("2026-03-06T09:00:00Z", "2026-03-08T00:00:00Z");
    assert_eq!(engineer.put(&item).version(1).json(&earlier).await.reasons(), ["absence_overlaps"]);
    // not with itself, nor with what was taken back
    let shorter = absence("2026-03-06T11:00:00Z", "2026-03-08T00:00:00Z");
    engineer.put(&item).version(1).json(shorter).await.expect(200);
    engineer.post(&format!("/absences/{}/cancel", first.id)).version(1).await.expect(200);
    engineer.put(&item).version(2).json(earlier).await.expect(200);

    let wanted = || {
        let body = absence("2026-04-01T00:00:00Z", "2026-04-08T00:00:00Z");
        engineer.post(&path).json(body).into_future()
    };
    let (one, other) = tokio::join!(wanted(), wanted());
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409], "{} {}", one.body, other.body);
}

async fn bad_absences_are_named_and_nothing_is_written(world: World) {
    let engineer = world.sign_in("engineer.sh").await;
    let own = world.user("engineer.sh").await;
    let path = format!("/users/{own}/absences");
    let post = |body: Value| engineer.post(&path).json(body);
    let good = this_week;
    engineer.post(&path).text("{").await.problem(400, "malformed");
    post(json!({})).await.refuses(&[("/from", "required")]);
    post(with(good(), "from", "yesterday")).await.refuses(&[("/from", "format")]);
    post(with(good(), "until", 7)).await.refuses(&[("/until", "type")]);
    post(with(good(), "kind", "strike")).await.refuses(&[("/kind", "unknown_code")]);
    post(with(good(), "colour", "red")).await.refuses(&[("/colour", "unknown_field")]);
    post(with(good(), "note", "长".repeat(201))).await.refuses(&[("/note", "length")]);
    post(with(good(), "note", "a\u{0}b")).await.refuses(&[("/note", "format")]);
    post(with(good(), "until", "2026-03-02T00:00:00Z")).await.refuses(&[("/until", "range")]);
    post(with(good(), "until", "2027-03-04T00:00:00Z")).await.refuses(&[("/until", "range")]);
    post(absence("2026-02-01T00:00:00Z", "2026-03-02T01:00:00Z")).await.refuses(&[("/until", "range")]);
    post(with(good(), "deputy_id", own.to_string())).await.refuses(&[("/deputy_id", "conflict")]);
    post(with(good(), "deputy_id", "刘洋")).await.refuses(&[("/deputy_id", "format")]);
    post(with(good(), "deputy_id", DEAD)).await.refuses(&[("/deputy_id", "unknown_reference")]);
    for account in ["engineer.gz", "engineer.sha", "privacy_officer"] {
        let deputy = world.user(account).await;
        post(with(good(), "deputy_id", deputy.to_string())).await.refuses(&[("/deputy_id", "unsuitable")]);
    }
    engineer.post("/users/nobody/absences").json(good()).await.problem(404, "not_found");
    engineer.post(&format!("/users/{DEAD}/absences")).json(good()).await.problem(404, "not_found");
    engineer.get(&format!("/absences/{DEAD}")).await.problem(404, "not_found");
    engineer.put(&format!("/absences/{DEAD}")).version(1).json(good()).await.problem(404, "not_found");
    engineer.post(&format!("/absences/{DEAD}/cancel")).version(1).await.problem(404, "not_found");
    let list = engineer.get(&path).await.expect(200);
    assert_eq!(list["items"], json!([]));
    let user: UserView = engineer.get(&format!("/users/{own}")).await.read(200);
    assert_eq!(user.absent_until, None);
}

async fn what_is_over_stays_as_it_was(world: World) {
    let engineer = world.sign_in("engineer.sh").await;
    let own = world.user("engineer.sh").await;
    let away = record(&engineer, own, this_week()).await;
    let item = format!("/absences/{}", away.id);
    world.set_clock("2026-03-06T10:00:00Z");
    assert_eq!(engineer.put(&item).version(1).json(this_week()).await.reasons(), ["absence_over"]);
    assert_eq!(engineer.post(&format!("{item}/cancel")).version(1).await.reasons(), ["absence_over"]);
    let next = record(&engineer, own, absence("2026-04-01T00:00:00Z", "2026-04-02T00:00:00Z")).await;
    let item = format!("/absences/{}", next.id);
    engineer.post(&format!("{item}/cancel")).version(1).await.expect(200);
    assert_eq!(engineer.post(&format!("{item}/cancel")).version(2).await.reasons(), ["absence_over"]);
    let body = absence("2026-04-01T00:00:00Z", "2026-04-02T00:00:00Z");
    assert_eq!(engineer.put(&item).version(2).json(body).await.reasons(), ["absence_over"]);
}

async fn everybody_records_their_own_and_leaders_those_of_their_branches(world: World) {
    for account in ["dealer.sh", "engineer.sh", "storekeeper.sh", "auditor"] {
        let person = world.sign_in(account).await;
        let own = world.user(account).await;
        let made = record(&person, own, this_week()).await;
        person.get(&format!("/users/{own}/absences")).await.expect(200);
        person.post(&format!("/absences/{}/cancel", made.id)).version(1).await.expect(200);
    }
    let (engineer, colleague) = (world.user("engineer.sh").await, world.user("engineer2.sh").await);
    let made = record(&world.sign_in("supervisor.sh").await, engineer, this_week()).await;
    let item = format!("/absences/{}", made.id);
    let path = format!("/users/{engineer}/absences");
    // who sees the person but does not lead them
    for account in ["engineer2.sh", "reception.sh", "auditor", "finance"] {
        let other = world.sign_in(account).await;
        other.get(&path).await.problem(403, "forbidden");
        other.get(&item).await.problem(403, "forbidden");
        other.post(&path).json(this_week()).await.problem(403, "forbidden");
        other.put(&item).version(1).json(this_week()).await.problem(403, "forbidden");
        other.post(&format!("{item}/cancel")).version(1).await.problem(403, "forbidden");
    }
    // who does not even see them
    for account in ["supervisor.gz", "dealer.sh", "engineer.sha"] {
        let other = world.sign_in(account).await;
        let status = other.get(&path).await.status;
        assert!(matches!(status, 403 | 404), "{account}: {status}");
        let status = other.post(&format!("{item}/cancel")).version(1).await.status;
        assert!(matches!(status, 403 | 404), "{account}: {status}");
    }
    world.sign_in("supervisor.gz").await.get(&item).await.problem(404, "not_found");
    for (account, month) in [("manager.sh", 4), ("hq_service", 5), ("admin", 6)] {
        let body =
            absence(&format!("2026-{month:02}-01T00:00:00Z"), &format!("2026-{month:02}-02T00:00:00Z"));
        let made = record(&world.sign_in(account).await, colleague, body).await;
        assert_eq!(made.user_id, colleague);
    }
}

async fn the_reason_for_being_away_stays_private(world: World) {
    let supervisor = world.sign_in("supervisor.sh").await;
    let engineer = world.user("engineer.sh").await;
    let body = with(with(this_week(), "kind", "sick_leave"), "note", "手术");
    record(&supervisor, engineer, body).await;
    let colleague = world.sign_in("engineer2.sh").await;
    let seen = colleague.get(&format!("/users/{engineer}")).await;
    assert_eq!(seen.expect(200)["absent_until"], "2026-03-06T10:00:00.000Z");
    let feed = supervisor.get("/events?limit=100").await;
    assert!(feed.expect(200)["items"].to_string().contains("user.absence_recorded"), "{}", feed.body);
    let audit = world.sign_in("auditor").await.get("/audit?action=user.absence_recorded").await;
    assert_eq!(audit.expect(200)["items"].as_array().unwrap().len(), 1);
    for answer in [seen, feed, audit] {
        assert!(!answer.body.contains("sick_leave") && !answer.body.contains("手术"), "{}", answer.body);
    }
}

async fn lists_of_absences_are_paged(world: World) {
    let engineer = world.sign_in("engineer.sh").await;
    let own = world.user("engineer.sh").await;
    for day in [5, 9, 7] {
        let body = absence(&format!("2026-04-{day:02}T00:00:00Z"), &format!("2026-04-{day:02}T10:00:00Z"));
        record(&engineer, own, body).await;
    }
    let path = format!("/users/{own}/absences");
    let first = engineer.get(&path).query(&[("limit", "2")]).await.expect(200);
    let days = |page: &Value| -> Vec<String> {
        let items = page["items"].as_array().unwrap().iter();
        items.map(|item| item["from"].as_str().unwrap()[8..10].to_owned()).collect()
    };
    assert_eq!(days(&first), ["09", "07"]);
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = engineer.get(&path).query(&[("limit", "2"), ("cursor", cursor)]).await.expect(200);
    assert_eq!(days(&rest), ["05"]);
    assert_eq!(rest["next_cursor"], Value::Null);
    engineer.get(&format!("{path}?limit=0")).await.refuses(&[("?limit", "range")]);
    engineer.get(&format!("{path}?cursor=nonsense")).await.refuses(&[("?cursor", "format")]);
}
