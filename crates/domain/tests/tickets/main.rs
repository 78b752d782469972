//! The ticket from the first call to the archive.

#[cfg(test)]
mod bodies;
#[cfg(test)]
mod clocks;
#[cfg(test)]
mod endings;
#[cfg(test)]
mod form;
#[cfg(test)]
mod gates;
#[cfg(test)]
mod intake;
#[cfg(test)]
mod next;
#[cfg(test)]
mod promises;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod reopening;
#[cfg(test)]
mod stories;
#[cfg(test)]
mod world;
