//! 档案: customers, products, installed units.

mod customers;
mod products;
mod search;
mod units;

use contract::assets::{CustomerView, ProductView};
use serde_json::{Value, json};

use crate::harness::World;

/// A customer of a branch, as head office would write it.
pub(crate) async fn customer(world: &World, branch: &str, name: &str, phone: &str) -> CustomerView {
    let body = json!({
        "name": name, "kind": "enterprise", "branch_id": world.branch(branch).await,
        "contacts": [{ "name": "王工", "phone": phone }],
        "sites": [{ "address": format!("{name}一号车间"), "region": "310115" }],
    });
    world.sign_in("hq_service").await.post("/customers").json(body).await.read(201)
}

/// An air compressor model: a year from delivery, its air end two.
pub(crate) fn compressor(model: &str) -> Value {
    json!({
        "model": model, "name": "螺杆空压机", "family": "KY", "category": "industrial",
        "terms": [
            { "covers": "unit", "months": 12, "running_hours": 4000, "starts": "delivered_at" },
            { "covers": "part_group", "part_group": "主机", "months": 24, "starts": "delivered_at" },
        ],
    })
}

pub(crate) async fn product(world: &World, body: Value) -> ProductView {
    world.sign_in("hq_service").await.post("/products").json(body).await.read(201)
}
