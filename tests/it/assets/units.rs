use contract::assets::{UnitSummary, UnitView};
use domain::{
    assets::UnitVerification,
    warranty::{ChargeClass, RegimeCode},
};
use serde_json::{Value, json};

use super::{compressor, customer, product};
use crate::harness::{World, both};

both!(
    a_unit_shows_its_warranty,
    a_serial_number_is_found_however_it_is_typed,
    one_serial_number_may_exist_for_two_models,
    what_the_reception_registers_waits_for_verification,
    verification_is_for_those_who_may,
    a_changed_serial_number_has_to_be_verified_again,
    batches_and_serial_numbers_do_not_mix,
    what_is_wrong_is_named_field_by_field,
    an_erp_sends_the_same_unit_twice,
    any_branch_finds_the_unit_but_not_its_customer,
);

async fn body(world: &World, product: &domain::kernel::ProductId) -> Value {
    json!({ "serial": "KY55-2024-0185", "product_id": product, "branch_id": world.branch("SH").await, "buyer": "business",
            "sold_on": "2025-05-30", "delivered_on": "2025-06-10" })
}

async fn a_unit_shows_its_warranty(world: World) {
    let model = product(&world, compressor("KY-55")).await;
    let holder = customer(&world, "SH", "嘉定泵业", "13900139002").await;
    let mut sent = body(&world, &model.id).await;
    sent["customer_id"] = json!(holder.id);
    sent["site_id"] = json!(holder.sites[0].id);
    let lead = world.sign_in("lead.sh").await;
    let made = lead.post("/units").json(sent).await;
    let view: UnitView = made.read(201);
    assert_eq!((made.version(), made.header("location")), (1, format!("/api/v1/units/{}", view.id)));
    assert_eq!((view.verification, view.product.model.as_str()), (UnitVerification::Verified, "KY-55"));
    assert_eq!(
        (view.customer.as_ref().map(|c| c.name.as_str()), view.site.as_ref()),
        (Some("嘉定泵业"), Some(&holder.sites[0]))
    );
    // 12 months from delivery; the contract between businesses decides
    assert_eq!((view.warranty.charge_class, view.warranty.regime), (ChargeClass::Free, RegimeCode::B2b));
    assert_eq!(view.warranty.warranty_ends_on.map(|day| day.to_string()).as_deref(), Some("2026-06-10"));
    world.set_clock("2026-06-11T01:00:00Z");
    let later: UnitView = lead.get(&format!("/units/{}", view.id)).await.read(200);
    assert_eq!(later.warranty.charge_class, ChargeClass::Paid);
}

async fn a_serial_number_is_found_however_it_is_typed(world: World) {
    let model = product(&world, compressor("KY-55")).await;
    let desk = world.sign_in("reception.sh").await;
    let view: UnitView = desk.post("/units").json(body(&world, &model.id).await).await.read(201);
    for typed in ["KY55-2024-0185", " ky55-2024-0185", "ＫＹ５５－２０２４－０１８５", "KY55–2024–0185"]
    {
        let found: Vec<UnitSummary> = desk.get("/units/lookup").query(&[("serial", typed)]).await.read(200);
        assert_eq!(found.iter().map(|unit| unit.id).collect::<Vec<_>>(), [view.id], "{typed}");
    }
    let none: Vec<UnitSummary> =
        desk.get("/units/lookup").query(&[("serial", "KY55-2024-018")]).await.read(200);
    assert_eq!(none, []);
    desk.get("/units/lookup").query(&[("serial", "机号不明")]).await.refuses(&[("?serial", "format")]);
    desk.get("/units/lookup").await.refuses(&[("?serial", "required")]);
}

async fn one_serial_number_may_exist_for_two_models(world: World) {
    let (one, two) = (product(&world, compressor("KY-55")).await, product(&world, compressor("KY-75")).await);
    let desk = world.sign_in("reception.sh").await;
    desk.post("/units").json(body(&world, &one.id).await).await.expect(201);
    desk.post("/units").json(body(&world, &two.id).await).await.expect(201);
    let found: Vec<UnitSummary> =
        desk.get("/units/lookup").query(&[("serial", "ky55-2024-0185")]).await.read(200);
    assert_eq!(found.iter().map(|unit| unit.model.as_str()).collect::<Vec<_>>(), ["KY-55", "KY-75"]);
    let mut again = body(&world, &one.id).await;
    again["serial"] = json!("ky55 2024 0185".replace(' ', "-"));
    desk.post("/units").json(again).await.problem(409, "already_exists");
}

