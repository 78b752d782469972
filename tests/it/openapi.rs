//! The OpenAPI document: committed as it is served, and complete enough to be read by itself.

use std::{env, fs, path::Path};

use serde_json::Value;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Method, path and operation of everything that is documented.
pub(crate) fn operations() -> Vec<(String, String, Value)> {
    let document: Value = serde_json::from_str(&api::openapi::json().unwrap()).unwrap();
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if METHODS.contains(&method.as_str()) {
                all.push((method.clone(), path.clone(), operation.clone()));
            }
        }
    }
    assert!(!all.is_empty(), "nothing is documented");
    all
}

#[test]
fn the_committed_document_is_the_one_that_is_served() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/aftercare.openapi.json");
    let document = api::openapi::json().unwrap();
    if env::var_os("UPDATE_OPENAPI").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, &document).unwrap();
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    let differs = committed.lines().zip(document.lines()).position(|(ours, served)| ours != served);
    assert!(
        committed == document,
        "openapi/aftercare.openapi.json is not up to date (first at line {:?}); UPDATE_OPENAPI=1 rewrites it",
        differs.map(|line| line + 1)
    );
}

#[test]
fn every_operation_says_what_it_does() {
    let mut missing = Vec::new();
    for (method, path, operation) in operations() {
        for field in ["summary", "description", "operationId"] {
            if operation[field].as_str().is_none_or(|text| text.trim().is_empty()) {
                missing.push(format!("{method} {path}: {field}"));
            }
        }
    }
    assert_eq!(missing, [""; 0]);
}

#[test]
fn no_two_operations_have_one_name() {
    let mut names: Vec<String> =
        operations().iter().map(|(_, _, operation)| operation["operationId"].to_string()).collect();
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count);
}

#[test]
fn every_request_body_has_an_example() {
    let mut missing = Vec::new();
    let mut bodies = 0;
    for (method, path, operation) in operations() {
        for (media_type, content) in operation["requestBody"]["content"].as_object().into_iter().flatten() {
            bodies += 1;
            let several = content["examples"].as_object().is_some_and(|examples| !examples.is_empty());
            if content["example"].is_null() && !several {
                missing.push(format!("{method} {path}: {media_type}"));
            }
        }
    }
    assert!(bodies > 0, "no operation has a body");
    assert_eq!(missing, [""; 0]);
}

#[test]
fn what_is_sent_to_subscribers_is_documented() {
    let document: Value = serde_json::from_str(&api::openapi::json().unwrap()).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let event = &document["webhooks"]["event"]["post"];
    let headers: Vec<&str> = event["parameters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|header| header["name"].as_str().unwrap())
        .collect();
    assert_eq!(headers, ["webhook-id", "webhook-timestamp", "webhook-signature"]);
    let body = &event["requestBody"]["content"]["application/json"];
    assert_eq!(body["schema"]["$ref"], "#/components/schemas/EventEnvelope");
    assert!(document["components"]["schemas"]["EventEnvelope"].is_object());
    serde_json::from_value::<contract::events::EventEnvelope>(body["example"].clone()).unwrap();
    assert!(event["description"].as_str().unwrap().contains("{webhook-id}.{webhook-timestamp}.{body}"));
    assert!(event["responses"]["410"].is_object());
}
