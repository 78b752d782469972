//! One folder per capability, named as in the other tiers.

pub(crate) mod account;
pub(crate) mod address;
pub(crate) mod calendar;
pub(crate) mod customers;
pub(crate) mod filter_bar;
pub(crate) mod form;
#[cfg(feature = "gallery")]
pub(crate) mod gallery;
pub(crate) mod imports;
pub(crate) mod jobs;
pub(crate) mod new_request;
pub(crate) mod not_found;
pub(crate) mod notifications;
pub(crate) mod people;
pub(crate) mod products;
pub(crate) mod queue;
pub(crate) mod reports;
pub(crate) mod request_list;
pub(crate) mod shown_once;
pub(crate) mod sign_in;
pub(crate) mod ticket;
pub(crate) mod today;
pub(crate) mod tools;
pub(crate) mod units;
pub(crate) mod webhooks;
