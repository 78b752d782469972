//! 指标: numerators and denominators of a period, in all and by branch, person, product or time.

use std::collections::BTreeMap;

use contract::reports::{KpiDefinitionView, KpiFigure, KpiQuery, KpiReport, KpiRow};
use domain::{
    kernel::Timestamp,
    reports::{Case, Counted, KpiCode, Period, ReportGroup, Slice, Tally},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use super::{
    labels::BranchBook,
    scope::{Branches, Filter, PROMISES, TICKETS, period, query_string},
    store::{
        report_promise,
        report_ticket::{Column as C, Entity},
    },
};
use crate::{App, AppError, Caller, sla::rules::ZONE};

/// Numerator and denominator of every figure.
pub(super) type Tallies = BTreeMap<KpiCode, Tally>;

/// The facts of a request that figures need.
#[derive(Debug, Clone, FromQueryResult)]
pub(super) struct FactRow {
    branch_id: Uuid,
    owner_id: Option<Uuid>,
    owner_name: Option<String>,
    assignee_id: Option<Uuid>,
    assignee_name: Option<String>,
    family: Option<String>,
    model: Option<String>,
    request_type: String,
    discarded: bool,
    on_site: bool,
    registered_at: i64,
    first_solved_at: Option<i64>,
    solved_at: Option<i64>,
    solved_in_time: Option<bool>,
    visits: i64,
    reopened: i64,
    came_back: bool,
    repair_millis: Option<i64>,
    first_resolve_millis: Option<i64>,
    total_resolve_millis: Option<i64>,
    deviates: bool,
}

/// The same fault on the same unit, registered within 30 days after the solution (2.3 item 14, 2.4).
pub(super) const CAME_BACK: &str = "(report_ticket.on_site AND EXISTS (SELECT 1 FROM report_ticket AS later \
    WHERE later.unit_id = report_ticket.unit_id AND later.fault_code = report_ticket.fault_code \
    AND later.registered_at > report_ticket.solved_at AND later.registered_at <= report_ticket.solved_at + 2592000000 \
    AND NOT later.discarded))";

pub(super) const FACTS: [C; 19] = [
    C::BranchId,
    C::OwnerId,
    C::OwnerName,
    C::AssigneeId,
    C::AssigneeName,
    C::Family,
    C::Model,
    C::RequestType,
    C::Discarded,
    C::OnSite,
    C::RegisteredAt,
    C::FirstSolvedAt,
    C::SolvedAt,
    C::SolvedInTime,
    C::Visits,
    C::Reopened,
    C::RepairMillis,
    C::FirstResolveMillis,
    C::TotalResolveMillis,
];

impl FactRow {
    pub(super) fn case(&self) -> Result<Case, AppError> {
        let broken = |e: String| AppError::inconsistent("report_ticket", self.registered_at, e);
        let at = |millis: i64| Timestamp::from_millis(millis).map_err(|e| broken(e.to_string()));
        Ok(Case {
            request_type: self
                .request_type
                .parse()
                .map_err(|e: domain::kernel::UnknownCode| broken(e.to_string()))?,
            discarded: self.discarded,
            on_site: self.on_site,
            registered_at: at(self.registered_at)?,
            first_solved_at: self.first_solved_at.map(at).transpose()?,
            solved_at: self.solved_at.map(at).transpose()?,
            solved_in_time: self.solved_in_time,
            visits: self.visits,
            reopened: self.reopened,
            came_back: self.came_back,
            repair_millis: self.repair_millis,
            first_resolve_millis: self.first_resolve_millis,
            total_resolve_millis: self.total_resolve_millis,
            deviates: self.deviates,
        })
    }
}

/// What a row of the report is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Slice(Slice),
    /// Key and label
    Named(String, String),
}

/// Where a case belongs: by the facts of its request, or by the instant that counts.
struct Place<'a> {
    branch: Uuid,
    owner: (Option<Uuid>, Option<&'a str>),
    assignee: (Option<Uuid>, Option<&'a str>),
    family: Option<&'a str>,
    model: Option<&'a str>,
}

impl Place<'_> {
    fn key(&self, group: ReportGroup, at: Timestamp, book: &BranchBook) -> Key {
        let branch = |id: Uuid| Key::Named(id.to_string(), book.name(id));
        let person = |(id, name): (Option<Uuid>, Option<&str>)| {
            Key::Named(id.map(|id| id.to_string()).unwrap_or_default(), name.unwrap_or_default().to_owned())
        };
        let text = |text: Option<&str>| {
            let text = text.unwrap_or_default().to_owned();
            Key::Named(text.clone(), text)
        };
        match group {
            ReportGroup::Branch => branch(book.branch_of(self.branch)),
            ReportGroup::Team => branch(self.branch),
            ReportGroup::Engineer => person(self.assignee),
            ReportGroup::Owner => person(self.owner),
            ReportGroup::Family => text(self.family),
            ReportGroup::Model => text(self.model),
            ReportGroup::Day | ReportGroup::Week | ReportGroup::Month | ReportGroup::Quarter => {
                Period::slice(ZONE, group, at).map_or_else(|| text(None), Key::Slice)
            }
        }
    }
}

