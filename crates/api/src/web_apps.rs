//! The apps inside the binary: hashed files are cached for ever, the start page never.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, header},
    web,
};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../frontend/dist/desk"]
#[allow_missing = true]
struct Desk;

pub(crate) fn routes(cfg: &mut web::ServiceConfig) {
    cfg.default_service(web::to(app::<Desk>));
}

/// A file of the app, or its start page.
async fn app<A: RustEmbed>(req: HttpRequest) -> HttpResponse {
    if req.method() != Method::GET && req.method() != Method::HEAD {
        return HttpResponse::MethodNotAllowed().insert_header((header::ALLOW, "GET, HEAD")).finish();
    }
    let path = req.path().trim_start_matches('/');
    let accepts = |encoding: &str| {
        let wanted =
            req.headers().get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
        wanted.split(',').any(|e| e.split(';').next().unwrap_or_default().trim() == encoding)
    };
    if path.starts_with("assets/") || path.contains('.') {
        for (encoding, suffix) in [("br", ".br"), ("gzip", ".gz")] {
            if accepts(encoding)
                && let Some(file) = A::get(&format!("{path}{suffix}"))
            {
                return asset(path, file.data)
                    .insert_header((header::CONTENT_ENCODING, encoding))
                    .finish_with();
            }
        }
        return A::get(path)
            .map_or_else(|| HttpResponse::NotFound().finish(), |file| asset(path, file.data).finish_with());
    }
    // every other address is a page of the app
    match A::get("index.html") {
        Some(page) => HttpResponse::Ok()
            .insert_header((header::CACHE_CONTROL, "no-cache"))
            .content_type("text/html; charset=utf-8")
            .body(page.data.into_owned()),
        None => HttpResponse::NotFound()
            .content_type("text/plain; charset=utf-8")
            .body("The desk app was not built into this binary: run `./justw run`."),
    }
}

struct Asset {
    response: actix_web::HttpResponseBuilder,
    data: Vec<u8>,
}

impl Asset {
    fn insert_header(mut self, header: (header::HeaderName, &str)) -> Self {
        self.response.insert_header(header);
        self
    }

    fn finish_with(mut self) -> HttpResponse {
        self.response.body(self.data)
    }
}

fn asset(path: &str, data: std::borrow::Cow<'static, [u8]>) -> Asset {
    let mut response = HttpResponse::Ok();
    let hashed = path.starts_with("assets/");
    response
        .content_type(mime_guess::from_path(path).first_or_octet_stream().to_string())
        .insert_header((header::VARY, "Accept-Encoding"))
        .insert_header((
            header::CACHE_CONTROL,
            if hashed { "public, max-age=31536000, immutable" } else { "no-cache" },
        ));
    Asset { response, data: data.into_owned() }
}

#[cfg(test)]
mod tests {
    use actix_web::{App, http::StatusCode, test};

    use super::*;

    #[derive(RustEmbed)]
    #[folder = "src/web_apps/testdata"]
    struct Sample;

    /// Status, media type, encoding, `Cache-Control`, body.
    async fn get(path: &str, accept_encoding: &str) -> (StatusCode, String, String, String, Vec<u8>) {
        let app = App::new().default_service(web::to(app::<Sample>));
        let app = test::init_service(app).await;
        let request = test::TestRequest::get().uri(path).insert_header(("Accept-Encoding", accept_encoding));
        let answer = test::call_service(&app, request.to_request()).await;
        let header = |name: header::HeaderName| {
            let value = answer.headers().get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        let told =
            [header(header::CONTENT_TYPE), header(header::CONTENT_ENCODING), header(header::CACHE_CONTROL)];
        let status = answer.status();
        let [media, encoding, cache] = told;
        (status, media, encoding, cache, test::read_body(answer).await.to_vec())
    }

    #[actix_web::test]
    async fn every_address_of_the_app_answers_its_start_page() {
        for path in ["/", "/tickets", "/tickets/0192f3a4-7c00-7000-8000-000000000001", "/nowhere/at/all?x=1"]
        {
            let (status, media, _, cache, body) = get(path, "br, gzip").await;
            assert_eq!(status, StatusCode::OK, "{path}");
            assert_eq!((media.as_str(), cache.as_str()), ("text/html; charset=utf-8", "no-cache"), "{path}");
            assert!(body.starts_with(b"<!doctype html>"), "{path}");
        }
    }

    #[actix_web::test]
    async fn a_file_comes_as_it_was_packed_and_is_kept() {
        let (status, media, encoding, cache, body) = get("/assets/app-1a2b.js", "br;q=1, gzip").await;
        assert_eq!((status, media.as_str(), encoding.as_str()), (StatusCode::OK, "text/javascript", "gzip"));
        assert_eq!(cache, "public, max-age=31536000, immutable");
        assert!(body.starts_with(b"\x1f\x8b"));
        let (_, _, encoding, _, body) = get("/assets/app-1a2b.js", "identity").await;
        assert_eq!((encoding.as_str(), body.as_slice()), ("", &b"console.log(1);\n"[..]));
    }

    #[actix_web::test]
    async fn a_missing_file_is_not_the_start_page() {
        for path in [
            "/assets/app-0000.js",
            "/assets/none",
            "/favicon.ico",
            "/assets/../../../../Cargo.toml",
            "/../Cargo.toml",
        ] {
            let (status, _, _, _, body) = get(path, "gzip").await;
            let page = body.starts_with(b"<!doctype html>");
            assert!(status == StatusCode::NOT_FOUND && !page, "{path}: {status}");
        }
    }
}
