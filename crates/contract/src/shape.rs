//! The derives every wire type has, and the shape rules of requests, written once.

use validator::{Validate, ValidationErrors, ValidationErrorsKind};

use crate::problem::FieldError;

/// Rules of a request's shape that go beyond types: lengths, ranges. What domain types check while being read needs none.
pub trait Shape {
    /// Every field that is not right.
    fn problems(&self) -> Vec<FieldError>;
}

pub(crate) fn validated(value: &impl Validate) -> Vec<FieldError> {
    let mut list = Vec::new();
    if let Err(errors) = value.validate() {
        collect(&errors, "", &mut list);
    }
    list
}

fn collect(errors: &ValidationErrors, at: &str, list: &mut Vec<FieldError>) {
    for (field, kind) in errors.errors() {
        let pointer = format!("{at}/{field}");
        match kind {
            ValidationErrorsKind::Field(found) => {
                list.extend(found.iter().map(|e| FieldError::new(&pointer, e.code.to_string(), explain(e))));
            }
            ValidationErrorsKind::Struct(inner) => collect(inner, &pointer, list),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    collect(inner, &format!("{pointer}/{index}"), list);
                }
            }
        }
    }
    list.sort_by(|a, b| a.pointer.cmp(&b.pointer));
}

fn explain(error: &validator::ValidationError) -> String {
    if let Some(message) = &error.message {
        return message.to_string();
    }
    let number = |name: &str| error.params.get(name).map(ToString::to_string);
    match (error.code.as_ref(), number("min"), number("max"), number("equal")) {
        ("length", _, _, Some(equal)) => format!("must have exactly {equal} characters"),
        ("length", Some(min), Some(max), _) => format!("must have {min} to {max} characters or items"),
        ("length", None, Some(max), _) => format!("must have at most {max} characters or items"),
        ("range", Some(min), Some(max), _) => format!("must lie between {min} and {max}"),
        ("range", Some(min), None, _) => format!("must be at least {min}"),
        ("email", ..) => "must be an e-mail address".to_owned(),
        (code, ..) => code.to_owned(),
    }
}

macro_rules! wire {
    ($($(#[$meta:meta])* pub struct $name:ident { $($(#[$fmeta:meta])* pub $field:ident : $ty:ty,)* })+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct $name { $($(#[$fmeta])* pub $field: $ty,)* }
    )+};
}

/// Requests refuse unknown fields, so that a misspelt name never passes silently.
macro_rules! request {
    ($($(#[$meta:meta])* pub struct $name:ident { $($(#[$fmeta:meta])* pub $field:ident : $ty:ty,)* })+) => {
        $(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, validator::Validate)]
        #[serde(deny_unknown_fields)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct $name { $($(#[$fmeta])* pub $field: $ty,)* }

        impl $crate::Shape for $name {
            fn problems(&self) -> Vec<$crate::problem::FieldError> { $crate::shape::validated(self) }
        }
        )+
    };
}

/// Query parameters of lists.
macro_rules! query {
    ($($(#[$meta:meta])* pub struct $name:ident { $($(#[$fmeta:meta])* pub $field:ident : $ty:ty,)* })+) => {
        $(
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize, validator::Validate)]
        #[serde(deny_unknown_fields)]
        #[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
        #[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
        pub struct $name { $($(#[$fmeta])* #[serde(default, skip_serializing_if = "Option::is_none")] pub $field: $ty,)* }

        impl $crate::Shape for $name {
            fn problems(&self) -> Vec<$crate::problem::FieldError> { $crate::shape::validated(self) }
        }
        )+
    };
}

/// Types whose fields check themselves while being read.
macro_rules! self_checking {
    ($($name:ty),+ $(,)?) => {$(
        impl $crate::Shape for $name {
            fn problems(&self) -> Vec<$crate::problem::FieldError> { Vec::new() }
        }
    )+};
}
