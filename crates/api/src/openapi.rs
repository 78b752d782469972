//! The OpenAPI document: collected from the routes themselves, so that none can be forgotten.

mod methods;
mod shared_answers;

use std::sync::LazyLock;

use actix_web::{HttpRequest, HttpResponse, http::header, web::Bytes};
use contract::problem::ProblemCode;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        OpenApi as Document,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_actix_web::AppExt as _;

use methods::Methods;

use crate::{
    Failure, access, assets, attachments, events, exports, imports, mailbox, meta, notifications, reports,
    routes::Routes, sla, tickets, warranty, webhooks,
};

/// Every route below `/api/v1` but sign-in, which has its own rate limit.
pub fn routes(cfg: &mut impl Routes) {
    access::routes(cfg);
    assets::routes(cfg);
    tickets::routes(cfg);
    sla::routes(cfg);
    warranty::routes(cfg);
    attachments::routes(cfg);
    imports::routes(cfg);
    mailbox::routes(cfg);
    events::routes(cfg);
    notifications::routes(cfg);
    webhooks::routes(cfg);
    exports::routes(cfg);
    reports::routes(cfg);
    meta::routes(cfg);
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Aftercare (售后) API",
        version = "1.0.0",
        description = include_str!("openapi.md"),
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    security(("bearer" = [])),
    modifiers(&Bearer),
    components(schemas(contract::problem::Problem)),
    tags(
        (name = "access", description = "登录、用户、组织、接口密钥 · sign-in, people, organisation, API keys"),
        (name = "assets", description = "客户、产品、装机 · customers, products, installed units"),
        (name = "tickets", description = "客户服务需求 · service requests and their commands"),
        (name = "sla", description = "时限、日历、服务政策 · deadlines, calendars, service policies"),
        (name = "warranty", description = "质保判定 · warranty decisions"),
        (name = "attachments", description = "附件 · files"),
        (name = "imports", description = "导入 · bulk import"),
        (name = "mailbox", description = "邮件受理 · requests by e-mail"),
        (name = "exports", description = "导出 · lists as files"),
        (name = "events", description = "事件 · feed and live stream"),
        (name = "notifications", description = "通知、值班 · inbox, preferences, duty roster, robots"),
        (name = "webhooks", description = "事件推送 · webhooks"),
        (name = "reports", description = "统计 · figures"),
        (name = "meta", description = "枚举、健康 · codes, health"),
    )
)]
struct Base;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut Document) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("An access token of `POST /api/v1/auth/login`, or an API key (`ak_…`)"))
            .build();
        document
            .components
            .get_or_insert_default()
            .add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

/// The whole document.
#[must_use]
pub fn document() -> Document {
    let (_, mut document) = actix_web::App::new()
        .into_utoipa_app()
        .openapi(Base::openapi())
        .service(utoipa_actix_web::scope("/api/v1/auth").configure(|cfg| access::auth_routes(cfg)))
        .service(utoipa_actix_web::scope("/api/v1").configure(|cfg| routes(cfg)))
        .split_for_parts();
    webhooks::document(&mut document);
    shared_answers::complete(&mut document);
    document
}

/// Made when it is first asked for: a server that starts is not kept waiting.
struct Served {
    json: Bytes,
    methods: Methods,
}

static SERVED: LazyLock<Served> = LazyLock::new(|| {
    let document = document();
    let json = Bytes::from(serde_json::to_vec(&document).unwrap_or_default());
    Served { json, methods: Methods::of(&document) }
});

/// The document as it is committed: pretty JSON with a final newline.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn json() -> Result<String, serde_json::Error> {
    Ok(format!("{}\n", document().to_pretty_json()?))
}

/// The document for those who ask the server.
#[actix_web::get("/openapi.json")]
pub(crate) async fn show() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .content_type("application/json")
        .body(SERVED.json.clone())
}

/// An address below `/api/v1` that is none of ours, or one of ours with a method that it does not know.
pub(crate) async fn nothing_here(req: HttpRequest) -> Result<HttpResponse, Failure> {
    let allow = SERVED.methods.at(req.path());
    let code = if allow.is_empty() { ProblemCode::NotFound } else { ProblemCode::MethodNotAllowed };
    Err(Failure { allow: (!allow.is_empty()).then(|| allow.join(", ")), ..Failure::of(code) })
}
