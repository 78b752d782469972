use contract::assets::{UnitView, VerifyUnit};
use domain::assets::UnitVerification;
use kit::{
    api::{Method, use_api},
    i18n::{Lang, lang_now, t, text},
    state::{Query, use_submit},
    ui::{Button, ButtonLook, Choice, Dialog, Field, Form, Select, TextInput, use_toasts},
};
use leptos::prelude::*;

use crate::{features::form::filled, l};

fn results(lang: Lang) -> Vec<Choice> {
    let choice = |code: UnitVerification, words| Choice::new(code.as_str(), words);
    vec![
        choice(UnitVerification::Verified, l::units::verify_found(lang)),
        choice(UnitVerification::Unknown, l::units::verify_unknown(lang)),
    ]
}

/// 核实机号: what the sales data say.
#[component]
pub(super) fn VerifyDialog(open: RwSignal<bool>, unit: Query<UnitView>) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let (result, sold_on, evidence) =
        (RwSignal::new("verified".to_owned()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let save = use_submit(
        move |body: VerifyUnit, key| async move {
            let target =
                unit.data_untracked().map(|unit| (unit.id.to_string(), unit.version)).unwrap_or_default();
            let path = format!("/units/{}/verify", target.0);
            api.request(Method::Post, &path)
                .if_match(target.1)
                .retry_key(key)
                .json(&body)
                .send::<UnitView>()
                .await
        },
        move |verified| {
            unit.set(verified);
            open.set(false);
            toasts.good(l::form::saved(lang_now()));
        },
    );
    let send = move || {
        save.send(VerifyUnit {
            result: result.get_untracked().parse().unwrap_or(UnitVerification::Verified),
            sold_on: sold_on.get_untracked().parse().ok(),
            evidence: filled(&evidence.get_untracked()),
        });
    };
    view! {
        <Dialog open=open title=text(l::units::verify)>
            <Form error=save.error() on_submit=move |()| send()>
                <p class="muted">{t(l::units::verify_text)}</p>
                <Field label=text(l::units::verify_result) pointer="/result">
                    <Select value=result options=Choice::all(results) />
                </Field>
                <Field label=text(l::units::sold_on) pointer="/sold_on">
                    <TextInput value=sold_on kind="date" />
                </Field>
                <Field label=text(l::units::evidence) pointer="/evidence" hint=text(l::units::evidence_hint)>
                    <TextInput value=evidence max_length=200 />
                </Field>
                <div class="dialog-actions">
                    <Button on_press=move |()| open.set(false)>{t(l::form::cancel)}</Button>
                    <Button look=ButtonLook::Primary submit=true busy=save.busy()>{t(l::units::verify)}</Button>
                </div>
            </Form>
        </Dialog>
    }
}
