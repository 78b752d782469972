//! One list of routes for two readers: the server that answers and the document that describes.

use actix_web::{dev::HttpServiceFactory, web};
use utoipa_actix_web::{OpenApiFactory, service_config::ServiceConfig};

/// Where a capability registers its handlers.
///
/// The server keeps no descriptions: collecting them anew in every worker cost more memory than the server itself.
pub trait Routes {
    fn service<H>(&mut self, handler: H) -> &mut Self
    where
        H: HttpServiceFactory + OpenApiFactory + 'static;
}

impl Routes for web::ServiceConfig {
    fn service<H>(&mut self, handler: H) -> &mut Self
    where
        H: HttpServiceFactory + OpenApiFactory + 'static,
    {
        Self::service(self, handler)
    }
}

impl Routes for ServiceConfig<'_> {
    fn service<H>(&mut self, handler: H) -> &mut Self
    where
        H: HttpServiceFactory + OpenApiFactory + 'static,
    {
        ServiceConfig::service(self, handler)
    }
}