async fn what_the_reception_registers_waits_for_verification(world: World) {
    let model = product(&world, compressor("KY-55")).await;
    let desk = world.sign_in("reception.sh").await;
    let made = desk.post("/units").json(body(&world, &model.id).await).await;
    let view: UnitView = made.read(201);
    assert_eq!(
        (view.verification, view.warranty.charge_class),
        (UnitVerification::Pending, ChargeClass::Paid)
    );
    assert!(view.warranty.reasons.iter().any(|reason| reason.rule == "R-7.2.2"));
}

async fn verification_is_for_those_who_may(world: World) {
    let model = product(&world, compressor("KY-55")).await;
    let desk = world.sign_in("reception.sh").await;
    let view: UnitView = desk.post("/units").json(body(&world, &model.id).await).await.read(201);
    let path = format!("/units/{}/verify", view.id);
    desk.post(&path).version(1).json(json!({})).await.problem(403, "forbidden");
    world
        .sign_in("supervisor.gz")
        .await
        .post(&path)
        .version(1)
        .json(json!({}))
        .await
        .problem(403, "forbidden");
    let supervisor = world.sign_in("supervisor.sh").await;
    supervisor.post(&path).json(json!({})).await.problem(428, "version_required");
    supervisor.post(&path).version(5).json(json!({})).await.problem(412, "stale_version");
    supervisor
        .post(&path)
        .version(1)
        .json(json!({ "result": "pending" }))
        .await
        .refuses(&[("/result", "not_allowed")]);
    let proof = json!({ "result": "verified", "sold_on": "2025-05-28", "evidence": "发票 04412287" });
    let verified = supervisor.post(&path).version(1).json(proof).await;
    let view: UnitView = verified.read(200);
    assert_eq!(
        (view.verification, view.sold_on.map(|day| day.to_string()).as_deref()),
        (UnitVerification::Verified, Some("2025-05-28"))
    );
    assert_eq!((verified.version(), view.warranty.charge_class), (2, ChargeClass::Free));
    supervisor
        .post("/units/0192f3a4-7c00-7000-8000-000000000001/verify")
        .version(1)
        .json(json!({}))
        .await
        .problem(404, "not_found");
}

async fn a_changed_serial_number_has_to_be_verified_again(world: World) {
    let model = product(&world, compressor("KY-55")).await;
    let lead = world.sign_in("lead.sh").await;
    let view: UnitView = lead.post("/units").json(body(&world, &model.id).await).await.read(201);
    let path = format!("/units/{}", view.id);
    let desk = world.sign_in("reception.sh").await;
    let mut sent = body(&world, &model.id).await;
    sent["running_hours"] = json!(1200);
    let moved: UnitView = desk.put(&path).version(1).json(&sent).await.read(200);
    assert_eq!((moved.verification, moved.running_hours), (UnitVerification::Verified, Some(1200)));
    sent["serial"] = json!("KY55-2024-0186");
    let changed: UnitView = desk.put(&path).version(2).json(&sent).await.read(200);
    assert_eq!(changed.verification, UnitVerification::Pending);
    desk.put(&path).version(2).json(&sent).await.problem(412, "stale_version");
    desk.put(&path).json(&sent).await.problem(428, "version_required");
}

