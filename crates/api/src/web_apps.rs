//! The apps inside the binary: hashed files are cached for ever, the start page never.

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../frontend/dist/desk"]
#[allow_missing = true]
struct Desk;

pub(crate) fn routes(cfg: &mut web::ServiceConfig) {
    cfg.default_service(web::get().to(desk));
}

async fn desk(req: HttpRequest) -> HttpResponse {
    let path = req.path().trim_start_matches('/');
    let accepts = |encoding: &str| {
        let wanted =
            req.headers().get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
        wanted.split(',').any(|e| e.split(';').next().unwrap_or_default().trim() == encoding)
    };
    if path.starts_with("assets/") || path.contains('.') {
        for (encoding, suffix) in [("br", ".br"), ("gzip", ".gz")] {
            if accepts(encoding)
                && let Some(file) = Desk::get(&format!("{path}{suffix}"))
            {
                return asset(path, file.data)
                    .insert_header((header::CONTENT_ENCODING, encoding))
                    .finish_with();
            }
        }
        return Desk::get(path)
            .map_or_else(|| HttpResponse::NotFound().finish(), |file| asset(path, file.data).finish_with());
    }
    // every other address is a page of the app
    match Desk::get("index.html") {
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