/// Everything that counts in the period, each once for each figure.
pub(super) struct Gathered {
    facts: Vec<(FactRow, Case)>,
    promises: Vec<report_promise::Model>,
    period: Period,
    as_of: Timestamp,
}

impl Gathered {
    fn each(&self, mut take: impl FnMut(KpiCode, Counted, &Place<'_>)) -> Result<(), AppError> {
        for (row, case) in &self.facts {
            let place = Place {
                branch: row.branch_id,
                owner: (row.owner_id, row.owner_name.as_deref()),
                assignee: (row.assignee_id, row.assignee_name.as_deref()),
                family: row.family.as_deref(),
                model: row.model.as_deref(),
            };
            for kpi in KpiCode::ALL {
                if let Some(counted) = case.counted(*kpi, self.as_of).filter(|c| self.period.contains(c.at)) {
                    take(*kpi, counted, &place);
                }
            }
        }
        for row in &self.promises {
            let place = Place {
                branch: row.branch_id,
                owner: (row.owner_id, row.owner_name.as_deref()),
                assignee: (row.assignee_id, row.assignee_name.as_deref()),
                family: row.family.as_deref(),
                model: row.model.as_deref(),
            };
            let case = row.case()?;
            for kpi in KpiCode::ALL {
                if let Some(counted) = case.counted(*kpi, self.as_of).filter(|c| self.period.contains(c.at)) {
                    take(*kpi, counted, &place);
                }
            }
        }
        Ok(())
    }

    fn total(&self) -> Result<Tallies, AppError> {
        let mut total = Tallies::new();
        self.each(|kpi, counted, _| *total.entry(kpi).or_default() += counted.tally)?;
        Ok(total)
    }

    fn by(&self, group: ReportGroup, book: &BranchBook) -> Result<BTreeMap<Key, Tallies>, AppError> {
        let mut rows: BTreeMap<Key, Tallies> = BTreeMap::new();
        self.each(|kpi, counted, place| {
            let key = place.key(group, counted.at, book);
            *rows.entry(key).or_default().entry(kpi).or_default() += counted.tally;
        })?;
        Ok(rows)
    }

    /// By branch, without adding teams to theirs.
    pub(super) fn by_own_branch(&self) -> Result<BTreeMap<Uuid, Tallies>, AppError> {
        let mut rows: BTreeMap<Uuid, Tallies> = BTreeMap::new();
        self.each(|kpi, counted, place| {
            *rows.entry(place.branch).or_default().entry(kpi).or_default() += counted.tally;
        })?;
        Ok(rows)
    }

    /// By month: `2025-04`.
    fn by_month(&self) -> Result<BTreeMap<String, Tallies>, AppError> {
        let mut rows: BTreeMap<String, Tallies> = BTreeMap::new();
        self.each(|kpi, counted, _| {
            if let Some(month) = Period::slice(ZONE, ReportGroup::Month, counted.at) {
                *rows.entry(month.name).or_default().entry(kpi).or_default() += counted.tally;
            }
        })?;
        Ok(rows)
    }
}

impl App {
    /// Every figure of a period with its written definition and the list that makes it up.
    ///
    /// # Errors
    /// 403 without `reports.read`, 422 for a wrong parameter.
    pub async fn kpi_report(&self, caller: &Caller, query: &KpiQuery) -> Result<KpiReport, AppError> {
        let branches = Branches::of(caller)?;
        let now = self.clock.now();
        let period = period(query.from, query.to, now)?;
        self.refresh_reports().await?;
        let book = BranchBook::read(self.db.read()).await?;
        let filter = Filter::from(query);
        let gathered = self.cases_of(&branches, &filter, &book, period, now).await?;
        let lists = Lists { filter: &filter, period };
        let mut rows = Vec::new();
        if let Some(group) = query.by {
            for (key, tallies) in gathered.by(group, &book)? {
                rows.push(lists.row(group, key, &tallies));
            }
        }
        let frozen = match filter.is_by_branch() {
            true => self.frozen_months(&branches, &filter, &book, period).await?,
            false => Vec::new(),
        };
        let live = if frozen.is_empty() { BTreeMap::new() } else { gathered.by_month()? };
        let frozen = frozen.into_iter().map(|month| month.shown(&live, &lists)).collect();
        Ok(KpiReport {
            as_of: now,
            from: period.first,
            to: period.last,
            by: query.by,
            definitions: KpiCode::ALL.iter().map(|kpi| definition(*kpi)).collect(),
            total: KpiRow {
                key: String::new(),
                label: String::new(),
                figures: lists.figures(&gathered.total()?, Some(&[]), period.first, period.last),
            },
            rows,
            frozen,
        })
    }

