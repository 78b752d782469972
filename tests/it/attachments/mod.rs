//! 附件: what is kept, who sees it, and what happens to what nobody uses.

mod incoming;

use contract::{attachments::AttachmentView, tickets::TicketView};
use serde_json::{Value, json};

use crate::harness::{Answer, Client, World, both};

both!(
    a_file_comes_back_as_it_was,
    content_decides_what_is_kept,
    what_is_wrong_with_a_file_is_said,
    a_file_of_no_request_is_its_senders,
    the_requests_branch_decides_who_sees_a_file,
    a_file_belongs_to_one_request,
    a_repeated_upload_is_one_file,
    what_nobody_uses_is_removed_after_a_day,
    the_scheduler_removes_it,
);

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";

async fn send(client: &Client, name: &str, media_type: &str, content: &[u8]) -> Answer {
    client.post("/attachments").query(&[("name", name)]).bytes(media_type, content).await
}

async fn ticket(client: &Client) -> TicketView {
    let body = json!({
        "request_type": "repair", "channel": "phone", "severity": "3", "impact": "runs", "description": "排气高温停机",
        "customer": { "name": "上海精工机械有限公司", "contact_name": "王工", "phone": "13800138000", "region": "310112",
                      "address": "上海市闵行区剑川路 1 号" },
        "product": { "model": "KY-55", "serial": "KY55-2024-0317" }
    });
    client.post("/tickets").json(body).await.read(201)
}

async fn attach(client: &Client, ticket: &TicketView, file: &AttachmentView) -> Answer {
    let path = format!("/tickets/{}/attach", ticket.id);
    client.post(&path).version(ticket.version).json(json!({ "attachment_id": file.id })).await
}

async fn a_file_comes_back_as_it_was(world: World) {
    let desk = world.sign_in("reception.sh").await;
    let sent = send(&desk, "C:\\照片\\铭牌 1.png", "image/png", PNG).await;
    let view: AttachmentView = sent.read(201);
    assert_eq!(sent.header("location"), format!("/api/v1/attachments/{}", view.id));
    assert_eq!(
        (view.name.as_str(), view.media_type.as_str(), view.size),
        ("铭牌 1.png", "image/png", PNG.len() as u64)
    );
    assert_eq!(view.sha256.len(), 64);
    let shown: AttachmentView = desk.get(&format!("/attachments/{}", view.id)).await.read(200);
    assert_eq!(shown, view);
    let content = desk.get(&format!("/attachments/{}/content", view.id)).open().await;
    let header =
        |name: &str| content.headers().get(name).map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default();
    assert_eq!(header("content-type"), "image/png");
    assert_eq!(
        header("content-disposition"),
        "attachment; filename=\"___1.png\"; filename*=UTF-8''%E9%93%AD%E7%89%8C%201.png"
    );
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("content-security-policy"), "default-src 'none'; sandbox");
    assert_eq!(header("etag"), format!("\"{}\"", view.sha256));
    assert_eq!(content.bytes().await.unwrap(), PNG);
}

