//! The SLA engine against golden scenarios kept as data, against properties, and against every way facts can contradict
//! each other.

#[cfg(test)]
mod account;
#[cfg(test)]
mod calendars;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod special;
#[cfg(test)]
mod world;
