use std::str::FromStr;

use leptos::prelude::{GetUntracked, Memo, StoredValue, With, WithUntracked, WithValue};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate, use_query_map},
    location::Location,
    params::ParamsMap,
};

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
        let query = self.query.with_untracked(|map| changed(map, &[(self.name, value)]));
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

/// Takes several parameters out at once ("clear the filters").
pub fn clear_params(params: &[Param]) {
    let Some(first) = params.first() else { return };
    let changes: Vec<_> = params.iter().map(|param| (param.name, None)).collect();
    let query = first.query.get_untracked();
    first.go.with_value(|go| go(changed(&query, &changes)));
}

fn changed(map: &ParamsMap, changes: &[(&str, Option<&str>)]) -> String {
    let mut map = map.clone();
    for (name, value) in changes {
        map.remove(name);
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            map.insert((*name).to_owned(), value.to_owned());
        }
    }
    map.to_query_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&'static str, &str)]) -> ParamsMap {
        pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
    }

    #[test]
    fn a_change_keeps_the_other_parameters() {
        let query = changed(&map(&[("state", "open"), ("q", "x")]), &[("q", Some("y"))]);
        assert!(query.contains("state=open") && query.contains("q=y") && !query.contains("q=x"), "{query}");
    }

    #[test]
    fn an_empty_value_takes_the_parameter_out() {
        for value in [None, Some("")] {
            assert_eq!(changed(&map(&[("q", "x")]), &[("q", value)]), "");
        }
    }
}
