//! One folder per capability, named as in the other tiers.

#[cfg(feature = "gallery")]
pub(crate) mod gallery;
pub(crate) mod not_found;
pub(crate) mod sign_in;
