use contract::sla::{Recalculate, RecalculatedTicket, Recalculation};
use domain::kernel::BranchId;
use kit::{
    api::{Method, use_api},
    i18n::{lang, t, text},
    state::use_submit,
    ui::{Button, ButtonLook, Field, Form, Icon, Textarea},
};
use leptos::prelude::*;

use crate::{
    features::form::{filled, missing},
    l,
};

/// Moves the clocks with a reason, page by page; what was moved before an interruption stays moved and is shown.
#[component]
pub(super) fn Apply(
    branch: BranchId,
    /// What was applied so far
    done: RwSignal<Vec<RecalculatedTicket>>,
    #[prop(into)] on_done: Callback<()>,
) -> impl IntoView {
    let api = use_api();
    let reason = RwSignal::new(String::new());
    let apply = use_submit(
        move |reason: String, key| async move {
            let mut cursor = None;
            loop {
                let body = Recalculate {
                    branch_id: branch,
                    apply: true,
                    reason: Some(reason.clone()),
                    limit: None,
                    cursor: cursor.take(),
                };
                let request = api.request(Method::Post, "/sla/recalculations").retry_key(key).json(&body);
                let page = request.send::<Recalculation>().await?;
                // the page may be gone meanwhile; what was sent is sent
                done.try_update(|all| all.extend(page.items));
                match page.next_cursor {
                    Some(next) => cursor = Some(next),
                    None => return Ok(()),
                }
            }
        },
        move |()| on_done.run(()),
    );
    let send = move || match filled(&reason.get_untracked()) {
        Some(reason) => apply.send(reason),
        None => apply.error().set(Some(missing(&["/reason"]))),
    };
    let progress = move || {
        let count = done.with(Vec::len);
        (apply.is_busy() && count > 0).then(|| l::recalculation::progress(lang(), count))
    };
    view! {
        <section class="card-box">
            <header><h2>{t(l::recalculation::apply)}</h2></header>
            <div class="card-body">
                <Form error=apply.error() on_submit=move |()| send()>
                    <Field label=text(l::recalculation::reason) pointer="/reason" required=true hint=text(l::recalculation::reason_hint)>
                        <Textarea value=reason rows=2 max_length=2000 />
                    </Field>
                    <div class="form-actions">
                        <span class="muted" role="status">{progress}</span>
                        <Button look=ButtonLook::Primary icon=Icon::Check submit=true busy=apply.busy()>
                            {t(l::recalculation::apply)}
                        </Button>
                    </div>
                </Form>
            </div>
        </section>
    }
}
