use leptos::prelude::*;

use super::{Button, ButtonLook, Glyph, Icon, Tone};
use crate::{api::ApiError, browser, i18n, l};

const SHOWN_MILLIS: i32 = 6_000;

#[derive(Debug, Clone)]
struct Toast {
    id: u32,
    tone: Tone,
    text: String,
}

/// Short messages at the edge; errors stay until they are closed.
#[derive(Debug, Clone, Copy)]
pub struct Toasts {
    all: RwSignal<Vec<Toast>>,
    next: StoredValue<u32>,
}

/// Called once by the app, which also draws `toasts.view()`.
#[must_use]
pub fn provide_toasts() -> Toasts {
    let toasts = Toasts { all: RwSignal::new(Vec::new()), next: StoredValue::new(0) };
    provide_context(toasts);
    toasts
}

#[must_use]
pub fn use_toasts() -> Toasts {
    expect_context()
}

impl Toasts {
    /// Something worked.
    pub fn good(self, text: impl Into<String>) {
        let id = self.push(Tone::Good, text.into());
        leptos::task::spawn_local(async move {
            browser::pause(SHOWN_MILLIS).await;
            self.close(id);
        });
    }

    /// Something failed that has no place of its own on the page.
    pub fn failed(self, error: &ApiError) {
        let text = match error.request_id() {
            Some(id) => format!("{} ({id})", error.headline(i18n::lang_now())),
            None => error.headline(i18n::lang_now()),
        };
        self.push(Tone::Bad, text);
    }

    fn push(self, tone: Tone, text: String) -> u32 {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        self.all.update(|all| all.push(Toast { id, tone, text }));
        id
    }

    fn close(self, id: u32) {
        self.all.try_update(|all| all.retain(|toast| toast.id != id));
    }

    /// The region that shows them.
    #[must_use]
    pub fn view(self) -> AnyView {
        view! {
            <div class="toasts" role="status" aria-live="polite">
                <For each=move || self.all.get() key=|toast| toast.id let:toast>
                    <div class=format!("toast-line {}", toast.tone.class())>
                        <Glyph icon=if toast.tone == Tone::Bad { Icon::CircleAlert } else { Icon::CircleCheck } />
                        <span class="grow">{toast.text}</span>
                        <Button
                            look=ButtonLook::Ghost
                            icon=Icon::X
                            label=Signal::derive(move || i18n::t(l::dialog::close)().to_owned())
                            on_press=move |()| self.close(toast.id)
                        />
                    </div>
                </For>
            </div>
        }
        .into_any()
    }
}
