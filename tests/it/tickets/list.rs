//! Lists: the nearest deadline first, filters, search, pages, scope, counts that equal the lists.

use contract::{
    page::Page,
    tickets::{QueueCounts, RegistrationPreview, TicketPreview, TicketSummary, TicketView},
};
use serde_json::{Value, json};

use super::job::{call, done, register};
use crate::harness::{Client, World, both};

both!(
    what_is_due_next_comes_first_page_by_page,
    two_chinese_characters_find_it,
    filters_are_named_and_wrong_ones_refused,
    who_may_not_see_it_does_not_find_it,
    counts_equal_the_lists,
    the_preview_of_a_registration_hints_at_duplicates,
    the_change_feed_gives_every_change,
    the_selected_request_is_shown_with_what_happened_last,
);

async fn list(client: &Client, query: &str) -> Page<TicketSummary> {
    client.get(&format!("/tickets{query}")).await.read(200)
}

async fn several(world: &World, reception: &Client) {
    for (minute, severity) in [(0, "3"), (1, "2"), (2, "1"), (3, "4"), (4, "2")] {
        let mut body = call();
        body["severity"] = json!(severity);
        body["product"]["serial"] = json!(format!("KY55-{minute}"));
        register(reception, body).await;
        world.advance_minutes(1);
    }
}

async fn what_is_due_next_comes_first_page_by_page(world: World) {
    let reception = world.sign_in("reception.sh").await;
    several(&world, &reception).await;
    let whole = list(&reception, "").await.items;
    let due: Vec<_> = whole.iter().map(|t| t.next_clock.as_ref().unwrap().due_at).collect();
    assert!(due.windows(2).all(|pair| pair[0] <= pair[1]), "{due:?}");
    assert_eq!(whole[0].priority.as_str(), "P1");
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = list(&reception, &format!("?limit=2{cursor}")).await;
        assert!(page.items.len() <= 2);
        seen.extend(page.items.into_iter().map(|t| t.id));
        match page.next_cursor {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen, whole.iter().map(|t| t.id).collect::<Vec<_>>(), "each once, in the same order");
}

async fn two_chinese_characters_find_it(world: World) {
    let reception = world.sign_in("reception.sh").await;
    let ticket = register(&reception, call()).await;
    for words in ["高温", "精工", "13800138000", "ky55-2024", "SH-2026-000001", "王工", "e01"] {
        let found =
            reception.get("/tickets").query(&[("q", words)]).await.read::<Page<TicketSummary>>(200).items;
        assert_eq!(found.iter().map(|t| t.id).collect::<Vec<_>>(), [ticket.id], "{words}");
    }
    for words in ["低温", "'; DROP TABLE ticket; --", "%", "\"", "精工 低温"] {
        let found =
            reception.get("/tickets").query(&[("q", words)]).await.read::<Page<TicketSummary>>(200).items;
        assert!(found.is_empty(), "{words}");
    }
}

async fn filters_are_named_and_wrong_ones_refused(world: World) {
    let reception = world.sign_in("reception.sh").await;
    several(&world, &reception).await;
    assert_eq!(list(&reception, "?priority=P2").await.items.len(), 2);
    assert_eq!(list(&reception, "?queue=repairs").await.items.len(), 5);
    assert_eq!(list(&reception, "?queue=complaints").await.items.len(), 0);
    assert_eq!(list(&reception, "?state=registered,confirmed").await.items.len(), 5);
    assert_eq!(list(&reception, "?scope=closed").await.items.len(), 0);
    assert_eq!(list(&reception, "?unassigned=true").await.items.len(), 0);
    let engineer = world.sign_in("engineer.sh").await;
    assert_eq!(list(&engineer, "?assignee=me").await.items.len(), 5);
    for (query, pointer, code) in [
        ("?limit=0", "?limit", "range"),
        ("?limit=101", "?limit", "range"),
        ("?sort=colour", "?sort", "unknown_code"),
        ("?scope=some", "?scope", "unknown_code"),
        ("?state=broken", "?state", "unknown_code"),
        ("?colour=red", "?colour", "unknown_field"),
        ("?cursor=abc", "?cursor", "format"),
        ("?assignee=nobody", "?assignee", "format"),
    ] {
        reception.get(&format!("/tickets{query}")).await.refuses(&[(pointer, code)]);
    }
}

async fn who_may_not_see_it_does_not_find_it(world: World) {
    let (shanghai, canton) = (world.sign_in("reception.sh").await, world.sign_in("reception.gz").await);
    let ticket = register(&shanghai, call()).await;
    assert!(list(&canton, "?scope=all").await.items.is_empty());
    canton.get(&format!("/tickets/{}", ticket.id)).await.problem(404, "not_found");
    canton.get(&format!("/tickets/{}/timeline", ticket.id)).await.problem(404, "not_found");
    let answer = super::job::tell(&canton, &ticket, "acknowledge", json!({})).await;
    answer.problem(404, "not_found");
    let head_office = world.sign_in("hq_service").await;
    assert_eq!(list(&head_office, "").await.items.len(), 1);
    let dealer = world.sign_in("dealer.sh").await;
    assert!(list(&dealer, "").await.items.is_empty(), "a dealer sees only own requests");
    // an engineer sees the branch and works on own jobs
    let other = world.sign_in("engineer2.sh").await;
    assert_eq!(list(&other, "").await.items.len(), 1);
    let ticket = done(&shanghai, ticket, "confirm", json!({ "fault": "E01" })).await;
    let assess = json!({ "preliminary_cause": "阀", "recommended_measure": "换" });
    super::job::tell(&other, &ticket, "assess", assess).await.problem(403, "forbidden");
}

