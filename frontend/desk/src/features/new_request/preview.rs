use contract::tickets::{RegistrationDraft, RegistrationPreview};
use kit::{
    api::{ApiError, use_api},
    browser,
    state::{Query, use_query},
};
use leptos::prelude::*;

use super::{
    autofill,
    fields::Fields,
    form::{CustomerTexts, NewRequest},
};

const REST_MILLIS: i32 = 350;

/// What registering would do, asked when the typing rests.
#[derive(Debug, Clone, Copy)]
pub(super) struct Preview {
    query: Query<Option<RegistrationPreview>>,
    /// What of the customer the server filled in
    pub(super) known: RwSignal<CustomerTexts>,
}

impl Preview {
    /// Follows `content` and fills `fields` with what is known.
    pub(super) fn follow(fields: Fields, content: RwSignal<NewRequest>) -> Self {
        let api = use_api();
        let known = RwSignal::new(CustomerTexts::default());
        let settled = RwSignal::new(None::<RegistrationDraft>);
        let rest = StoredValue::new_local(None);
        Effect::new(move |_| {
            let form = content.get();
            let draft = form.says_who_or_what().then(|| form.draft(&known.get()));
            if settled.with_untracked(|settled| *settled == draft) {
                return;
            }
            rest.set_value(Some(browser::after(REST_MILLIS, move || {
                settled.try_set(draft);
            })));
        });
        let query = use_query(move || {
            let draft = settled.get();
            async move {
                let Some(draft) = draft else { return Ok(None) };
                let preview: RegistrationPreview = api.post("/tickets/registration-preview", &draft).await?;
                autofill::fill(fields, known, &draft.customer, preview.customer.as_ref());
                Ok(Some(preview))
            }
        });
        Self { query, known }
    }

    /// The latest answer.
    pub(super) fn answer(self) -> Option<RegistrationPreview> {
        self.query.data().flatten()
    }

    pub(super) fn is_busy(self) -> bool {
        self.query.is_busy()
    }

    pub(super) fn error(self) -> Option<ApiError> {
        self.query.error()
    }

    pub(super) fn retry(self) {
        self.query.reload();
    }
}