async fn content_decides_what_is_kept(world: World) {
    let desk = world.sign_in("reception.sh").await;
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write(0, 0, "压力").unwrap();
    let xlsx = book.save_to_buffer().unwrap();
    let sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    for (media_type, content) in [
        ("text/plain; charset=utf-8", "排气温度 112℃".as_bytes()),
        ("text/csv", "时间,温度\n08:00,112\n".as_bytes()),
        ("application/pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
        ("image/jpeg", b"\xff\xd8\xff\xe0\0\x10JFIF\0"),
        ("image/webp", b"RIFF\x24\0\0\0WEBPVP8 "),
        (sheet, xlsx.as_slice()),
    ] {
        let kept: AttachmentView = send(&desk, "f", media_type, content).await.read(201);
        assert_eq!(kept.media_type, media_type.split(';').next().unwrap());
    }
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    for (media_type, content) in [
        ("image/svg+xml", &svg[..]),
        ("text/plain", svg),
        ("text/html", b"<!DOCTYPE html><html></html>"),
        ("application/zip", b"PK\x03\x04\x14\0\0\0\0\0a.txt"),
        ("application/octet-stream", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff"),
        ("image/jpeg", PNG),
        ("text/plain", b"a\0b"),
    ] {
        send(&desk, "f", media_type, content).await.problem(415, "unsupported_media_type");
    }
}

async fn what_is_wrong_with_a_file_is_said(world: World) {
    let desk = world.sign_in("reception.sh").await;
    send(&desk, "a.png", "image/png", b"").await.refuses(&[("", "required")]);
    send(&desk, "..", "image/png", PNG).await.refuses(&[("?name", "required")]);
    send(&desk, &"长".repeat(201), "image/png", PNG).await.refuses(&[("?name", "format")]);
    desk.post("/attachments").bytes("image/png", PNG).await.refuses(&[("?name", "required")]);
    let odd =
        desk.post("/attachments").query(&[("name", "a"), ("colour", "red")]).bytes("image/png", PNG).await;
    odd.refuses(&[("?colour", "unknown_field")]);
    let mut large = PNG.to_vec();
    large.resize((1 << 20) + 1, 0);
    send(&desk, "a.png", "image/png", &large).await.problem(413, "too_large");
    let nobody = [("name", "a.png"), ("ticket_id", "0192f3a4-7c00-7000-8000-000000000001")];
    desk.post("/attachments")
        .query(&nobody)
        .bytes("image/png", PNG)
        .await
        .refuses(&[("?ticket_id", "unknown_reference")]);
    world
        .anonymous()
        .post("/attachments?name=a.png")
        .bytes("image/png", PNG)
        .await
        .problem(401, "unauthenticated");
    let auditor = world.sign_in("auditor").await;
    send(&auditor, "a.png", "image/png", PNG).await.problem(403, "forbidden");
    desk.get("/attachments/0192f3a4-7c00-7000-8000-000000000001").await.problem(404, "not_found");
    desk.get("/attachments/photo/content").await.problem(404, "not_found");
}

async fn a_file_of_no_request_is_its_senders(world: World) {
    let desk = world.sign_in("reception.sh").await;
    let view: AttachmentView = send(&desk, "a.png", "image/png", PNG).await.read(201);
    let path = format!("/attachments/{}", view.id);
    desk.get(&path).await.expect(200);
    for account in ["supervisor.sh", "admin", "reception.gz"] {
        let other = world.sign_in(account).await;
        other.get(&path).await.problem(404, "not_found");
        other.get(&format!("{path}/content")).await.problem(404, "not_found");
    }
}

async fn the_requests_branch_decides_who_sees_a_file(world: World) {
    let desk = world.sign_in("reception.sh").await;
    let request = ticket(&desk).await;
    let view: AttachmentView = send(&desk, "a.png", "image/png", PNG).await.read(201);
    attach(&desk, &request, &view).await.expect(200);
    let path = format!("/attachments/{}", view.id);
    world.sign_in("supervisor.sh").await.get(&path).await.expect(200);
    assert_eq!(world.sign_in("engineer.sh").await.get(&format!("{path}/content")).await.status, 200);
    world.sign_in("reception.gz").await.get(&path).await.problem(404, "not_found");
    // a dealer sees own requests only
    world.sign_in("dealer.sh").await.get(&path).await.problem(404, "not_found");
    // and at once with the request named
    let id = request.id.to_string();
    let query = [("name", "b.png"), ("ticket_id", id.as_str())];
    let named: AttachmentView =
        desk.post("/attachments").query(&query).bytes("image/png", PNG).await.read(201);
    world.sign_in("supervisor.sh").await.get(&format!("/attachments/{}", named.id)).await.expect(200);
    let far = world.sign_in("reception.gz").await;
    far.post("/attachments")
        .query(&query)
        .bytes("image/png", PNG)
        .await
        .refuses(&[("?ticket_id", "unknown_reference")]);
}

async fn a_file_belongs_to_one_request(world: World) {
    let desk = world.sign_in("reception.sh").await;
    let (one, two) = (ticket(&desk).await, ticket(&desk).await);
    let view: AttachmentView = send(&desk, "a.png", "image/png", PNG).await.read(201);
    let attached: Value = attach(&desk, &one, &view).await.expect(200);
    assert_eq!(attached["attachments"][0]["name"], "a.png");
    attach(&desk, &two, &view).await.refuses(&[("/attachment_id", "unknown_reference")]);
}

async fn a_repeated_upload_is_one_file(world: World) {
    let desk = world.sign_in("reception.sh").await;
    let send = |name: &'static str| {
        desk.post("/attachments").query(&[("name", name)]).key("photo-1").bytes("image/png", PNG)
    };
    let first: AttachmentView = send("a.png").await.read(201);
    let again = send("a.png").await;
    assert_eq!(
        (again.header("idempotent-replayed").as_str(), again.read::<AttachmentView>(201)),
        ("true", first)
    );
    // the name is part of what was said
    send("b.png").await.problem(409, "idempotency_key_reused");
}

async fn what_nobody_uses_is_removed_after_a_day(world: World) {
    let desk = world.sign_in("reception.sh").await;
    let request = ticket(&desk).await;
    let used: AttachmentView = send(&desk, "used.png", "image/png", PNG).await.read(201);
    let unused: AttachmentView = send(&desk, "unused.png", "image/png", PNG).await.read(201);
    attach(&desk, &request, &used).await.expect(200);
    world.advance_minutes(24 * 60 - 1);
    assert_eq!(world.app().remove_unused_attachments().await.unwrap(), 0);
    world.advance_minutes(2);
    assert_eq!(world.app().remove_unused_attachments().await.unwrap(), 1);
    desk.get(&format!("/attachments/{}", unused.id)).await.problem(404, "not_found");
    // the same content, another file
    let content = desk.get(&format!("/attachments/{}/content", used.id)).open().await;
    assert_eq!(content.bytes().await.unwrap(), PNG);
}

async fn the_scheduler_removes_it(world: World) {
    let desk = world.sign_in("reception.sh").await;
    let unused: AttachmentView = send(&desk, "unused.png", "image/png", PNG).await.read(201);
    world.advance_minutes(24 * 60 + 1);
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let app = world.app().clone();
    let scheduler = tokio::spawn(async move { app.run_scheduler(stopping).await });
    let path = format!("/attachments/{}", unused.id);
    let mut answer = desk.get(&path).await;
    for _ in 0..2_000 {
        if answer.status == 404 {
            break;
        }
        answer = desk.get(&path).await;
    }
    answer.problem(404, "not_found");
    stop.send_replace(true);
    scheduler.await.unwrap();
}
