//! 档案: customers, products, installed units.

mod customers;
mod products;
mod units;

use actix_web::{FromRequest as _, HttpRequest, http::header};

use crate::{Failure, extract::Version, routes::Routes};

pub(crate) fn routes(cfg: &mut impl Routes) {
    cfg.service(customers::list_customers)
        .service(customers::create_customer)
        .service(customers::upsert_customer)
        .service(customers::show_customer)
        .service(customers::update_customer)
        .service(products::list_products)
        .service(products::create_product)
        .service(products::upsert_product)
        .service(products::show_product)
        .service(products::update_product)
        .service(units::list_units)
        .service(units::lookup_units)
        .service(units::create_unit)
        .service(units::upsert_unit)
        .service(units::show_unit)
        .service(units::update_unit)
        .service(units::verify_unit);
}

/// The version that an upsert expects, when it names one: an ERP that sends its whole stock does not know ours.
async fn expected_version(req: &HttpRequest) -> Result<Option<i64>, Failure> {
    if !req.headers().contains_key(header::IF_MATCH) {
        return Ok(None);
    }
    Version::extract(req).await.map(|version| Some(version.0))
}