    pub(super) async fn cases_of(
        &self,
        branches: &Branches,
        filter: &Filter,
        book: &BranchBook,
        period: Period,
        as_of: Timestamp,
    ) -> Result<Gathered, AppError> {
        let within = |column: C| {
            let (begins, ends) = (period.begins().millis(), period.ends().millis());
            Condition::all().add(column.gte(begins)).add(column.lt(ends))
        };
        let counts = Condition::any()
            .add(within(C::RegisteredAt))
            .add(within(C::FirstSolvedAt))
            .add(within(C::SolvedAt));
        let rows = Entity::find()
            .select_only()
            .columns(FACTS)
            .expr_as(Expr::cust(CAME_BACK), "came_back")
            .expr_as(Expr::cust("deviations IS NOT NULL"), "deviates")
            .filter(counts)
            .filter(filter.condition(TICKETS, branches, book))
            .into_model::<FactRow>()
            .all(self.db.read())
            .await?;
        let mut facts = Vec::with_capacity(rows.len());
        for row in rows {
            let case = row.case()?;
            facts.push((row, case));
        }
        use domain::sla::ClockKind::{Response, UrgeReply};
        let promises = report_promise::Entity::find()
            .filter(
                report_promise::Column::Kind.is_in([Response, UrgeReply].map(domain::sla::ClockKind::as_str)),
            )
            .filter(super::promises::in_period(period))
            .filter(filter.condition(PROMISES, branches, book))
            .all(self.db.read())
            .await?;
        Ok(Gathered { facts, promises, period, as_of })
    }
}

/// Figures with the lists that make them up.
pub(super) struct Lists<'a> {
    filter: &'a Filter,
    period: Period,
}

impl Lists<'_> {
    fn row(&self, group: ReportGroup, key: Key, tallies: &Tallies) -> KpiRow {
        match key {
            Key::Slice(slice) => {
                let (first, last) = (slice.first.max(self.period.first), slice.last.min(self.period.last));
                let figures = self.figures(tallies, Some(&[]), first, last);
                KpiRow { key: slice.name.clone(), label: slice.name, figures }
            }
            Key::Named(key, label) => {
                let pair = [(named(group), key.clone())];
                let pairs = (!key.is_empty()).then_some(pair.as_slice());
                let figures = self.figures(tallies, pairs, self.period.first, self.period.last);
                KpiRow { key, label, figures }
            }
        }
    }

    /// All figures; without `pairs` no list can be named.
    pub(super) fn figures(
        &self,
        tallies: &Tallies,
        pairs: Option<&[(&'static str, String)]>,
        first: chrono::NaiveDate,
        last: chrono::NaiveDate,
    ) -> Vec<KpiFigure> {
        let figure = |kpi: &KpiCode| {
            let tally = tallies.get(kpi).copied().unwrap_or_default();
            let definition = kpi.definition();
            let value = definition.value(tally);
            let on_target = value.zip(definition.target).map(|(value, target)| value.0 >= target * 100);
            let list = pairs.map(|pairs| {
                let mut all = vec![("from", first.to_string()), ("to", last.to_string())];
                all.extend(
                    self.filter.pairs().into_iter().filter(|(name, _)| pairs.iter().all(|(n, _)| n != name)),
                );
                all.extend(pairs.iter().cloned());
                list_of(*kpi, all)
            });
            KpiFigure {
                kpi: *kpi,
                numerator: tally.numerator,
                denominator: tally.denominator,
                value: value.map(|value| value.to_string()),
                on_target,
                list,
            }
        };
        KpiCode::ALL.iter().map(figure).collect()
    }
}

/// The parameter that names a row of a group.
const fn named(group: ReportGroup) -> &'static str {
    match group {
        ReportGroup::Team => "team_id",
        ReportGroup::Engineer => "engineer_id",
        ReportGroup::Owner => "owner_id",
        ReportGroup::Family => "family",
        ReportGroup::Model => "model",
        _ => "branch_id",
    }
}

fn list_of(kpi: KpiCode, mut pairs: Vec<(&'static str, String)>) -> String {
    let promises: &[(&str, &str)] = match kpi {
        KpiCode::ResponseOnTime => &[("kind", "response"), ("decided", "true")],
        KpiCode::ResponseOnTimeP1 => &[("kind", "response"), ("priority", "P1"), ("decided", "true")],
        KpiCode::UrgeAnswered => &[("kind", "urge_reply"), ("decided", "true")],
        _ => {
            pairs.insert(0, ("kpi", kpi.as_str().to_owned()));
            return format!("/reports/cases?{}", query_string(&pairs));
        }
    };
    pairs.extend(promises.iter().map(|(name, value)| (*name, (*value).to_owned())));
    format!("/reports/promises?{}", query_string(&pairs))
}

fn definition(kpi: KpiCode) -> KpiDefinitionView {
    let definition = kpi.definition();
    KpiDefinitionView {
        kpi,
        unit: definition.unit,
        numerator_zh: definition.numerator.0.to_owned(),
        numerator_en: definition.numerator.1.to_owned(),
        denominator_zh: definition.denominator.0.to_owned(),
        denominator_en: definition.denominator.1.to_owned(),
        target: definition.target,
        clause: definition.clause.map(ToOwned::to_owned),
        lower_is_better: definition.lower_is_better,
    }
}
