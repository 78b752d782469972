use contract::{assets::ProductView, page::Page};
use serde_json::{Value, json};

use super::{compressor, product};
use crate::harness::{Client, World, both};

both!(
    head_office_writes_everybody_reads,
    what_is_wrong_is_named_field_by_field,
    models_are_unique,
    an_erp_sends_the_same_product_twice,
    products_are_found_and_paged,
    a_product_with_units_keeps_its_way_of_counting,
);

async fn head_office_writes_everybody_reads(world: World) {
    let view = product(&world, compressor("KY-55")).await;
    let reader = world.sign_in("storekeeper.sh").await;
    let shown = reader.get(&format!("/products/{}", view.id)).await;
    assert_eq!((shown.version(), shown.read::<ProductView>(200)), (1, view.clone()));
    reader.post("/products").json(compressor("KY-75")).await.problem(403, "forbidden");
    world
        .sign_in("manager.sh")
        .await
        .post("/products")
        .json(compressor("KY-75"))
        .await
        .problem(403, "forbidden");
    let hq = world.sign_in("quality").await;
    let path = format!("/products/{}", view.id);
    let mut next = compressor("KY-55");
    next["immovable"] = json!(true);
    hq.put(&path).json(&next).await.problem(428, "version_required");
    let changed = hq.put(&path).version(1).json(&next).await;
    assert_eq!((changed.read::<ProductView>(200).immovable, changed.version()), (true, 2));
    hq.put(&path).version(1).json(&next).await.problem(412, "stale_version");
    hq.get("/products/0192f3a4-7c00-7000-8000-000000000001").await.problem(404, "not_found");
}

async fn what_is_wrong_is_named_field_by_field(world: World) {
    let hq = world.sign_in("hq_service").await;
    let wrong = |field: &'static str, value: Value| {
        let hq = hq.clone();
        async move {
            let mut body = compressor("KY-55");
            *body.pointer_mut(field).unwrap() = value;
            hq.post("/products").json(body).await
        }
    };
    wrong("/model", json!(" ")).await.refuses(&[("/model", "required")]);
    wrong("/category", json!("spaceship")).await.refuses(&[("/category", "unknown_code")]);
    let term = json!({ "covers": "unit", "months": 12, "starts": "delivered_at" });
    wrong("/terms", json!([term, term])).await.refuses(&[("/terms/1", "duplicate")]);
    let endless = wrong("/terms/0", json!({ "covers": "unit", "starts": "delivered_at" })).await;
    assert_eq!(endless.fields()[0].0, "/terms/0");
    let too_long = wrong("/terms/0/months", json!(100_000)).await;
    assert!(too_long.fields()[0].0.starts_with("/terms/0"), "{}", too_long.body);
}

async fn models_are_unique(world: World) {
    let hq = world.sign_in("hq_service").await;
    product(&world, compressor("KY-55")).await;
    let other = product(&world, compressor("KY-75")).await;
    hq.post("/products").json(compressor("KY-55")).await.problem(409, "already_exists");
    let path = format!("/products/{}", other.id);
    hq.put(&path).version(1).json(compressor("KY-55")).await.problem(409, "already_exists");
}

async fn an_erp_sends_the_same_product_twice(world: World) {
    let erp = world.sign_in("hq_service").await;
    let first = erp.put("/products/by-external-id/MAT-7001").json(compressor("KY-55")).await;
    assert_eq!(first.read::<ProductView>(201).external_id.as_deref(), Some("MAT-7001"));
    let again = erp.put("/products/by-external-id/MAT-7001").json(compressor("KY-55")).await;
    assert_eq!((again.status, again.version()), (200, 1));
    let taken = erp.put("/products/by-external-id/MAT-7002").json(compressor("KY-55")).await;
    taken.problem(409, "already_exists");
}

async fn products_are_found_and_paged(world: World) {
    for model in ["KY-55", "KY-75", "KY-90"] {
        product(&world, compressor(model)).await;
    }
    let mut pump = compressor("CP80-160");
    pump["family"] = json!("CP");
    pump["name"] = json!("离心泵");
    product(&world, pump).await;
    let desk = world.sign_in("reception.sh").await;
    assert_eq!(models(&desk, &[("q", "空压")]).await, ["KY-55", "KY-75", "KY-90"]);
    assert_eq!(models(&desk, &[("q", "离心")]).await, ["CP80-160"]);
    assert_eq!(models(&desk, &[("family", "CP")]).await, ["CP80-160"]);
    let page: Page<ProductView> = desk.get("/products").query(&[("limit", "2")]).await.read(200);
    let cursor = page.next_cursor.unwrap();
    assert_eq!(models(&desk, &[("limit", "2"), ("cursor", &cursor)]).await, ["KY-75", "KY-90"]);
    desk.get("/products").query(&[("updated_since", "yesterday")]).await.problem(422, "invalid");
}

async fn a_product_with_units_keeps_its_way_of_counting(world: World) {
    let view = product(&world, compressor("KY-55")).await;
    let desk = world.sign_in("reception.sh").await;
    let unit = json!({ "serial": "S1", "product_id": view.id, "branch_id": world.branch("SH").await, "buyer": "business" });
    desk.post("/units").json(unit).await.expect(201);
    let mut next = compressor("KY-55");
    next["batch_only"] = json!(true);
    let hq = world.sign_in("hq_service").await;
    let path = format!("/products/{}", view.id);
    hq.put(&path).version(1).json(next).await.refuses(&[("/batch_only", "in_use")]);
}

async fn models(client: &Client, query: &[(&str, &str)]) -> Vec<String> {
    let page: Page<ProductView> = client.get("/products").query(query).await.read(200);
    page.items.into_iter().map(|item| item.model).collect()
}
