use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::ReadableStreamDefaultReader;

use super::frames::Frames;
use crate::api::{Aborter, Api};

/// Reads one connection to its end; whether it was opened at all.
pub(super) async fn read(
    api: Api,
    last_id: Option<&str>,
    mut arrived: impl FnMut(&[u8], &mut Frames),
) -> bool {
    let Ok(aborter) = Aborter::new() else { return false };
    let Ok(response) = api.stream("/live", last_id, &aborter).await else { return false };
    let Some(body) = response.body() else { return false };
    let Ok(reader) = body.get_reader().dyn_into::<ReadableStreamDefaultReader>() else { return false };
    let mut frames = Frames::default();
    // an empty chunk says that the stream is open
    arrived(&[], &mut frames);
    while let Ok(result) = JsFuture::from(reader.read()).await {
        let done = Reflect::get(&result, &"done".into()).is_ok_and(|done| done.is_truthy());
        let Some(value) = Reflect::get(&result, &"value".into()).ok().filter(|_| !done) else { break };
        arrived(&Uint8Array::new(&value).to_vec(), &mut frames);
    }
    true
}
