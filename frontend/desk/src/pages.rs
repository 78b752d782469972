//! What the router fetches when somebody first opens a page of it: the app comes in parts, each a file of its own, so
//! that the first screen waits for little. A part holds pages that the same people use; what several parts need comes
//! once, with whichever asks first.

use std::{future::Future, pin::Pin};

use kit::api::ApiError;
use leptos::{prelude::*, wasm_split::SplitLoaderError};

/// A page whose part has arrived.
pub(crate) type Page = fn() -> AnyView;

/// A page whose part may have to be fetched first.
pub(crate) type Arriving = Pin<Box<dyn Future<Output = Result<Page, ApiError>>>>;

/// Why a part did not arrive. Nothing of it is kept: the next attempt fetches it again.
struct NotFetched;

impl From<SplitLoaderError> for NotFetched {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

macro_rules! parts {
    ($($(#[$doc:meta])* $part:ident { $($page:ident: $feature:ident::$view:ident,)+ })+) => {
        $($(#[$doc])* pub(crate) mod $part {
            use leptos::prelude::*;
            $(pub(crate) fn $page() -> super::Arriving {
                #[leptos::wasm_split::wasm_split($part, wasm_split_path = leptos::wasm_split, fallible)]
                fn $page() -> Result<super::Page, super::NotFetched> {
                    use crate::features::$feature::$view;
                    Ok(|| view! { <$view /> }.into_any())
                }
                Box::pin(async { $page().await.map_err(|super::NotFetched| kit::api::ApiError::Network) })
            })+
        })+
    };
}

parts! {
    /// What a day starts with.
    day {
        today: today::TodayPage,
        queue: queue::QueuePage,
        jobs: jobs::JobsPage,
        inbox: notifications::InboxPage,
        mail: mailbox::MailPage,
    }
    /// One request, from its registration on.
    request {
        new: new_request::NewRequestPage,
        ticket: ticket::TicketPage,
    }
    /// What the department knows of customers and their machines.
    records {
        customers: customers::CustomersPage,
        new_customer: customers::NewCustomerPage,
        customer: customers::CustomerPage,
        edit_customer: customers::EditCustomerPage,
        units: units::UnitsPage,
        new_unit: units::NewUnitPage,
        unit: units::UnitPage,
        edit_unit: units::EditUnitPage,
        products: products::ProductsPage,
        new_product: products::NewProductPage,
        product: products::ProductPage,
        edit_product: products::EditProductPage,
    }
    /// Figures and the lists that make them up.
    insight {
        reports: reports::ReportsPage,
        cases: reports::CasesPage,
        ledger: reports::LedgerPage,
        wall: reports::WallPage,
    }
    /// Rules, tools and people.
    settings {
        calendar: calendar::CalendarPage,
        recalculation: recalculation::RecalculationPage,
        tools: tools::ToolsPage,
        imports: imports::ImportsPage,
        import: imports::ImportPage,
        people: people::PeoplePage,
        webhooks: webhooks::WebhooksPage,
        webhook: webhooks::WebhookPage,
        account: account::AccountPage,
        preferences: notifications::PreferencesPage,
        duty: notifications::DutyPage,
        channels: notifications::ChannelsPage,
    }
}
