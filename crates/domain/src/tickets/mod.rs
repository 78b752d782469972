//! 客户服务需求: the ticket, from the first call to the archive.
//!
//! A use case loads a [`Ticket`], calls [`Ticket::apply`] with one [`Command`], and stores the ticket and the returned
//! [`Event`]s. A refused command names every missing fact and leaves the ticket as it was.

mod checks;
mod codes;
mod command;
mod completion;
mod ending;
mod event;
mod facts;
mod flow;
mod form;
mod gates;
mod intake;
mod linking;
mod next;
mod number;
mod planning;
mod promise_checks;
mod promise_facts;
mod promises;
mod register;
mod service;
mod ticket;

pub use codes::*;
pub use command::*;
pub use event::Event;
pub use facts::*;
pub use flow::Flow;
pub use linking::{Merge, Split};
pub use next::{NextStep, next_steps};
pub use number::{TicketNo, TicketNoError};
pub use promise_facts::*;
pub use register::NewTicket;
pub use ticket::{ClosedCycle, Context, Cycle, Ending, Hold, Rulebook, State, Ticket};
