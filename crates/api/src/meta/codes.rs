use actix_web::{HttpResponse, get, http::header};
use contract::meta::{EnumView, VersionView};

#[utoipa::path(
    tag = "meta",
    operation_id = "list_enums",
    summary = "枚举 · All codes with labels",
    description = "Every closed list of codes that the API uses, with Chinese and English labels. Codes are stable: new \
        ones may be added, none changes its meaning. No permission, no sign-in; does not change while the server runs.",
    responses((status = 200, description = "All lists by name", body = Vec<EnumView>)),
    security(())
)]
#[get("/meta/enums")]
pub(crate) async fn list_enums() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .json(application::meta::enums())
}

#[utoipa::path(
    tag = "meta",
    operation_id = "show_version",
    summary = "版本 · Version",
    description = "Version of the server, of the API and of the database schema. No permission, no sign-in.",
    responses((status = 200, description = "The versions", body = VersionView)),
    security(())
)]
#[get("/meta/version")]
pub(crate) async fn show_version() -> HttpResponse {
    HttpResponse::Ok().json(application::meta::version())
}
