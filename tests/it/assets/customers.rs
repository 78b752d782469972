use contract::{
    assets::{CustomerSummary, CustomerView},
    page::Page,
};
use serde_json::{Value, json};

use super::customer;
use crate::harness::{Client, World, both};

both!(
    a_customer_is_written_and_read,
    contacts_keep_their_ids,
    what_is_wrong_is_named_field_by_field,
    the_external_id_is_unique,
    an_erp_sends_the_same_customer_twice,
    a_branch_sees_its_own_customers,
    a_stale_version_changes_nothing,
    a_site_with_units_stays,
    a_repeated_request_is_answered_once,
    pages_hold_every_customer_once,
    the_change_feed_tells_what_changed,
);

async fn body(world: &World) -> Value {
    json!({
        "name": " 苏州精密机械有限公司 ", "kind": "enterprise", "grade": "A", "branch_id": world.branch("SH").await,
        "external_id": "K-10023", "tax_no": "91320505MA1XXXXX0A", "note": "三班倒",
        "contacts": [{ "name": "王工", "phone": "138 0013 8000", "position": "设备科" }],
        "sites": [{ "address": "苏州市虎丘区科技城路1号", "region": "320505" }],
    })
}

async fn a_customer_is_written_and_read(world: World) {
    let desk = world.sign_in("reception.sh").await;
    let made = desk.post("/customers").json(body(&world).await).await;
    let view: CustomerView = made.read(201);
    assert_eq!(made.version(), 1);
    assert_eq!(made.header("location"), format!("/api/v1/customers/{}", view.id));
    assert_eq!(
        (view.name.as_str(), view.contacts[0].phone.as_str()),
        ("苏州精密机械有限公司", "13800138000")
    );
    assert_eq!((view.branch_name.as_str(), view.unit_count, view.open_ticket_count), ("上海分公司", 0, 0));
    let shown = desk.get(&format!("/customers/{}", view.id)).await;
    assert_eq!((shown.version(), shown.read::<CustomerView>(200)), (1, view));
}

async fn contacts_keep_their_ids(world: World) {
    let desk = world.sign_in("reception.sh").await;
    let first: CustomerView = desk.post("/customers").json(body(&world).await).await.read(201);
    let mut next = body(&world).await;
    next["contacts"] = json!([
        { "id": first.contacts[0].id, "name": "王工", "phone": "0512-66668888转801" },
        { "name": "李姐", "phone": "+86 139-1234-5678", "email": "li@example.com" },
    ]);
    next["sites"] = json!([]);
    let path = format!("/customers/{}", first.id);
    let changed = desk.put(&path).version(1).json(&next).await;
    let view: CustomerView = changed.read(200);
    assert_eq!((changed.version(), view.sites.len()), (2, 0));
    assert_eq!(
        (view.contacts[0].id, view.contacts[0].phone.as_str()),
        (first.contacts[0].id, "0512-66668888-801")
    );
    assert_ne!(view.contacts[1].id, first.contacts[0].id);
    // the same again changes nothing, not even the version; contacts without ids are recognised
    next["contacts"][0].as_object_mut().unwrap().remove("id");
    assert_eq!(desk.put(&path).version(2).json(next).await.version(), 2);
}

async fn what_is_wrong_is_named_field_by_field(world: World) {
    let desk = world.sign_in("reception.sh").await;
    let wrong = |field: &'static str, value: Value| {
        let (desk, world) = (desk.clone(), world.clone());
        async move {
            let mut body = body(&world).await;
            *body.pointer_mut(field).unwrap() = value;
            desk.post("/customers").json(body).await
        }
    };
    wrong("/name", json!("   ")).await.refuses(&[("/name", "required")]);
    wrong("/name", json!("长".repeat(201))).await.refuses(&[("/name", "length")]);
    wrong("/name", json!(7)).await.refuses(&[("/name", "type")]);
    wrong("/kind", json!("alien")).await.refuses(&[("/kind", "unknown_code")]);
    wrong("/branch_id", json!("0192f3a4-7c00-7000-8000-000000000001")).await.problem(403, "forbidden");
    wrong("/contacts/0/phone", json!("12345")).await.refuses(&[("/contacts/0/phone", "format")]);
    wrong("/contacts/0/name", json!("")).await.refuses(&[("/contacts/0/name", "length")]);
    wrong("/sites/0/region", json!("abcdef")).await.refuses(&[("/sites/0/region", "format")]);
    let foreign =
        json!([{ "id": "0192f3a4-7c00-7000-8000-000000000001", "name": "王工", "phone": "13800138000" }]);
    wrong("/contacts", foreign).await.refuses(&[("/contacts/0/id", "unknown_reference")]);
    let mut unknown = body(&world).await;
    unknown["colour"] = json!("red");
    desk.post("/customers").json(unknown).await.refuses(&[("/colour", "unknown_field")]);
    desk.post("/customers").text("{ not json").await.problem(400, "malformed");
    desk.post("/customers").bytes("text/csv", b"a,b").await.problem(415, "unsupported_media_type");
    let hq = world.sign_in("hq_service").await;
    let mut nowhere = body(&world).await;
    nowhere["branch_id"] = json!("0192f3a4-7c00-7000-8000-000000000001");
    hq.post("/customers").json(nowhere).await.refuses(&[("/branch_id", "unknown_reference")]);
    assert_eq!(names(&hq, &[]).await, [""; 0], "nothing was written");
}

