use contract::{assets::UnitSummary, page::Page};
use serde_json::json;

use super::{compressor, customer, customers::names, product};
use crate::harness::{Client, World, both};

both!(
    customers_are_found_by_two_characters,
    units_are_found_by_everything_that_names_them,
    a_renamed_customer_is_found_by_the_new_name
);

async fn customers_are_found_by_two_characters(world: World) {
    customer(&world, "SH", "苏州精密机械有限公司", "13800138000").await;
    customer(&world, "SH", "无锡恒通压铸有限公司", "0510-85556666-801").await;
    customer(&world, "GZ", "广州精密模具厂", "13700137000").await;
    let desk = world.sign_in("reception.sh").await;
    assert_eq!(
        names(&desk, &[("q", "精密")]).await,
        ["苏州精密机械有限公司"],
        "another branch's is not shown"
    );
    assert_eq!(names(&desk, &[("q", "压铸")]).await, ["无锡恒通压铸有限公司"]);
    assert_eq!(names(&desk, &[("q", "13800138000")]).await, ["苏州精密机械有限公司"]);
    assert_eq!(names(&desk, &[("q", "85556666")]).await, ["无锡恒通压铸有限公司"]);
    assert_eq!(names(&desk, &[("q", "王工")]).await.len(), 2, "by contact");
    assert_eq!(
        names(&desk, &[("q", "恒通压铸有限公司一号车间")]).await,
        ["无锡恒通压铸有限公司"],
        "by address"
    );
    for nothing in ["精铸", "%", "'; DROP TABLE customer; --", "\" OR 1"] {
        assert_eq!(names(&desk, &[("q", nothing)]).await, [""; 0], "{nothing}");
    }
    assert_eq!(names(&desk, &[("q", "   ")]).await.len(), 2, "no word is no condition");
}

async fn units_are_found_by_everything_that_names_them(world: World) {
    let holder = customer(&world, "SH", "嘉定泵业", "13900139002").await;
    let model = product(&world, compressor("KY-55")).await;
    let mut other = compressor("CP80-160");
    other["name"] = json!("离心泵");
    let pump = product(&world, other).await;
    let desk = world.sign_in("reception.sh").await;
    for (serial, product, customer) in [
        ("KY55-2024-0185", model.id, Some(holder.id)),
        ("KY55-2024-0317", model.id, None),
        ("P-0185", pump.id, Some(holder.id)),
    ] {
        let unit = json!({ "serial": serial, "product_id": product, "customer_id": customer, "branch_id": holder.branch_id, "buyer": "business" });
        desk.post("/units").json(unit).await.expect(201);
    }
    // the newest first
    assert_eq!(serials(&desk, &[("q", "0185")]).await, ["P-0185", "KY55-2024-0185"]);
    assert_eq!(serials(&desk, &[("q", "嘉定")]).await, ["P-0185", "KY55-2024-0185"]);
    assert_eq!(serials(&desk, &[("q", "空压机")]).await, ["KY55-2024-0317", "KY55-2024-0185"]);
    assert_eq!(serials(&desk, &[("q", "嘉定 空压")]).await, ["KY55-2024-0185"], "every word counts");
    assert_eq!(
        serials(&desk, &[("customer_id", &holder.id.to_string())]).await,
        ["P-0185", "KY55-2024-0185"]
    );
    assert_eq!(serials(&desk, &[("product_id", &pump.id.to_string())]).await, ["P-0185"]);
    assert_eq!(serials(&desk, &[("serial", "ky55-2024-0317")]).await, ["KY55-2024-0317"]);
    assert_eq!(serials(&desk, &[("serial", "机号")]).await, [""; 0]);
    let page: Page<UnitSummary> = desk.get("/units").query(&[("limit", "2")]).await.read(200);
    assert_eq!(serials(&desk, &[("cursor", &page.next_cursor.unwrap())]).await, ["KY55-2024-0185"]);
    let feed = [("updated_since", "2026-01-01T00:00:00Z")];
    assert_eq!(
        serials(&desk, &feed).await,
        ["KY55-2024-0185", "KY55-2024-0317", "P-0185"],
        "oldest change first"
    );
}

async fn a_renamed_customer_is_found_by_the_new_name(world: World) {
    let view = customer(&world, "SH", "嘉定泵业", "13900139002").await;
    let desk = world.sign_in("reception.sh").await;
    let renamed = json!({ "name": "青浦阀门", "kind": "enterprise", "branch_id": view.branch_id });
    desk.put(&format!("/customers/{}", view.id)).version(1).json(renamed).await.expect(200);
    assert_eq!(
        (names(&desk, &[("q", "青浦")]).await.len(), names(&desk, &[("q", "嘉定")]).await.len()),
        (1, 0)
    );
}

async fn serials(client: &Client, query: &[(&str, &str)]) -> Vec<String> {
    let page: Page<UnitSummary> = client.get("/units").query(query).await.read(200);
    page.items.into_iter().filter_map(|item| item.serial).collect()
}
