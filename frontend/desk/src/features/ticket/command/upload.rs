use contract::attachments::AttachmentView;
use domain::kernel::TicketId;
use kit::api::{Api, ApiError, Method, query_string};
use wasm_bindgen::JsCast as _;
use web_sys::{Blob, FormData};

/// Sends one file as it is; a step takes it over afterwards.
///
/// # Errors
/// Every way a call can fail, among them a file that is too large or of a kind that is not kept.
pub(in super::super) async fn upload(
    api: Api,
    ticket: TicketId,
    name: &str,
    file: &Blob,
) -> Result<AttachmentView, ApiError> {
    let query = query_string([("name", Some(name.to_owned())), ("ticket_id", Some(ticket.to_string()))]);
    // the browser takes a blob as the body as it takes form data, and names its media type itself
    let body: &FormData = file.unchecked_ref();
    api.request(Method::Post, &format!("/attachments{query}")).form(body).send().await
}
