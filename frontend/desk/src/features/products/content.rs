//! What stands in the product form, as plain data.

use contract::assets::{ProductView, SaveProduct};
use domain::{
    kernel::Line,
    warranty::{CoversCode, LatestStart, StartEvent, Term, TermError, TermShape},
};
use serde::{Deserialize, Serialize};

use crate::features::form::filled;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ProductContent {
    /// Of the record that is being changed; a draft keeps the version it began with
    pub(super) version: Option<i64>,
    pub(super) model: String,
    pub(super) name: String,
    pub(super) family: String,
    pub(super) category: String,
    pub(super) immovable: bool,
    pub(super) batch_only: bool,
    pub(super) external_id: String,
    pub(super) terms: Vec<TermContent>,
}

/// One term, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TermContent {
    pub(crate) covers: String,
    pub(crate) part_group: String,
    pub(crate) months: String,
    pub(crate) running_hours: String,
    pub(crate) starts: String,
    /// Empty: the start has no limit
    pub(crate) latest_from: String,
    pub(crate) latest_days: String,
}

impl Default for TermContent {
    /// What most products have: the unit, twelve months from the delivery.
    fn default() -> Self {
        Self {
            covers: CoversCode::Unit.as_str().to_owned(),
            part_group: String::new(),
            months: "12".to_owned(),
            running_hours: String::new(),
            starts: StartEvent::DeliveredAt.as_str().to_owned(),
            latest_from: String::new(),
            latest_days: String::new(),
        }
    }
}

impl TermContent {
    fn of(term: &Term) -> Self {
        let shape = TermShape::from(term.clone());
        Self {
            covers: shape.covers.as_str().to_owned(),
            part_group: shape.part_group.map(String::from).unwrap_or_default(),
            months: shape.months.map(|n| n.to_string()).unwrap_or_default(),
            running_hours: shape.running_hours.map(|n| n.to_string()).unwrap_or_default(),
            starts: shape.starts.as_str().to_owned(),
            latest_from: shape.latest_start.map(|latest| latest.from.as_str().to_owned()).unwrap_or_default(),
            latest_days: shape.latest_start.map(|latest| latest.days.to_string()).unwrap_or_default(),
        }
    }

    /// The term, or the field that is not right.
    pub(crate) fn term(&self) -> Result<Term, &'static str> {
        let covers = self.covers.parse::<CoversCode>().map_err(|_| "covers")?;
        let part_group = match filled(&self.part_group).filter(|_| covers == CoversCode::PartGroup) {
            Some(name) => Some(Line::parse(&name).map_err(|_| "part_group")?),
            None => None,
        };
        let latest_start = match self.latest_from.parse::<StartEvent>() {
            Ok(from) => {
                Some(LatestStart { from, days: self.latest_days.trim().parse().map_err(|_| "latest_start")? })
            }
            Err(_) => None,
        };
        let shape = TermShape {
            covers,
            part_group,
            months: number(&self.months).map_err(|()| "months")?,
            running_hours: number(&self.running_hours).map_err(|()| "running_hours")?,
            starts: self.starts.parse().map_err(|_| "starts")?,
            latest_start,
        };
        Term::try_from(shape).map_err(|error| match error {
            TermError::PartGroup => "part_group",
            TermError::Endless | TermError::Months => "months",
            TermError::RunningHours => "running_hours",
            TermError::LatestStart => "latest_start",
        })
    }
}

fn number<T: std::str::FromStr>(text: &str) -> Result<Option<T>, ()> {
    filled(text).map(|text| text.parse().map_err(|_| ())).transpose()
}

/// The terms, or the pointers of the fields that are not right.
pub(crate) fn terms(contents: &[TermContent], list: &str) -> Result<Vec<Term>, Vec<String>> {
    let read: Vec<_> = contents.iter().map(TermContent::term).collect();
    let wrong: Vec<String> = read
        .iter()
        .enumerate()
        .filter_map(|(at, term)| term.as_ref().err().map(|field| format!("/{list}/{at}/{field}")))
        .collect();
    if wrong.is_empty() { Ok(read.into_iter().flatten().collect()) } else { Err(wrong) }
}

impl ProductContent {
    pub(super) fn blank() -> Self {
        Self { category: "industrial".to_owned(), terms: vec![TermContent::default()], ..Self::default() }
    }

    pub(super) fn of(product: &ProductView) -> Self {
        Self {
            version: Some(product.version),
            model: product.model.clone(),
            name: product.name.clone(),
            family: product.family.clone(),
            category: product.category.as_str().to_owned(),
            immovable: product.immovable,
            batch_only: product.batch_only,
            external_id: product.external_id.clone().unwrap_or_default(),
            terms: product.terms.iter().map(TermContent::of).collect(),
        }
    }

    /// The request, or the pointers of what is not right.
    pub(super) fn request(&self) -> Result<SaveProduct, Vec<String>> {
        let category = self.category.parse().map_err(|_| vec!["/category".to_owned()])?;
        Ok(SaveProduct {
            model: self.model.trim().to_owned(),
            name: self.name.trim().to_owned(),
            family: self.family.trim().to_owned(),
            category,
            immovable: self.immovable,
            batch_only: self.batch_only,
            terms: terms(&self.terms, "terms")?,
            external_id: filled(&self.external_id),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_that_never_ends_is_refused_at_its_place() {
        let content = ProductContent {
            terms: vec![
                TermContent::default(),
                TermContent { months: String::new(), ..TermContent::default() },
                TermContent { covers: "part_group".into(), ..TermContent::default() },
            ],
            ..ProductContent::blank()
        };
        assert_eq!(content.request().unwrap_err(), ["/terms/1/months", "/terms/2/part_group"]);
    }

    #[test]
    fn a_term_survives_the_form() {
        let term: Term = serde_json::from_str(
            r#"{"covers":"part_group","part_group":"主轴","months":18,"starts":"accepted_at","latest_start":{"from":"delivered_at","days":90}}"#,
        )
        .unwrap();
        assert_eq!(TermContent::of(&term).term(), Ok(term));
    }
}
