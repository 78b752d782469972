//! The least that an HTTP answer costs: the same framework, as many workers as Aftercare, no work.

use std::net::SocketAddr;

use actix_web::{App, HttpResponse, HttpServer, web};
use serde_json::json;

use crate::Failure;

/// As in the server's default options.
const WORKERS: usize = 2;

pub(crate) async fn serve(listen: SocketAddr) -> Result<(), Failure> {
    let answer = || async { HttpResponse::Ok().json(json!({ "status": "ok" })) };
    HttpServer::new(move || App::new().route("/", web::get().to(answer)).route("/", web::post().to(answer)))
        .workers(WORKERS)
        .bind(listen)?
        .run()
        .await?;
    Ok(())
}
