//! Assets (档案): customers, products, installed units, service areas and the fault-code catalogue.

mod customer;
mod fault_code;
mod phone;
mod product;
mod region;
mod serial;
mod service_area;
mod unit;

pub use crate::warranty::BuyerKind;
pub use customer::{CustomerGrade, CustomerKind};
pub use fault_code::{CauseClass, FaultCause, FaultCode, FaultGroup, fault_code, fault_codes};
pub use phone::{Phone, PhoneError};
pub use product::{Product, ProductFamily, standard_families, standard_products};
pub use region::{Region, RegionError, RegionPrefix};
pub(crate) use serial::half_width;
pub use serial::{SerialError, SerialNo};
pub use service_area::{AreaMatch, Colleague, ServiceArea, owner_for};
pub use unit::{Unit, UnitIdentity, UnitStatus, UnitVerification};
