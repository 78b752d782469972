//! Who did what.

use serde_json::{Value, json};

use crate::harness::{World, both};

both!(
    the_trail_is_paged_newest_first,
    changes_of_people_are_in_the_trail,
    the_trail_is_for_those_who_may_read_it
);

async fn the_trail_is_paged_newest_first(world: World) {
    let auditor = world.sign_in("auditor").await;
    for _ in 0..4 {
        world.advance_seconds(1);
        world.sign_in("engineer.sh").await;
    }
    let mut seen: Vec<(String, String)> = Vec::new();
    let mut cursor = None::<String>;
    loop {
        let mut query = vec![("limit", "2"), ("action", "sign_in.succeeded")];
        query.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
        let page = auditor.get("/audit").query(&query).await.expect(200);
        let text = |entry: &Value, field: &str| entry[field].as_str().unwrap().to_owned();
        seen.extend(page["items"].as_array().unwrap().iter().map(|e| (text(e, "at"), text(e, "id"))));
        cursor = page["next_cursor"].as_str().map(ToOwned::to_owned);
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 5);
    assert!(seen.windows(2).all(|pair| pair[0] > pair[1]), "{seen:?}");
    auditor.get("/audit?cursor=nonsense").await.refuses(&[("?cursor", "format")]);
    auditor.get("/audit?before=1").await.refuses(&[("?before", "unknown_field")]);
}

async fn changes_of_people_are_in_the_trail(world: World) {
    let admin = world.sign_in("admin").await;
    let id = world.user("engineer.sh").await;
    let sh = world.branch("SH").await;
    let body =
        json!({ "name": "张伟", "active": true, "grants": [{ "role": "second_line", "branch_id": sh }] });
    admin.put(&format!("/users/{id}")).version(1).json(body).await.expect(200);
    let trail =
        admin.get(&format!("/audit?subject_kind=user&subject_id={id}&action=user.updated")).await.expect(200);
    let entry = &trail["items"][0];
    assert_eq!(trail["items"].as_array().unwrap().len(), 1);
    assert_eq!(entry["actor"]["name"], "系统管理员");
    assert_eq!(entry["detail"]["roles"], json!([{ "role": "second_line", "branch_id": sh }]));
    assert_eq!(entry["at"], json!(world.now()));
}

async fn the_trail_is_for_those_who_may_read_it(world: World) {
    world.sign_in("engineer.sh").await.get("/audit").await.problem(403, "forbidden");
    world.sign_in("legal").await.get("/audit").await.expect(200);
}
