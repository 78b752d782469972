//! The service department's dashboard (售后服务工作台).

mod app;
mod features;
mod layout;
mod pages;
mod routes;

/// The desk's texts: one module per file in `locales/`.
mod l {
    include!(concat!(env!("OUT_DIR"), "/locales.rs"));
}

fn main() {
    std::panic::set_hook(Box::new(|panic| kit::browser::crashed(&panic.to_string())));
    leptos::mount::mount_to_body(app::App);
}
