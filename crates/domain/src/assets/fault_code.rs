//! The fault-code catalogue (故障码): family → group → code, with causes, checks, parts and standard time.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::{
    kernel::{Line, codes},
    warranty::Cause,
};

codes! {
    /// Where a cause lies (原因类别); the final cause gates 已解决.
    pub enum CauseClass {
        Design = "design", "设计", "Design";
        Manufacture = "manufacture", "制造", "Manufacture";
        SupplierPart = "supplier_part", "供应商件", "Supplier's part";
        Transport = "transport", "运输", "Transport";
        Installation = "installation", "安装", "Installation";
        Use = "use", "使用维护", "Use and care";
        Wear = "wear", "自然磨损", "Natural wear";
        NoFaultFound = "no_fault_found", "未发现故障(NFF)", "No fault found";
    }
}

impl CauseClass {
    /// What the cause means for the warranty. Faults of our design, making, suppliers and fitting are ours.
    #[must_use]
    pub const fn warranty_cause(self) -> Cause {
        match self {
            Self::Design | Self::Manufacture | Self::SupplierPart | Self::Installation => {
                Cause::ProductDefect
            }
            Self::Transport => Cause::Transport,
            Self::Use => Cause::Misuse,
            Self::Wear => Cause::Wear,
            Self::NoFaultFound => Cause::Unknown,
        }
    }
}

/// A likely cause of a fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FaultCause {
    pub zh: Line,
    pub en: Line,
    pub class: CauseClass,
    /// Share of the cases, in percent
    pub share: u8,
}

/// A group of fault codes: an assembly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FaultGroup {
    pub code: Line,
    pub zh: Line,
    pub en: Line,
}

/// One fault code of a product family.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FaultCode {
    /// Code of the product family
    pub family: Line,
    pub group: FaultGroup,
    pub code: Line,
    pub zh: Line,
    pub en: Line,
    /// 1 safety or line down, 2 severe degradation, 3 ordinary, 4 minor
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 4))]
    pub severity: u8,
    /// The likely first; the shares add up to 100
    pub causes: Vec<FaultCause>,
    /// What to check, in order
    pub checks: Vec<Line>,
    /// Parts that the repair often needs
    pub parts: Vec<Line>,
    pub standard_minutes: u16,
    /// 可远程解决
    pub remote_solvable: bool,
    /// 涉及安全: stop the machine first
    pub safety: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Catalogue {
    #[serde(rename = "note")]
    _note: String,
    codes: Vec<FaultCode>,
}

#[expect(clippy::expect_used, reason = "the catalogue is part of the binary; a test reads it")]
static CODES: LazyLock<Vec<FaultCode>> = LazyLock::new(|| {
    let catalogue: Catalogue =
        serde_json::from_str(include_str!("../../data/fault-codes.json")).expect("fault-codes.json");
    catalogue.codes
});

/// The whole catalogue, by family and group.
#[must_use]
pub fn fault_codes() -> &'static [FaultCode] {
    &CODES
}

/// One code of a family.
#[must_use]
pub fn fault_code(family: &str, code: &str) -> Option<&'static FaultCode> {
    CODES
        .iter()
        .find(|fault| fault.family.as_str() == family && fault.code.as_str().eq_ignore_ascii_case(code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assets::standard_families;

    #[test]
    fn the_catalogue_is_complete_and_consistent() {
        let count = |family: &str| CODES.iter().filter(|fault| fault.family.as_str() == family).count();
        for (family, codes) in [("VMC", 21), ("KY", 16), ("IV300", 19), ("CP", 7), ("HR", 13)] {
            assert_eq!(count(family), codes, "{family}");
        }
        for fault in fault_codes() {
            let id = format!("{} {}", fault.family, fault.code);
            assert!(standard_families().iter().any(|family| family.code == fault.family), "{id}");
            assert!((1..=4).contains(&fault.severity), "{id}");
            assert_eq!(fault.causes.iter().map(|cause| u32::from(cause.share)).sum::<u32>(), 100, "{id}");
            assert!(fault.causes.windows(2).all(|pair| pair[0].share >= pair[1].share), "{id}");
            assert!(!fault.checks.is_empty() && fault.standard_minutes > 0, "{id}");
            let found: Vec<_> = CODES
                .iter()
                .filter(|other| other.family == fault.family && other.code == fault.code)
                .collect();
            assert_eq!(found, [fault], "{id}");
        }
    }

    #[test]
    fn a_code_is_found_in_its_family() {
        let hot = fault_code("KY", "e01").unwrap();
        assert_eq!((hot.zh.as_str(), hot.severity), ("排气高温停机（≥110℃，预警105℃）", 2));
        assert!(fault_code("VMC", "E01").is_none());
    }
}