async fn batches_and_serial_numbers_do_not_mix(world: World) {
    let machine = product(&world, compressor("KY-55")).await;
    let mut grease = compressor("MAT-EP2");
    grease["batch_only"] = json!(true);
    grease["category"] = json!("material");
    let grease = product(&world, grease).await;
    let desk = world.sign_in("reception.sh").await;
    let branch = world.branch("SH").await;
    let send = |body: Value| {
        let desk = desk.clone();
        async move { desk.post("/units").json(body).await }
    };
    let base = |product: &domain::kernel::ProductId, more: Value| {
        let mut body = json!({ "product_id": product, "branch_id": branch, "buyer": "business" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let batch: UnitView =
        send(base(&grease.id, json!({ "batch": "B2025-11", "quantity": 40 }))).await.read(201);
    assert_eq!((batch.batch.as_deref(), batch.quantity, batch.serial), (Some("B2025-11"), Some(40), None));
    let numbered = send(base(&grease.id, json!({ "serial": "X1" }))).await;
    numbered.refuses(&[("/serial", "not_allowed"), ("/batch", "required"), ("/quantity", "required")]);
    send(base(&grease.id, json!({ "batch": "B1", "quantity": 0 }))).await.refuses(&[("/quantity", "range")]);
    send(base(&machine.id, json!({}))).await.refuses(&[("/serial", "required")]);
    let both = send(base(&machine.id, json!({ "serial": "X1", "batch": "B1", "quantity": 2 }))).await;
    both.refuses(&[("/batch", "not_allowed"), ("/quantity", "not_allowed")]);
}

async fn what_is_wrong_is_named_field_by_field(world: World) {
    let model = product(&world, compressor("KY-55")).await;
    let (ours, theirs) = (
        customer(&world, "SH", "嘉定泵业", "13900139002").await,
        customer(&world, "GZ", "广州厂", "13900139003").await,
    );
    let desk = world.sign_in("reception.sh").await;
    let nobody = "0192f3a4-7c00-7000-8000-000000000001";
    let wrong = |more: Value| {
        let (desk, world) = (desk.clone(), world.clone());
        async move {
            let mut sent = body(&world, &model.id).await;
            sent.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            desk.post("/units").json(sent).await
        }
    };
    wrong(json!({ "serial": "机号" })).await.refuses(&[("/serial", "format")]);
    wrong(json!({ "product_id": nobody })).await.refuses(&[("/product_id", "unknown_reference")]);
    wrong(json!({ "customer_id": nobody })).await.refuses(&[("/customer_id", "unknown_reference")]);
    wrong(json!({ "customer_id": theirs.id })).await.refuses(&[("/customer_id", "unknown_reference")]);
    wrong(json!({ "customer_id": ours.id, "site_id": theirs.sites[0].id }))
        .await
        .refuses(&[("/site_id", "unknown_reference")]);
    wrong(json!({ "site_id": ours.sites[0].id })).await.refuses(&[("/customer_id", "required")]);
    wrong(json!({ "sold_on": "9999-01-01" })).await.refuses(&[("/sold_on", "range")]);
    wrong(json!({ "sold_on": "2025-02-30" })).await.refuses(&[("/sold_on", "format")]);
    wrong(json!({ "branch_id": world.branch("GZ").await })).await.problem(403, "forbidden");
    wrong(json!({ "buyer": "ghost" })).await.refuses(&[("/buyer", "unknown_code")]);
    let all: contract::page::Page<UnitSummary> = desk.get("/units").await.read(200);
    assert_eq!(all.items, [], "nothing was written");
}

async fn an_erp_sends_the_same_unit_twice(world: World) {
    let model = product(&world, compressor("KY-55")).await;
    let erp = world.sign_in("hq_service").await;
    let sent = body(&world, &model.id).await;
    let first = erp.put("/units/by-external-id/EQ-1").json(&sent).await;
    let view: UnitView = first.read(201);
    assert_eq!((view.external_id.as_deref(), view.verification), (Some("EQ-1"), UnitVerification::Verified));
    let again = erp.put("/units/by-external-id/EQ-1").json(&sent).await;
    assert_eq!((again.status, again.version()), (200, 1));
    erp.put("/units/by-external-id/EQ-2").json(&sent).await.problem(409, "already_exists");
    erp.put("/units/by-external-id/EQ-3").version(1).json(&sent).await.problem(412, "stale_version");
}

async fn any_branch_finds_the_unit_but_not_its_customer(world: World) {
    let model = product(&world, compressor("KY-55")).await;
    let holder = customer(&world, "SH", "嘉定泵业", "13900139002").await;
    let mut sent = body(&world, &model.id).await;
    sent["customer_id"] = json!(holder.id);
    let desk = world.sign_in("reception.sh").await;
    let view: UnitView = desk.post("/units").json(sent).await.read(201);
    let far = world.sign_in("reception.gz").await;
    let found: Vec<UnitSummary> =
        far.get("/units/lookup").query(&[("serial", "KY55-2024-0185")]).await.read(200);
    assert_eq!((found[0].id, found[0].customer_id, found[0].customer_name.as_deref()), (view.id, None, None));
    let shown: UnitView = far.get(&format!("/units/{}", view.id)).await.read(200);
    assert_eq!((shown.customer, shown.site, shown.product.model.as_str()), (None, None, "KY-55"));
    far.put(&format!("/units/{}", view.id))
        .version(1)
        .json(body(&world, &model.id).await)
        .await
        .problem(403, "forbidden");
    // nor is the customer's name a way to the unit
    let by_name: contract::page::Page<UnitSummary> =
        far.get("/units").query(&[("q", "嘉定")]).await.read(200);
    assert_eq!(by_name.items, []);
}
