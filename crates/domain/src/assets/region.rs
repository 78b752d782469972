//! Service areas: who answers for a request, by the administrative division of the place of use (R-11.2.2.1, R-5.2.5).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::kernel::{BranchId, Timestamp, UserId};

/// A county-level administrative division (行政区划代码), six digits: 320505.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Region([u8; 6]);

/// The first two (province), four (city) or six digits (county) of a division; `320000` is `32`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RegionPrefix(String);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an administrative division code")]
pub struct RegionError(pub String);

impl Region {
    /// # Errors
    /// When the text is not six digits, the first of them 1 to 9.
    pub fn parse(text: &str) -> Result<Self, RegionError> {
        let digits: [u8; 6] = text.trim().as_bytes().try_into().map_err(|_| RegionError(text.to_owned()))?;
        let well_formed = digits.iter().all(u8::is_ascii_digit) && digits[0] != b'0';
        if well_formed { Ok(Self(digits)) } else { Err(RegionError(text.to_owned())) }
    }

    #[must_use]
    pub fn lies_in(self, prefix: &RegionPrefix) -> bool {
        self.0.starts_with(prefix.0.as_bytes())
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|digit| write!(f, "{}", char::from(*digit)))
    }
}

impl TryFrom<String> for Region {
    type Error = RegionError;
    fn try_from(text: String) -> Result<Self, RegionError> {
        Self::parse(&text)
    }
}

impl From<Region> for String {
    fn from(region: Region) -> Self {
        region.to_string()
    }
}