async fn the_external_id_is_unique(world: World) {
    let desk = world.sign_in("reception.sh").await;
    desk.post("/customers").json(body(&world).await).await.expect(201);
    desk.post("/customers").json(body(&world).await).await.problem(409, "already_exists");
    let mut other = body(&world).await;
    other["external_id"] = Value::Null;
    let second: CustomerView = desk.post("/customers").json(&other).await.read(201);
    let path = format!("/customers/{}", second.id);
    desk.put(&path).version(1).json(body(&world).await).await.problem(409, "already_exists");
}

async fn an_erp_sends_the_same_customer_twice(world: World) {
    let erp = world.sign_in("hq_service").await;
    let mut sent = body(&world).await;
    sent.as_object_mut().unwrap().remove("external_id");
    let path = "/customers/by-external-id/K%2F10023";
    let first = erp.put(path).json(&sent).await;
    let made: CustomerView = first.read(201);
    assert_eq!((made.external_id.as_deref(), first.version()), (Some("K/10023"), 1));
    let again = erp.put(path).json(&sent).await;
    assert_eq!((again.read::<CustomerView>(200), again.version()), (made.clone(), 1));
    sent["name"] = json!("苏州精密机械股份有限公司");
    let renamed = erp.put(path).version(1).json(&sent).await;
    let view: CustomerView = renamed.read(200);
    assert_eq!((renamed.version(), view.id, view.contacts), (2, made.id, made.contacts));
    erp.put(path).version(1).json(&sent).await.problem(412, "stale_version");
    erp.put(path).header("if-match", "soon").json(&sent).await.problem(422, "invalid");
    sent["external_id"] = json!("K-1");
    erp.put(path).json(&sent).await.refuses(&[("/external_id", "contradiction")]);
    erp.put("/customers/by-external-id/%20").json(body(&world).await).await.problem(422, "invalid");
}

async fn a_branch_sees_its_own_customers(world: World) {
    let theirs = customer(&world, "GZ", "广州压铸厂", "13900139000").await;
    let ours = customer(&world, "SHA", "浦东机床厂", "13900139001").await;
    let desk = world.sign_in("reception.sh").await;
    let path = format!("/customers/{}", theirs.id);
    desk.get(&path).await.problem(404, "not_found");
    let mut body = body(&world).await;
    desk.put(&path).version(1).json(&body).await.problem(404, "not_found");
    // the team below is the branch's
    desk.get(&format!("/customers/{}", ours.id)).await.expect(200);
    assert_eq!(names(&desk, &[]).await, ["浦东机床厂"]);
    assert_eq!(names(&desk, &[("branch_id", &world.branch("GZ").await.to_string())]).await, [""; 0]);
    // nobody moves a customer to where they have no say
    body["branch_id"] = json!(world.branch("GZ").await);
    desk.put(&format!("/customers/{}", ours.id)).version(1).json(&body).await.problem(403, "forbidden");
    let reader = world.sign_in("storekeeper.sh").await;
    reader.put(&format!("/customers/{}", ours.id)).version(1).json(&body).await.problem(403, "forbidden");
    world.anonymous().get("/customers").await.problem(401, "unauthenticated");
    desk.get("/customers/none").await.problem(404, "not_found");
}

