use serde_json::{Value, json};

use super::on_duty;
use crate::harness::{World, both};

both!(wishes_are_checked, shifts_are_checked, channels_are_checked);

async fn wishes_are_checked(world: World) {
    let engineer = world.sign_in("engineer.sh").await;
    let good = json!({ "language": "zh", "quiet": { "from": "22:00", "until": "07:00" }, "email": null });
    for (pointer, value, fields) in [
        ("/language", json!("fr"), ("/language", "unknown_code")),
        ("/quiet", json!({ "from": "25:00", "until": "07:00" }), ("/quiet/from", "format")),
        ("/quiet", json!({ "from": "07:00", "until": "07:00" }), ("/quiet/until", "range")),
        ("/email", json!("nobody"), ("/email", "email")),
        ("/email", json!(7), ("/email", "type")),
        ("/nothing", json!(1), ("/nothing", "unknown_field")),
        (
            "/channels",
            json!([{ "kind": "urged", "channels": ["pigeon"] }]),
            ("/channels/0/channels/0", "unknown_code"),
        ),
        (
            "/channels",
            json!([{ "kind": "urged", "channels": [] }, { "kind": "urged", "channels": [] }]),
            ("/channels/1/kind", "conflict"),
        ),
    ] {
        let mut body = good.clone();
        body[&pointer[1..]] = value;
        engineer.put("/notifications/preferences").version(0).json(body).await.refuses(&[fields]);
    }
    engineer.put("/notifications/preferences").json(&good).await.problem(428, "version_required");
    assert_eq!(engineer.get("/notifications/preferences").await.version(), 0, "nothing was written");
    engineer.get("/notifications?limit=0").await.refuses(&[("?limit", "range")]);
    engineer.get("/notifications?cursor=x").await.refuses(&[("?cursor", "format")]);
}

async fn shifts_are_checked(world: World) {
    let supervisor = world.sign_in("supervisor.sh").await;
    let (sh, gz) = (world.branch("SH").await, world.branch("GZ").await);
    let good = json!({
        "branch_id": sh, "user_id": world.user("engineer.sh").await,
        "from": "2026-03-02T10:00:00Z", "until": "2026-03-03T00:00:00Z"
    });
    let nobody = "0192f3a4-7c00-7000-8000-000000000001";
    for (field, value, refused) in [
        ("until", json!("2026-03-02T10:00:00Z"), ("/until", "range")),
        ("until", json!("2026-05-02T10:00:00Z"), ("/until", "range")),
        ("user_id", json!(nobody), ("/user_id", "unknown_reference")),
        ("user_id", json!(world.user("engineer.gz").await), ("/user_id", "unsuitable")),
        ("from", Value::Null, ("/from", "type")),
    ] {
        let mut body = good.clone();
        body[field] = value;
        supervisor.post("/duty-shifts").json(body).await.refuses(&[refused]);
    }
    let past = json!({
        "branch_id": sh, "user_id": world.user("engineer.sh").await,
        "from": "2026-03-01T10:00:00Z", "until": "2026-03-02T01:00:00Z"
    });
    supervisor.post("/duty-shifts").json(past).await.refuses(&[("/until", "range")]);
    let mut elsewhere = good.clone();
    elsewhere["branch_id"] = json!(gz);
    supervisor.post("/duty-shifts").json(elsewhere).await.problem(403, "forbidden");
    let engineer = world.sign_in("engineer.sh").await;
    engineer.post("/duty-shifts").json(&good).await.problem(403, "forbidden");

    let made = supervisor.post("/duty-shifts").json(&good).await;
    let id = made.expect(201)["id"].as_str().unwrap().to_owned();
    let path = format!("/duty-shifts/{id}");
    let twice = supervisor.post("/duty-shifts").json(&good).await;
    assert_eq!((twice.status, twice.reasons().as_slice()), (409, &["duty_shift_overlaps".to_owned()][..]));
    // a colleague at the same time, and the same person afterwards, are no overlap
    let mut colleague = good.clone();
    colleague["user_id"] = json!(world.user("engineer2.sh").await);
    let mut after = good.clone();
    (after["from"], after["until"]) = (good["until"].clone(), json!("2026-03-03T08:00:00Z"));
    for fine in [colleague, after] {
        let made = supervisor.post("/duty-shifts").json(&fine).await.expect(201);
        let cancel = format!("/duty-shifts/{}/cancel", made["id"].as_str().unwrap());
        supervisor.post(&cancel).version(1).await.expect(200);
    }
    supervisor.put(&path).version(7).json(&good).await.problem(412, "stale_version");
    world.sign_in("supervisor.gz").await.get(&path).await.problem(404, "not_found");
    on_duty(&world, "supervisor.gz", "GZ", "2026-03-02T10:00:00Z", "2026-03-03T00:00:00Z").await;
    assert_eq!(
        engineer.get("/duty-shifts").await.expect(200)["items"].as_array().unwrap().len(),
        1,
        "of SH only"
    );
    let mut longer = good.clone();
    longer["until"] = json!("2026-03-03T02:00:00Z");
    assert_eq!(supervisor.put(&path).version(1).json(longer).await.expect(200)["user_name"], "张伟");
    supervisor.post(&format!("{path}/cancel")).version(2).await.expect(200);
    supervisor
        .post(&format!("{path}/cancel"))
        .version(3)
        .await
        .reasons()
        .iter()
        .for_each(|r| assert_eq!(r, "duty_shift_over"));
    assert!(engineer.get("/duty-shifts").await.expect(200)["items"].as_array().unwrap().is_empty());
}

