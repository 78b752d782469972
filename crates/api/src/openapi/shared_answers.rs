//! What operations share, added once: problem+json, 401, the headers of writes.

use utoipa::openapi::{
    Content, HttpMethod, ObjectBuilder, OpenApi as Document, PathItem, Ref, RefOr, Required, ResponseBuilder,
    path::{Operation, Parameter, ParameterBuilder, ParameterIn},
    schema::{Schema, Type},
};

const PROBLEM_JSON: &str = "application/problem+json";
/// `POST`s that change nothing, and those of a session, where a repetition is a new session.
const NO_KEY: &[&str] =
    &["preview_sla", "evaluate_warranty", "sign_in", "refresh_session", "sign_out", "change_password"];

pub(super) fn complete(document: &mut Document) {
    for item in document.paths.paths.values_mut() {
        for (method, operation) in operations(item) {
            complete_operation(&method, operation);
        }
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (HttpMethod, &mut Operation)> {
    [
        (HttpMethod::Get, item.get.as_mut()),
        (HttpMethod::Post, item.post.as_mut()),
        (HttpMethod::Put, item.put.as_mut()),
        (HttpMethod::Patch, item.patch.as_mut()),
        (HttpMethod::Delete, item.delete.as_mut()),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation?)))
}

fn complete_operation(method: &HttpMethod, operation: &mut Operation) {
    let id = operation.operation_id.clone().unwrap_or_default();
    let is_public =
        operation.security.as_ref().is_some_and(|list| list.iter().any(|need| *need == Default::default()));
    let writes = *method != HttpMethod::Get && !NO_KEY.contains(&id.as_str());
    if writes {
        add_parameter(operation, idempotency_key());
        add_response(operation, "409", "`idempotency_key_reused`: the key was used with another body");
    }
    if operation.responses.responses.contains_key("412") || operation.responses.responses.contains_key("428")
    {
        add_parameter(operation, if_match());
        add_response(operation, "428", "`If-Match` is missing");
    }
    if !is_public {
        add_response(operation, "401", "Not signed in, or no longer");
    }
    add_response(operation, "default", "Any other refusal");
    for (status, response) in &mut operation.responses.responses {
        let refusal = status == "default" || status.starts_with('4') || status.starts_with('5');
        if let (true, RefOr::T(response)) = (refusal, response) {
            response.content.clear();
            response.content.insert(PROBLEM_JSON.to_owned(), RefOr::T(problem()));
        }
    }
}

fn problem() -> Content {
    Content::new(Some(Ref::from_schema_name("Problem")))
}

fn add_response(operation: &mut Operation, status: &str, description: &str) {
    let response = || RefOr::T(ResponseBuilder::new().description(description).build());
    operation.responses.responses.entry(status.to_owned()).or_insert_with(response);
}

fn add_parameter(operation: &mut Operation, parameter: Parameter) {
    let list = operation.parameters.get_or_insert_default();
    if !list
        .iter()
        .any(|known| matches!(known, RefOr::T(known) if known.name.eq_ignore_ascii_case(&parameter.name)))
    {
        list.push(RefOr::T(parameter));
    }
}

fn idempotency_key() -> Parameter {
    header(
        "Idempotency-Key",
        Required::False,
        "1 to 255 characters of the client's choice; the same key with the same body gets the same answer for 24 hours",
        "0f8fad5b-d9cb-469f-a165-70867728950e",
    )
}

fn if_match() -> Parameter {
    header("If-Match", Required::True, "The `ETag` that the change is based on", "\"3\"")
}

fn header(name: &str, required: Required, description: &str, example: &str) -> Parameter {
    let text = ObjectBuilder::new().schema_type(Type::String).examples([example]).build();
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(required)
        .description(Some(description))
        .schema(Some(Schema::Object(text)))
        .build()
}
