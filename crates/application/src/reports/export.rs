//! Reports as files.

use contract::reports::{KpiQuery, PromiseQuery, PromiseRow};
use domain::access::Permission;
use futures_util::{StreamExt as _, stream};

use super::promises::Place;
use crate::{
    App, AppError, Caller,
    exports::{
        ExportFile, ExportFormat, Language, local,
        sheet::{self, Rows},
    },
};

/// Rows that are read at once.
const PAGE: u64 = 200;

const PROMISE_HEADERS: &[(&str, &str)] = &[
    ("单号", "No."),
    ("承诺", "Promise"),
    ("次数", "Cycle"),
    ("分公司", "Branch"),
    ("责任人", "Owner"),
    ("服务工程师", "Engineer"),
    ("客户", "Customer"),
    ("优先级", "Priority"),
    ("产品系列", "Product family"),
    ("型号", "Model"),
    ("目标", "Target"),
    ("起算（北京时间）", "Started (Asia/Shanghai)"),
    ("原时限（北京时间）", "First due (Asia/Shanghai)"),
    ("现时限（北京时间）", "Due (Asia/Shanghai)"),
    ("完成（北京时间）", "Stopped (Asia/Shanghai)"),
    ("状态", "State"),
    ("超时（工作小时）", "Late (working hours)"),
    ("按原承诺", "First promise kept"),
];

const KPI_HEADERS: &[(&str, &str)] = &[
    ("分组", "Group"),
    ("指标", "Figure"),
    ("数值", "Value"),
    ("单位", "Unit"),
    ("分子", "Numerator"),
    ("分母 (n)", "Denominator (n)"),
    ("分子定义", "Numerator in words"),
    ("分母定义", "Denominator in words"),
];

fn headers(of: &[(&'static str, &'static str)], language: Language) -> Vec<&'static str> {
    of.iter().map(|(zh, en)| language.pick(zh, en)).collect()
}

impl App {
    /// The promises of a period as a file, the earliest due first.
    ///
    /// # Errors
    /// 403 without `reports.read` and `exports.run`; 422 for a wrong filter, and for `limit` and `cursor`.
    pub async fn export_promises(
        &self,
        caller: &Caller,
        query: &PromiseQuery,
        format: ExportFormat,
        language: Language,
    ) -> Result<ExportFile, AppError> {
        caller.require_anywhere(Permission::ReportsRead)?;
        caller.require_anywhere(Permission::ExportsRun)?;
        for (name, is_there) in [("?limit", query.limit.is_some()), ("?cursor", query.cursor.is_some())] {
            if is_there {
                return Err(AppError::invalid(name, "not_allowed", "an export is whole"));
            }
        }
        let (first, last) = self.promises(caller, query, None, PAGE).await?;
        self.note_report(caller, "promises", format, &serde_json::json!(query)).await?;
        let rest = stream::try_unfold(
            (self.clone(), caller.clone(), query.clone(), last),
            move |(app, caller, query, last): (App, Caller, PromiseQuery, Option<Place>)| async move {
                let Some(after) = last else { return Ok(None) };
                let (rows, last) = app.promises(&caller, &query, Some(after), PAGE).await?;
                Ok(if rows.is_empty() {
                    None
                } else {
                    Some((lines(&rows, language), (app, caller, query, last)))
                })
            },
        );
        sheet::file(headers(PROMISE_HEADERS, language), lines(&first, language), rest.boxed(), format).await
    }

    /// The figures of a period as a file, each with its definition.
    ///
    /// # Errors
    /// 403 without `reports.read` and `exports.run`; 422 for a wrong parameter.
    pub async fn export_kpis(
        &self,
        caller: &Caller,
        query: &KpiQuery,
        format: ExportFormat,
        language: Language,
    ) -> Result<ExportFile, AppError> {
        caller.require_anywhere(Permission::ReportsRead)?;
        caller.require_anywhere(Permission::ExportsRun)?;
        let report = self.kpi_report(caller, query).await?;
        self.note_report(caller, "kpis", format, &serde_json::json!(query)).await?;
        let mut rows = Rows::new();
        for row in std::iter::once(&report.total).chain(&report.rows) {
            for figure in &row.figures {
                let definition = figure.kpi.definition();
                let total = language.pick("合计", "Total");
                rows.push(vec![
                    if row.key.is_empty() && row.label.is_empty() {
                        total.to_owned()
                    } else {
                        row.label.clone()
                    },
                    language.pick(figure.kpi.zh(), figure.kpi.en()).to_owned(),
                    figure.value.clone().unwrap_or_default(),
                    language.pick(definition.unit.zh(), definition.unit.en()).to_owned(),
                    figure.numerator.to_string(),
                    figure.denominator.to_string(),
                    language.pick(definition.numerator.0, definition.numerator.1).to_owned(),
                    language.pick(definition.denominator.0, definition.denominator.1).to_owned(),
                ]);
            }
        }
        sheet::file(headers(KPI_HEADERS, language), rows, stream::empty().boxed(), format).await
    }

    /// Who took what out.
    async fn note_report(
        &self,
        caller: &Caller,
        report: &str,
        format: ExportFormat,
        filters: &serde_json::Value,
    ) -> Result<(), AppError> {
        let detail = serde_json::json!({ "format": format.as_str(), "filters": filters });
        let tx = self.begin_system().await?;
        tx.audit(caller.actor(), "reports.exported", "report", report, &detail).await?;
        tx.commit().await
    }
}

fn lines(rows: &[PromiseRow], language: Language) -> Rows {
    rows.iter().map(|row| cells(row, language)).collect()
}

fn cells(row: &PromiseRow, language: Language) -> Vec<String> {
    let text = |part: &Option<String>| part.clone().unwrap_or_default();
    let answer = |kept: bool| if kept { language.pick("是", "yes") } else { language.pick("否", "no") };
    vec![
        row.ticket_no.clone(),
        language.pick(row.kind.zh(), row.kind.en()).to_owned(),
        row.cycle.to_string(),
        row.branch_name.clone(),
        text(&row.owner_name),
        text(&row.assignee_name),
        row.customer_name.clone(),
        row.priority.as_str().to_owned(),
        text(&row.family),
        text(&row.model),
        row.target.clone(),
        local(row.started_at),
        local(row.original_due_at),
        local(row.due_at),
        row.stopped_at.map(local).unwrap_or_default(),
        language.pick(row.state.zh(), row.state.en()).to_owned(),
        row.late_working_seconds.map(hours).unwrap_or_default(),
        row.kept_original.map(answer).unwrap_or_default().to_owned(),
    ]
}

fn hours(seconds: i64) -> String {
    let tally = domain::reports::Tally { numerator: seconds.saturating_mul(1000), denominator: 1 };
    tally.mean_hours().map(|hours| hours.to_string()).unwrap_or_default()
}
