//! A search looks rare words up and walks the list for frequent ones: both give the same rows in the same order.

use application::{App, Caller};
use contract::tickets::{TicketQuery, TicketSummary};
use domain::kernel::TicketId;
use serde_json::{Value, json};

use super::job::{call, register};
use crate::harness::{World, both};

both!(rare_and_frequent_words_find_the_same);

/// Every so many requests have the word.
const WORDS: [(&str, usize); 4] = [("漏油", 2), ("异响", 3), ("停机", 7), ("焦味", 41)];
const REQUESTS: usize = 42;

async fn all_pages(node: &App, caller: &Caller, query: &Value) -> Vec<TicketSummary> {
    let mut query: TicketQuery = serde_json::from_value(query.clone()).unwrap();
    query.limit = Some(4);
    let mut all = Vec::new();
    loop {
        let page = node.list_tickets(caller, &query).await.unwrap();
        assert!(page.items.len() <= 4);
        all.extend(page.items);
        query.cursor = page.next_cursor;
        if query.cursor.is_none() {
            return all;
        }
    }
}

fn ids(list: &[TicketSummary]) -> Vec<TicketId> {
    list.iter().map(|ticket| ticket.id).collect()
}

async fn rare_and_frequent_words_find_the_same(world: World) {
    let reception = world.sign_in("reception.sh").await;
    let elsewhere = world.sign_in("reception.gz").await;
    for number in 0..REQUESTS {
        let mut body = call();
        let told: Vec<&str> =
            WORDS.iter().filter(|(_, every)| number % every == 0).map(|(word, _)| *word).collect();
        body["description"] = json!(format!("第{number}台：{}", told.join("，")));
        body["severity"] = json!(["3", "1", "2", "4"][number % 4]);
        body["product"]["serial"] = json!(format!("KY55-{number}"));
        let southern = number % 5 == 0;
        if southern {
            body["customer"]["region"] = json!("440106");
        }
        let who = if southern { &elsewhere } else { &reception };
        register(who, body).await;
        // several are due at the same moment: then the id decides
        world.advance_minutes(i64::from(number % 3 == 0));
    }
    let walks = world.node_with(1).await;
    let looks_up = world.node_with(u64::from(u32::MAX)).await;
    let callers = [
        reception.caller().await,
        elsewhere.caller().await,
        world.sign_in("hq_service").await.caller().await,
    ];
    let mut found = 0;
    for caller in &callers {
        for also in [
            json!({}),
            json!({ "sort": "received_at" }),
            json!({ "sort": "-received_at" }),
            json!({ "updated_since": "2026-03-02T01:00:00Z" }),
            json!({ "priority": "P2", "scope": "all" }),
        ] {
            let unsearched = all_pages(&walks, caller, &also).await;
            for asked in [&["漏油"][..], &["异响"], &["停机"], &["焦味"], &["漏油", "异响"], &["没有"]]
            {
                let mut query = also.clone();
                query["q"] = json!(asked.join(" "));
                let mut expected = unsearched.clone();
                expected.retain(|ticket| asked.iter().all(|word| ticket.description.contains(word)));
                let walked = all_pages(&walks, caller, &query).await;
                assert_eq!(ids(&walked), ids(&expected), "walked: {query}");
                let looked_up = all_pages(&looks_up, caller, &query).await;
                assert_eq!(ids(&looked_up), ids(&expected), "looked up: {query}");
                found += expected.len();
            }
        }
    }
    assert!(found > 400, "{found}");
    for node in [walks, looks_up] {
        node.db().clone().close().await.unwrap();
    }
}
