use contract::problem::{Problem, ProblemCode};

use crate::{i18n::Lang, l};

/// Every way a call can fail, once for the whole app.
#[derive(Debug, Clone, PartialEq)]
pub enum ApiError {
    /// 401: the sign-in is over, or the password was wrong.
    Unauthorized(Option<Box<Problem>>),
    /// 403
    Forbidden(Option<Box<Problem>>),
    /// 404: not there, or not for this person's eyes.
    NotFound,
    /// 409: a business rule says no, with every reason.
    Conflict(Box<Problem>),
    /// 400 or 422: field errors with JSON pointers.
    Validation(Box<Problem>),
    /// 412 or 428: somebody else changed it meanwhile.
    PreconditionFailed,
    /// 413 or 415: a file too large, or of a kind that is not taken.
    Refused(Option<Box<Problem>>),
    /// 429, with the seconds to wait when the server says so.
    RateLimited { retry_after: Option<u32> },
    /// No answer: offline, blocked or timed out. A retry with the same key is safe.
    Network,
    /// 5xx or an answer that cannot be read; the request id finds it in the server's log.
    Server { request_id: Option<String> },
}

impl ApiError {
    /// The error of a status and its body.
    #[must_use]
    pub(crate) fn of(status: u16, body: &str, request_id: Option<String>, retry_after: Option<u32>) -> Self {
        let problem = || serde_json::from_str::<Problem>(body).ok().map(Box::new);
        match (status, problem()) {
            (401, problem) => Self::Unauthorized(problem),
            (403, problem) => Self::Forbidden(problem),
            (404, _) => Self::NotFound,
            (409, Some(problem)) => Self::Conflict(problem),
            (400 | 422, Some(problem)) => Self::Validation(problem),
            (412 | 428, _) => Self::PreconditionFailed,
            (413 | 415, problem) => Self::Refused(problem),
            (429, _) => Self::RateLimited { retry_after },
            _ => Self::Server { request_id },
        }
    }

    /// The server's own words, when it sent any.
    #[must_use]
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Conflict(problem) | Self::Validation(problem) => Some(problem),
            Self::Unauthorized(problem) | Self::Forbidden(problem) | Self::Refused(problem) => {
                problem.as_deref()
            }
            _ => None,
        }
    }

    /// The stable code of the problem, to react to one of them.
    #[must_use]
    pub fn code(&self) -> Option<ProblemCode> {
        self.problem().map(|problem| problem.code)
    }

    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Server { request_id } => request_id.as_deref(),
            other => other.problem().and_then(|problem| problem.instance.as_deref()),
        }
    }

    /// Whether the same call may be sent again as it is: nothing is known to have been refused.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        matches!(self, Self::Network | Self::Server { .. } | Self::RateLimited { .. })
    }

    /// What happened, in one sentence.
    #[must_use]
    pub fn headline(&self, lang: Lang) -> String {
        if let Some(problem) = self.problem() {
            return problem.detail.clone().unwrap_or_else(|| problem.title.clone());
        }
        match self {
            Self::Unauthorized(_) => l::error::unauthorized(lang).to_owned(),
            Self::Forbidden(_) => l::error::forbidden(lang).to_owned(),
            Self::NotFound => l::error::not_found(lang).to_owned(),
            Self::PreconditionFailed => l::error::changed(lang).to_owned(),
            Self::Refused(_) => l::error::refused(lang).to_owned(),
            Self::RateLimited { retry_after: Some(seconds) } => l::error::too_many_wait(lang, seconds),
            Self::RateLimited { retry_after: None } => l::error::too_many(lang).to_owned(),
            Self::Network => l::error::network(lang).to_owned(),
            Self::Server { .. } | Self::Conflict(_) | Self::Validation(_) => {
                l::error::server(lang).to_owned()
            }
        }
    }

    /// What is safe and what to do.
    #[must_use]
    pub fn advice(&self, lang: Lang) -> &'static str {
        match self {
            Self::Unauthorized(_) => l::error::advice::unauthorized(lang),
            Self::Forbidden(_) => l::error::advice::forbidden(lang),
            Self::NotFound => l::error::advice::not_found(lang),
            Self::Conflict(_) => l::error::advice::conflict(lang),
            Self::Validation(_) | Self::Refused(_) => l::error::advice::validation(lang),
            Self::PreconditionFailed => l::error::advice::changed(lang),
            Self::RateLimited { .. } | Self::Network => l::error::advice::network(lang),
            Self::Server { .. } => l::error::advice::server(lang),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROBLEM: &str = r#"{"type":"/problems/rule_broken","title":"规则不允许","status":409,
        "code":"rule_broken","instance":"req-7","reasons":[{"code":"plan_missing"}]}"#;

    #[test]
    fn a_status_and_its_problem_become_one_error() {
        let conflict = ApiError::of(409, PROBLEM, None, None);
        assert_eq!(conflict.code(), Some(ProblemCode::RuleBroken));
        assert_eq!(conflict.request_id(), Some("req-7"));
        assert_eq!(conflict.headline(Lang::Zh), "规则不允许");
        assert!(matches!(ApiError::of(422, PROBLEM, None, None), ApiError::Validation(_)));
        assert_eq!(ApiError::of(428, "", None, None), ApiError::PreconditionFailed);
        assert_eq!(
            ApiError::of(429, "", None, Some(30)).headline(Lang::En),
            "Too many attempts. Try again in 30 seconds."
        );
    }

    #[test]
    fn an_answer_that_is_no_problem_is_the_servers_fault() {
        for (status, body) in [(500, ""), (409, "<html>"), (302, ""), (502, "Bad Gateway")] {
            let error = ApiError::of(status, body, Some("req-8".to_owned()), None);
            assert_eq!(error, ApiError::Server { request_id: Some("req-8".to_owned()) }, "{status}");
            assert!(error.is_passing());
        }
    }
}