async fn channels_are_checked(world: World) {
    let admin = world.sign_in("admin").await;
    let good = json!({
        "branch_id": world.branch("SH").await, "kind": "wecom_robot", "name": "服务群",
        "url": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k", "active": true
    });
    for (field, value, refused) in [
        ("kind", json!("inbox"), ("/kind", "unsuitable")),
        ("kind", json!("sms"), ("/template", "format")),
        ("kind", json!("fax"), ("/kind", "unknown_code")),
        ("name", json!(""), ("/name", "length")),
        ("url", json!("http://qyapi.weixin.qq.com/"), ("/url", "insecure")),
        ("url", json!("https://10.0.0.1/"), ("/url", "private_address")),
        ("url", json!("nowhere"), ("/url", "format")),
        ("url", Value::Null, ("/url", "required")),
        ("template", json!("{}"), ("/template", "unsuitable")),
        ("branch_id", json!("0192f3a4-7c00-7000-8000-000000000001"), ("/branch_id", "unknown_reference")),
    ] {
        let mut body = good.clone();
        body[field] = value;
        admin.post("/notification-channels").json(body).await.refuses(&[refused]);
    }
    assert!(admin.get("/notification-channels").await.expect(200)["items"].as_array().unwrap().is_empty());
    for account in ["supervisor.sh", "engineer.sh", "auditor"] {
        let other = world.sign_in(account).await;
        other.get("/notification-channels").await.problem(403, "forbidden");
        other.post("/notification-channels").json(&good).await.problem(403, "forbidden");
    }
    let made = admin.post("/notification-channels").json(&good).await.expect(201);
    assert_eq!((&made["host"], made.get("url")), (&json!("qyapi.weixin.qq.com"), None));
    let path = format!("/notification-channels/{}", made["id"].as_str().unwrap());
    let kept =
        json!({ "branch_id": good["branch_id"], "kind": "wecom_robot", "name": "新名", "active": false });
    assert_eq!(admin.put(&path).version(1).json(&kept).await.expect(200)["host"], "qyapi.weixin.qq.com");
    admin.put(&path).version(1).json(&kept).await.problem(412, "stale_version");
    let mut other_kind = kept;
    other_kind["kind"] = json!("dingtalk_robot");
    admin.put(&path).version(2).json(other_kind).await.refuses(&[("/url", "required")]);
}
