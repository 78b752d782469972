//! The server: routes, middleware, limits, and a clean stop.

mod sign_in_limit;
mod signed_first;

use std::net::TcpListener;

use actix_web::{
    App as ActixApp, HttpServer,
    dev::Server,
    http::header,
    middleware::{Compress, DefaultHeaders, from_fn},
    web::{self, Data, PayloadConfig},
};
use application::App;
use tokio::sync::watch;
use tracing_actix_web::TracingLogger;
use utoipa_swagger_ui::{Config as SwaggerConfig, SwaggerUi};

use self::{sign_in_limit::SignInLimit, signed_first::signed_first};
use crate::{
    events::live::Streams, failure::problems, meta::measure, openapi, security_headers::security_headers,
    web_apps,
};

/// What differs between a server for people and one for tests.
#[derive(Debug, Clone)]
pub struct Options {
    pub workers: usize,
    /// Sign-in attempts per minute and address
    pub sign_in_per_minute: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { workers: 2, sign_in_per_minute: 30 }
    }
}

const JSON_LIMIT: usize = 1 << 20;
/// How long a stop waits for requests under way.
const STOP_SECONDS: u64 = 5;

/// Starts to serve on an open socket, until `stop` becomes true: then live streams end, requests under way are
/// answered, and the returned server completes.
///
/// # Errors
/// When the socket cannot be used.
pub fn serve(
    app: App,
    listener: TcpListener,
    options: &Options,
    mut stop: watch::Receiver<bool>,
) -> std::io::Result<Server> {
    let sign_in = SignInLimit::per_minute(options.sign_in_per_minute);
    let streams = Streams::new(stop.clone());
    measure::install();
    let server = HttpServer::new(move || {
        let guarded = web::scope("/api/v1/auth")
            .wrap(from_fn(signed_first))
            // outermost last: the limit's refusal becomes a problem too
            .wrap(from_fn({
                let limit = sign_in.clone();
                move |req, next| limit.clone().guard(req, next)
            }))
            .wrap(from_fn(problems))
            .wrap(private())
            .configure(crate::access::auth_routes)
            .default_service(web::to(openapi::nothing_here));
        let api = web::scope("/api/v1")
            .wrap(from_fn(signed_first))
            .wrap(from_fn(problems))
            .wrap(private())
            .configure(openapi::routes)
            .service(openapi::show)
            .default_service(web::to(openapi::nothing_here));
        ActixApp::new()
            .wrap(Compress::default())
            .wrap(security_headers())
            .wrap(from_fn(measure::measured))
            .wrap(TracingLogger::default())
            .app_data(Data::new(app.clone()))
            .app_data(Data::new(streams.clone()))
            .app_data(PayloadConfig::new(JSON_LIMIT))
            .service(SwaggerUi::new("/docs/{_:.*}").config(SwaggerConfig::from("/api/v1/openapi.json")))
            .service(web::redirect("/docs", "/docs/"))
            .service(guarded)
            .service(api)
            .configure(crate::meta::health_routes)
            .configure(web_apps::routes)
    })
    .workers(options.workers)
    .shutdown_timeout(STOP_SECONDS)
    .disable_signals()
    .listen(listener)?
    .run();
    let handle = server.handle();
    tokio::spawn(async move {
        // a sender that is gone will never ask for a stop
        if stop.wait_for(|stop| *stop).await.is_ok() {
            handle.stop(true).await;
        }
    });
    Ok(server)
}

/// What the API answers is for the caller only, unless the operation says otherwise.
fn private() -> DefaultHeaders {
    DefaultHeaders::new().add((header::CACHE_CONTROL, "no-store"))
}
