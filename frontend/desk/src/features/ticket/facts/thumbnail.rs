use domain::kernel::AttachmentId;
use kit::{
    api::{Api, ApiError, use_api},
    browser,
    ui::{Glyph, Icon, use_toasts},
};
use leptos::prelude::*;
use web_sys::{Blob, Url};

/// A picture that the server gives only to who is signed in, as an address of this page.
#[derive(Debug, Clone, Copy)]
struct Picture(RwSignal<Option<String>>);

impl Picture {
    fn load(api: Api, id: AttachmentId) -> Self {
        let address = RwSignal::new(None::<String>);
        leptos::task::spawn_local(async move {
            let Ok(blob) = fetch(api, id).await else { return };
            let Ok(url) = Url::create_object_url_with_blob(&blob) else { return };
            // the page may be gone meanwhile
            if let Some(url) = address.try_set(Some(url)).flatten() {
                let _ = Url::revoke_object_url(&url);
            }
        });
        on_cleanup(move || {
            if let Some(Some(url)) = address.try_get_untracked() {
                let _ = Url::revoke_object_url(&url);
            }
        });
        Self(address)
    }
}

async fn fetch(api: Api, id: AttachmentId) -> Result<Blob, ApiError> {
    api.file(&format!("/attachments/{id}/content")).await
}

/// An attachment: pictures as such, other files by their name; a press saves it.
#[component]
pub(super) fn Thumbnail(id: AttachmentId, name: String) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let picture = is_picture(&name).then(|| Picture::load(api, id));
    let saved_as = name.clone();
    let save = move |_| {
        let name = saved_as.clone();
        leptos::task::spawn_local(async move {
            match fetch(api, id).await {
                Ok(blob) => browser::save_file(&blob, &name),
                Err(error) => toasts.failed(&error),
            }
        });
    };
    let shown_name = name.clone();
    view! {
        <button type="button" class="thumbnail" title=name on:click=save>
            {move || match picture.and_then(|picture| picture.0.get()) {
                Some(address) => view! { <img src=address alt="" /> }.into_any(),
                None => view! { <span class="thumbnail-file"><Glyph icon=Icon::FileText /></span> }.into_any(),
            }}
            <span class="clip">{shown_name}</span>
        </button>
    }
}

/// By the end of its name: the kinds that a browser draws.
fn is_picture(name: &str) -> bool {
    let end = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
    end.is_some_and(|end| ["png", "jpg", "jpeg", "webp", "gif"].contains(&end.as_str()))
}

#[cfg(test)]
mod tests {
    use super::is_picture;

    #[test]
    fn pictures_are_known_by_their_ending() {
        for (name, drawn) in
            [("a.PNG", true), ("现场.jpeg", true), ("a.pdf", false), ("png", false), ("a.svg", false)]
        {
            assert_eq!(is_picture(name), drawn, "{name}");
        }
    }
}
