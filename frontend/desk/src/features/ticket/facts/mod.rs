//! The panel of facts: who, what, who pays, who is responsible, the papers.

mod attachments;
mod customer;
mod earlier;
mod history;
mod need;
mod product;
mod thumbnail;

use attachments::Attachments;
use customer::Customer;
pub(crate) use customer::map_link;
use earlier::{Amendments, EarlierCycles};
use history::UnitHistory;
use leptos::prelude::*;
use need::Need;
use product::Product;

/// Everything that is known of the request.
#[component]
pub(super) fn Facts() -> impl IntoView {
    view! {
        <Customer />
        <Product />
        <Need />
        <Attachments />
        <EarlierCycles />
        <Amendments />
        <UnitHistory />
    }
}
