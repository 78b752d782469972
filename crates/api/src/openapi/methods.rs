use utoipa::openapi::{OpenApi as Document, path::Operation};

/// Which methods each documented address knows, to tell "no such address" from "not with this method".
#[derive(Debug)]
pub(crate) struct Methods(Vec<(Vec<Segment>, Vec<&'static str>)>);

#[derive(Debug, PartialEq, Eq)]
enum Segment {
    Text(String),
    Any,
}

impl Methods {
    pub(crate) fn of(document: &Document) -> Self {
        let known = |path: &str, item: &utoipa::openapi::PathItem| {
            let has = |operation: &Option<Operation>, method| operation.as_ref().map(|_| method);
            let methods = [
                has(&item.get, "GET"),
                has(&item.post, "POST"),
                has(&item.put, "PUT"),
                has(&item.patch, "PATCH"),
                has(&item.delete, "DELETE"),
            ];
            (segments(path), methods.into_iter().flatten().collect())
        };
        Self(document.paths.paths.iter().map(|(path, item)| known(path, item)).collect())
    }

    pub(crate) fn at(&self, path: &str) -> Vec<&'static str> {
        let asked: Vec<&str> = path.split('/').collect();
        let fits = |pattern: &[Segment]| {
            pattern.len() == asked.len()
                && pattern.iter().zip(&asked).all(|(segment, part)| match segment {
                    Segment::Text(text) => text == part,
                    Segment::Any => !part.is_empty(),
                })
        };
        let mut methods: Vec<&str> = self
            .0
            .iter()
            .filter(|(pattern, _)| fits(pattern))
            .flat_map(|(_, methods)| methods.iter().copied())
            .collect();
        methods.sort_unstable();
        methods.dedup();
        methods
    }
}

fn segments(path: &str) -> Vec<Segment> {
    path.split('/')
        .map(|part| if part.starts_with('{') { Segment::Any } else { Segment::Text(part.to_owned()) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_methods_of_an_address() {
        let methods = Methods(vec![
            (segments("/api/v1/users"), vec!["GET", "POST"]),
            (segments("/api/v1/users/{id}"), vec!["GET", "PUT"]),
        ]);
        assert_eq!(methods.at("/api/v1/users"), ["GET", "POST"]);
        assert_eq!(methods.at("/api/v1/users/7"), ["GET", "PUT"]);
        assert!(methods.at("/api/v1/users/").is_empty());
        assert!(methods.at("/api/v1/users/7/8").is_empty());
    }
}
