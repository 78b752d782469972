use std::{borrow::Cow, str::FromStr};

use leptos::prelude::{GetUntracked, Memo, StoredValue, With, WithUntracked, WithValue};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate, use_query_map},
    location::Location,
    params::ParamsMap,
};

use crate::api::query_string;

/// One query parameter of the address bar: the state of a list page lives there, so that a reload, the back button and
/// a sent link show the same list.
#[derive(Clone, Copy)]
pub struct Param {
    name: &'static str,
    query: Memo<ParamsMap>,
    go: StoredValue<Box<dyn Fn(String) + Send + Sync>>,
}

impl std::fmt::Debug for Param {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Param").field("name", &self.name).finish_non_exhaustive()
    }
}

/// The parameter `name` of this page.
#[must_use]
pub fn use_param(name: &'static str) -> Param {
    let Location { pathname, .. } = use_location();
    let navigate = use_navigate();
    let go = move |query: String| {
        let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
        navigate(&format!("{}{query}", pathname.get_untracked()), options);
    };
    Param { name, query: use_query_map(), go: StoredValue::new(Box::new(go)) }
}

impl Param {
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// Its text; nothing when absent or empty.
    #[must_use]
    pub fn get(self) -> Option<String> {
        self.query.with(|map| map.get(self.name)).filter(|text| !text.is_empty())
    }

    /// Its value, when it is one.
    #[must_use]
    pub fn value<T: FromStr>(self) -> Option<T> {
        self.get()?.parse().ok()
    }

    /// Whether it says `value`.
    #[must_use]
    pub fn is(self, value: &str) -> bool {
        self.query.with(|map| map.get_str(self.name).unwrap_or_default() == value)
    }

    /// Puts it into the address bar, or takes it out.
    pub fn set(self, value: Option<&str>) {
        let query = changed(self.query.get_untracked(), &[(self.name, value)]);
        self.go.with_value(|go| go(query));
    }

    /// Sets it, or takes it out when it already says so.
    pub fn toggle(self, value: &str) {
        let same = self.query.with_untracked(|map| map.get_str(self.name) == Some(value));
        self.set((!same).then_some(value));
    }

    /// The pair for [`crate::api::query_string`].
    #[must_use]
    pub fn pair(self) -> (&'static str, Option<String>) {
        (self.name, self.get())
    }
}

/// Changes several parameters at once; two `set`s in a row would each start from what the address bar still says.
pub fn set_params(changes: &[(Param, Option<&str>)]) {
    let Some((first, _)) = changes.first() else { return };
    let named: Vec<_> = changes.iter().map(|(param, value)| (param.name, *value)).collect();
    let query = changed(first.query.get_untracked(), &named);
    first.go.with_value(|go| go(query));
}

/// Takes several parameters out at once ("clear the filters").
pub fn clear_params(params: &[Param]) {
    set_params(&params.iter().map(|param| (*param, None)).collect::<Vec<_>>());
}

/// The query of `pairs` with the changes made; not by way of the router's map, which would decode values twice.
fn changed(
    pairs: impl IntoIterator<Item = (Cow<'static, str>, String)>,
    changes: &[(&str, Option<&str>)],
) -> String {
    let kept: Vec<(Cow<'static, str>, String)> =
        pairs.into_iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| name == changed)).collect();
    let kept = kept.iter().map(|(name, value)| (name.as_ref(), Some(value.clone())));
    query_string(kept.chain(changes.iter().map(|(name, value)| (*name, value.map(str::to_owned)))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(pairs: &[(&'static str, &str)]) -> Vec<(Cow<'static, str>, String)> {
        pairs.iter().map(|(name, value)| (Cow::Borrowed(*name), (*value).to_owned())).collect()
    }

    #[test]
    fn a_change_keeps_the_other_parameters() {
        let before = pairs(&[("state", "open"), ("q", "x")]);
        assert_eq!(changed(before, &[("q", Some("100%"))]), "?state=open&q=100%25");
    }

    #[test]
    fn an_empty_value_takes_the_parameter_out() {
        for value in [None, Some("")] {
            assert_eq!(changed(pairs(&[("q", "x")]), &[("q", value)]), "");
        }
    }
}