async fn counts_equal_the_lists(world: World) {
    let reception = world.sign_in("reception.sh").await;
    several(&world, &reception).await;
    let mut complaint = call();
    complaint["request_type"] = json!("complaint");
    register(&reception, complaint).await;
    world.advance_minutes(60);
    let counts: QueueCounts = reception.get("/tickets/queues").await.read(200);
    for count in counts.queues {
        let name = count.queue.as_str();
        assert_eq!(
            list(&reception, &format!("?limit=100&queue={name}")).await.items.len() as u64,
            count.open,
            "{name}"
        );
        let late =
            list(&reception, &format!("?limit=100&queue={name}&overdue=true")).await.items.len() as u64;
        assert_eq!(late, count.overdue, "{name}");
    }
    let dashboard: Value = reception.get("/reports/dashboard").await.expect(200);
    for figure in ["open", "overdue", "due_today", "due_soon", "unassigned", "awaiting_review", "waiting"] {
        let query = dashboard[figure]["query"].as_str().unwrap();
        let listed = list(&reception, &format!("?limit=100&{query}")).await.items.len();
        assert_eq!(dashboard[figure]["value"], json!(listed), "{figure}: {query}");
    }
    for part in ["by_branch", "by_type", "by_priority"] {
        for share in dashboard[part].as_array().unwrap() {
            let listed = list(&reception, &format!("?limit=100&{}", share["query"].as_str().unwrap()))
                .await
                .items
                .len();
            assert_eq!(share["open"], json!(listed), "{part} {share}");
        }
    }
    let today = dashboard["trend"].as_array().unwrap().last().unwrap();
    assert_eq!((&today["date"], &today["registered"]), (&json!("2026-03-02"), &json!(6)));
}

async fn the_preview_of_a_registration_hints_at_duplicates(world: World) {
    let reception = world.sign_in("reception.sh").await;
    let first = register(&reception, call()).await;
    let draft = json!({ "request_type": "repair", "severity": "1", "impact": "line_down",
        "customer": { "region": "310112", "name": "某厂", "contact_name": "李", "phone": "13900139000" },
        "product": { "serial": "ky55-2024-0317" } });
    let preview: RegistrationPreview =
        reception.post("/tickets/registration-preview").json(draft).await.read(200);
    assert_eq!(
        preview.duplicates.iter().map(|d| (d.ticket.id, d.why.as_str())).collect::<Vec<_>>(),
        [(first.id, "same_unit")]
    );
    assert_eq!((preview.priority.as_str(), preview.branch_name.as_deref()), ("P1", Some("上海分公司")));
    assert_eq!(preview.owner_name.as_deref(), Some("张伟"));
    assert!(preview.clocks.iter().any(|c| c.kind.as_str() == "ack"));
    let nothing: RegistrationPreview =
        reception.post("/tickets/registration-preview").json(json!({})).await.read(200);
    assert!(nothing.duplicates.is_empty() && nothing.customer.is_none());
}

async fn the_change_feed_gives_every_change(world: World) {
    let reception = world.sign_in("reception.sh").await;
    let since = world.now();
    let ticket = register(&reception, call()).await;
    world.advance_minutes(1);
    let ended = done(&reception, ticket, "end", json!({ "how": "withdrawn", "reason": "已好" })).await;
    let feed = list(&reception, &format!("?updated_since={since}")).await.items;
    assert_eq!(
        feed.iter().map(|t| (t.id, t.version, t.state.as_str())).collect::<Vec<_>>(),
        [(ended.id, 2, "withdrawn")]
    );
    assert!(
        list(&reception, &format!("?updated_since={}", world.now().plus_seconds(1))).await.items.is_empty()
    );
}

async fn the_selected_request_is_shown_with_what_happened_last(world: World) {
    let reception = world.sign_in("reception.sh").await;
    let mut ticket = register(&reception, call()).await;
    for number in 1..=5 {
        world.advance_minutes(1);
        ticket = done(&reception, ticket, "comment", json!({ "text": format!("第 {number} 次来电") })).await;
    }
    let path = format!("/tickets/{}", ticket.id);
    let preview: TicketPreview = reception.get(&format!("{path}/preview")).await.read(200);
    assert_eq!(preview.ticket, reception.get(&path).await.read::<TicketView>(200));
    let timeline: Page<contract::tickets::TimelineEntry> =
        reception.get(&format!("{path}/timeline?limit=4")).await.read(200);
    assert_eq!(preview.latest, timeline.items);
    let foreign = world.sign_in("reception.gz").await;
    foreign.get(&format!("{path}/preview")).await.problem(404, "not_found");
    let unknown = "/tickets/019a0000-0000-7000-8000-00000000dead/preview";
    reception.get(unknown).await.problem(404, "not_found");
}