async fn a_stale_version_changes_nothing(world: World) {
    let desk = world.sign_in("reception.sh").await;
    let view: CustomerView = desk.post("/customers").json(body(&world).await).await.read(201);
    let path = format!("/customers/{}", view.id);
    let mut next = body(&world).await;
    next["name"] = json!("新名");
    desk.put(&path).json(&next).await.problem(428, "version_required");
    desk.put(&path).version(7).json(&next).await.problem(412, "stale_version");
    assert_eq!(desk.get(&path).await.read::<CustomerView>(200), view);
}

async fn a_site_with_units_stays(world: World) {
    let view = customer(&world, "SH", "嘉定泵业", "13900139002").await;
    let product = super::product(&world, super::compressor("KY-55")).await;
    let desk = world.sign_in("reception.sh").await;
    let unit = json!({ "serial": "KY55-1", "product_id": product.id, "customer_id": view.id, "site_id": view.sites[0].id,
                       "branch_id": view.branch_id, "buyer": "business" });
    desk.post("/units").json(unit).await.expect(201);
    let path = format!("/customers/{}", view.id);
    let without = json!({ "name": view.name, "kind": view.kind, "branch_id": view.branch_id });
    assert_eq!(desk.put(&path).version(1).json(without).await.reasons(), ["still_referenced"]);
    let shown: CustomerView = desk.get(&path).await.read(200);
    assert_eq!((shown.sites.len(), shown.unit_count), (1, 1));
}

async fn a_repeated_request_is_answered_once(world: World) {
    let desk = world.sign_in("reception.sh").await;
    let first = desk.post("/customers").key("k1").json(body(&world).await).await;
    let again = desk.post("/customers").key("k1").json(body(&world).await).await;
    assert_eq!((again.status, &again.body, again.version()), (201, &first.body, 1));
    assert_eq!(again.header("idempotent-replayed"), "true");
    let mut other = body(&world).await;
    other["name"] = json!("另一家");
    desk.post("/customers").key("k1").json(other).await.problem(409, "idempotency_key_reused");
    assert_eq!(names(&desk, &[]).await.len(), 1);
}

async fn pages_hold_every_customer_once(world: World) {
    for n in 0..7 {
        // two of the same name: the id decides
        customer(&world, "SH", &format!("甲{}厂", n / 2), &format!("1390013900{n}")).await;
    }
    let desk = world.sign_in("reception.sh").await;
    let (mut seen, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let mut query = vec![("limit", "3")];
        query.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
        let page: Page<CustomerSummary> = desk.get("/customers").query(&query).await.read(200);
        seen.extend(page.items.iter().map(|item| item.id));
        match page.next_cursor {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    let mut distinct = seen.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!((seen.len(), distinct.len()), (7, 7));
    desk.get("/customers").query(&[("cursor", "bm9uc2Vuc2U")]).await.refuses(&[("?cursor", "format")]);
    desk.get("/customers").query(&[("limit", "0")]).await.refuses(&[("?limit", "range")]);
    desk.get("/customers").query(&[("colour", "red")]).await.refuses(&[("?colour", "unknown_field")]);
}

async fn the_change_feed_tells_what_changed(world: World) {
    let one = customer(&world, "SH", "一厂", "13900139001").await;
    world.advance_minutes(10);
    let two = customer(&world, "SH", "二厂", "13900139002").await;
    world.advance_minutes(10);
    let since = world.now().to_string();
    let desk = world.sign_in("reception.sh").await;
    let path = format!("/customers/{}", one.id);
    desk.put(&path)
        .version(1)
        .json(json!({ "name": "一厂新名", "kind": "enterprise", "branch_id": one.branch_id }))
        .await
        .expect(200);
    assert_eq!(names(&desk, &[("updated_since", &since)]).await, ["一厂新名"]);
    let before = two.updated_at.to_string();
    assert_eq!(
        names(&desk, &[("updated_since", &before)]).await,
        ["二厂", "一厂新名"],
        "oldest change first"
    );
    let page: Page<CustomerSummary> =
        desk.get("/customers").query(&[("updated_since", before.as_str()), ("limit", "1")]).await.read(200);
    let cursor = page.next_cursor.unwrap();
    assert_eq!(names(&desk, &[("updated_since", &before), ("cursor", &cursor)]).await, ["一厂新名"]);
}

pub(super) async fn names(client: &Client, query: &[(&str, &str)]) -> Vec<String> {
    let page: Page<CustomerSummary> = client.get("/customers").query(query).await.read(200);
    page.items.into_iter().map(|item| item.name).collect()
}
