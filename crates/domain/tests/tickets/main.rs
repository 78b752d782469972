//! The ticket from the first call to the archive.

mod bodies;
mod clocks;
mod endings;
mod form;
mod gates;
mod intake;
mod next;
mod properties;
mod reopening;
mod stories;
mod world;