impl RegionPrefix {
    /// # Errors
    /// When the text is not two, four or six digits, the first of them 1 to 9.
    pub fn parse(text: &str) -> Result<Self, RegionError> {
        let digits = text.trim();
        let well_formed = matches!(digits.len(), 2 | 4 | 6)
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0');
        if !well_formed {
            return Err(RegionError(text.to_owned()));
        }
        let mut prefix = digits;
        while let Some(shorter) = prefix.strip_suffix("00").filter(|shorter| !shorter.is_empty()) {
            prefix = shorter;
        }
        Ok(Self(prefix.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RegionPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for RegionPrefix {
    type Error = RegionError;
    fn try_from(text: String) -> Result<Self, RegionError> {
        Self::parse(&text)
    }
}

impl From<RegionPrefix> for String {
    fn from(prefix: RegionPrefix) -> Self {
        prefix.0
    }
}

#[cfg(feature = "openapi")]
mod schema {
    use utoipa::openapi::{ObjectBuilder, RefOr, Schema, schema::Type};

    impl utoipa::PartialSchema for super::Region {
        fn schema() -> RefOr<Schema> {
            let builder = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[1-9][0-9]{5}$"));
            builder.examples(["320505"]).build().into()
        }
    }
    impl utoipa::ToSchema for super::Region {}

    impl utoipa::PartialSchema for super::RegionPrefix {
        fn schema() -> RefOr<Schema> {
            let builder =
                ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[1-9][0-9]([0-9]{2}){0,2}$"));
            builder.examples(["3205"]).build().into()
        }
    }
    impl utoipa::ToSchema for super::RegionPrefix {}
}

/// When the owner of an area is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = OwnerAbsence))]
pub struct Absence {
    pub from: Timestamp,
    /// First instant back at work
    pub until: Timestamp,
}

/// An area with the person who answers for it (区域服务责任人).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ServiceArea {
    pub branch: BranchId,
    pub region_prefix: RegionPrefix,
    pub owner: UserId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deputy: Option<UserId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absent: Option<Absence>,
}

/// Who answers for a place, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaMatch {
    pub branch: BranchId,
    pub owner: UserId,
    /// The deputy stands in for an absent owner
    pub deputising: bool,
    pub region_prefix: RegionPrefix,
    pub why: String,
    pub why_en: String,
}

/// The owner of the smallest area around `region`, or their deputy while they are absent. An absent owner without a
/// deputy stays the owner: a request always has one.
#[must_use]
pub fn owner_for(areas: &[ServiceArea], region: Region, now: Timestamp) -> Option<AreaMatch> {
    // of two areas with the same prefix the first one listed holds
    let mut best: Option<&ServiceArea> = None;
    for area in areas.iter().filter(|area| region.lies_in(&area.region_prefix)) {
        if best.is_none_or(|best| area.region_prefix.0.len() > best.region_prefix.0.len()) {
            best = Some(area);
        }
    }
    let area = best?;
    let absent = area.absent.is_some_and(|absence| absence.from <= now && now < absence.until);
    let prefix = &area.region_prefix;
    let (owner, deputising, why, why_en) = match (absent, area.deputy) {
        (true, Some(deputy)) => {
            (deputy, true, "责任人不在，由代理人承接", "the owner is absent, the deputy stands in")
        }
        (true, None) => (area.owner, false, "责任人不在且无代理人", "the owner is absent and has no deputy"),
        (false, _) => (area.owner, false, "区域服务责任人", "owner of the area"),
    };
    Some(AreaMatch {
        branch: area.branch,
        owner,
        deputising,
        region_prefix: prefix.clone(),
        why: format!("{region}属于服务区域{prefix}：{why}"),
        why_en: format!("{region} lies in the service area {prefix}: {why_en}"),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn area(prefix: &str, owner: u128, deputy: Option<u128>, absent: Option<(i64, i64)>) -> ServiceArea {
        let user = |n| UserId(Uuid::from_u128(n));
        ServiceArea {
            branch: BranchId(Uuid::from_u128(owner * 100)),
            region_prefix: RegionPrefix::parse(prefix).unwrap(),
            owner: user(owner),
            deputy: deputy.map(user),
            absent: absent.map(|(from, until)| Absence { from: at(from), until: at(until) }),
        }
    }

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis).unwrap()
    }

    fn found(areas: &[ServiceArea], region: &str, now: i64) -> Option<(u128, bool)> {
        owner_for(areas, Region::parse(region).unwrap(), at(now)).map(|m| (m.owner.0.as_u128(), m.deputising))
    }

    #[test]
    fn the_smallest_area_wins() {
        let areas =
            [area("320000", 1, None, None), area("3205", 2, None, None), area("320505", 3, None, None)];
        assert_eq!(found(&areas, "320505", 0), Some((3, false)));
        assert_eq!(found(&areas, "320506", 0), Some((2, false)));
        assert_eq!(found(&areas, "321000", 0), Some((1, false)));
        assert_eq!(found(&areas, "510104", 0), None);
    }

    #[test]
    fn the_deputy_stands_in_while_the_owner_is_away() {
        let areas = [area("51", 1, Some(2), Some((100, 200))), area("61", 3, None, Some((100, 200)))];
        for (now, owner) in [(99, (1, false)), (100, (2, true)), (199, (2, true)), (200, (1, false))] {
            assert_eq!(found(&areas, "510104", now), Some(owner), "{now}");
        }
        assert_eq!(found(&areas, "610104", 150), Some((3, false)));
        let explained = owner_for(&areas, Region::parse("510104").unwrap(), at(150)).unwrap();
        assert_eq!(explained.why, "510104属于服务区域51：责任人不在，由代理人承接");
    }

    #[test]
    fn codes_are_digits() {
        for text in ["", "32050", "3205051", "32050a", "020505", "３２０５０５"] {
            assert!(Region::parse(text).is_err(), "{text}");
        }
        for text in ["", "3", "320", "0000", "ab", "32050"] {
            assert!(RegionPrefix::parse(text).is_err(), "{text}");
        }
        assert_eq!(RegionPrefix::parse("320000").unwrap().as_str(), "32");
        assert_eq!(RegionPrefix::parse("320500").unwrap().as_str(), "3205");
    }

    proptest! {
        #[test]
        fn a_region_lies_in_each_of_its_prefixes(code in 110_000u32..=999_999) {
            let region = Region::parse(&code.to_string()).unwrap();
            for digits in [2, 4, 6] {
                let prefix = RegionPrefix::parse(&code.to_string()[..digits]).unwrap();
                prop_assert!(region.lies_in(&prefix));
            }
        }
    }
}
