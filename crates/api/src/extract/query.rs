use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload, web};
use contract::{Shape, problem::FieldError};
use serde::de::DeserializeOwned;

use crate::Failure;

/// Named query parameters; an unknown name or a wrong value is a field error at `?name`.
#[derive(Debug, Clone)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + Shape> FromRequest for Query<T> {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(req.query_string()))
    }
}

fn read<T: DeserializeOwned + Shape>(text: &str) -> Result<Query<T>, Failure> {
    let query = web::Query::<T>::from_query(text).map_err(|error| {
        let message = error.to_string();
        let message = message.strip_prefix("Query deserialize error: ").unwrap_or(&message);
        let unknown = message.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next());
        let (pointer, code) =
            unknown.map_or(("?".to_owned(), "format"), |name| (format!("?{name}"), "unknown_field"));
        Failure::fields(vec![FieldError::new(pointer, code, message)])
    })?;
    let mut problems = query.0.problems();
    if problems.is_empty() {
        return Ok(Query(query.into_inner()));
    }
    for problem in &mut problems {
        problem.pointer = format!("?{}", problem.pointer.trim_start_matches('/'));
    }
    Err(Failure::fields(problems))
}
