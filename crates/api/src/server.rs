//! The server: routes, middleware, limits, and a clean stop.

use std::net::TcpListener;

use actix_governor::{Governor, GovernorConfigBuilder, PeerIpKeyExtractor};
use actix_web::{
    App as ActixApp, HttpServer,
    dev::Server,
    middleware::{Compress, from_fn},
    web::{self, Data, PayloadConfig},
};
use application::App;
use tracing_actix_web::TracingLogger;
use utoipa_swagger_ui::SwaggerUi;

use crate::{events::live::Streams, failure::problems, openapi, security_headers::security_headers, web_apps};

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

/// Starts to serve on an open socket.
///
/// # Errors
/// When the socket cannot be used.
pub fn serve(app: App, listener: TcpListener, options: &Options) -> std::io::Result<Server> {
    let seconds_per_attempt = u64::from(60 / options.sign_in_per_minute.clamp(1, 60));
    let sign_in = GovernorConfigBuilder::default()
        .seconds_per_request(seconds_per_attempt)
        .burst_size(options.sign_in_per_minute.max(1))
        .key_extractor(PeerIpKeyExtractor)
        .finish()
        .ok_or_else(|| std::io::Error::other("rate limit of sign-in"))?;
    let document = openapi::document();
    let streams = Streams::default();
    let server = HttpServer::new(move || {
        let sign_in = Governor::new(&sign_in);
        let api = web::scope("/api/v1")
            .wrap(from_fn(problems))
            .configure(|cfg| {
                let mut cfg = utoipa_actix_web::service_config::ServiceConfig::new(cfg);
                openapi::routes(&mut cfg);
            })
            .default_service(web::to(openapi::nothing_here));
        let guarded = web::scope("/api/v1/auth")
            .wrap(from_fn(problems))
            .wrap(sign_in)
            .configure(|cfg| {
                let mut cfg = utoipa_actix_web::service_config::ServiceConfig::new(cfg);
                crate::access::auth_routes(&mut cfg);
            });
        ActixApp::new()
            .wrap(Compress::default())
            .wrap(security_headers())
            .wrap(TracingLogger::default())
            .app_data(Data::new(app.clone()))
            .app_data(Data::new(streams.clone()))
            .app_data(PayloadConfig::new(JSON_LIMIT))
            .service(guarded)
            .service(api)
            .service(SwaggerUi::new("/docs/{_:.*}").url("/api/v1/openapi.json", document.clone()))
            .configure(crate::meta::health_routes)
            .configure(web_apps::routes)
    })
    .workers(options.workers)
    .shutdown_timeout(5)
    .listen(listener)?
    .run();
    Ok(server)
}
