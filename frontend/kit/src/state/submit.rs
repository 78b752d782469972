use std::{future::Future, pin::Pin, sync::Arc};

use leptos::prelude::{Callable, Callback, Get, GetUntracked, RwSignal, Set, With};

use crate::api::{ApiError, RetryKey};

/// Something that is sent once at a time. A failed one keeps its error (and the form keeps its content); a retry of the
/// same content carries the same idempotency key.
pub struct Submit<I: 'static> {
    busy: RwSignal<bool>,
    error: RwSignal<Option<ApiError>>,
    run: Callback<I>,
}

impl<I> std::fmt::Debug for Submit<I> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Submit").finish_non_exhaustive()
    }
}

impl<I> Clone for Submit<I> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<I> Copy for Submit<I> {}

/// `use_submit(move |body: CreateTicket, key| async move { api.request(Post, "/tickets").retry_key(key).json(&body).send().await }, move |ticket: TicketView| go(ticket))`
pub fn use_submit<I, T, F>(
    send: impl Fn(I, RetryKey) -> F + Send + Sync + 'static,
    done: impl Fn(T) + Send + Sync + 'static,
) -> Submit<I>
where
    I: 'static,
    T: 'static,
    F: Future<Output = Result<T, ApiError>> + 'static,
{
    let (busy, error, key) = (RwSignal::new(false), RwSignal::new(None), RetryKey::new());
    let done = Arc::new(done);
    let run = Callback::new(move |input: I| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let (pending, done) = (send(input, key), Arc::clone(&done));
        settle(
            busy,
            error,
            Box::pin(async move {
                let answer = pending.await?;
                Ok(Box::new(move || done(answer)) as Box<dyn FnOnce()>)
            }),
        );
    });
    Submit { busy, error, run }
}

/// Answers what is to be done with the answer.
type Sent = Pin<Box<dyn Future<Output = Result<Box<dyn FnOnce()>, ApiError>>>>;

/// What is the same whatever is sent, compiled once.
fn settle(busy: RwSignal<bool>, error: RwSignal<Option<ApiError>>, sent: Sent) {
    leptos::task::spawn_local(async move {
        let outcome = sent.await;
        // the page may be gone meanwhile; what was sent is sent
        if busy.try_set(false).is_some() {
            return;
        }
        match outcome {
            Ok(done) => {
                error.set(None);
                done();
            }
            Err(failure) => error.set(Some(failure)),
        }
    });
}

impl<I: 'static> Submit<I> {
    pub fn send(self, input: I) {
        self.run.run(input);
    }

    #[must_use]
    pub fn is_busy(self) -> bool {
        self.busy.get()
    }

    #[must_use]
    pub const fn busy(self) -> RwSignal<bool> {
        self.busy
    }

    #[must_use]
    pub const fn error(self) -> RwSignal<Option<ApiError>> {
        self.error
    }

    /// The message for the field at `pointer` (`/customer/phone`).
    #[must_use]
    pub fn message_at(self, pointer: &str) -> Option<String> {
        self.error.with(|error| messages_at(error.as_ref(), pointer))
    }

    pub fn clear_error(self) {
        self.error.set(None);
    }
}

/// The server's messages for the field at exactly this pointer.
pub(crate) fn messages_at(error: Option<&ApiError>, pointer: &str) -> Option<String> {
    let errors = &error?.problem()?.errors;
    let own: Vec<&str> = errors.iter().filter(|e| e.pointer == pointer).map(|e| e.message.as_str()).collect();
    (!own.is_empty()).then(|| own.join("；"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_found_by_its_exact_pointer() {
        let body = r#"{"type":"/problems/invalid","title":"填写有误","status":422,"code":"invalid","errors":[
            {"pointer":"/customer/phone","code":"format","message":"电话格式不对"},
            {"pointer":"/customer","code":"required","message":"缺少客户"},
            {"pointer":"/customer/phone","code":"length","message":"最多 30 个字符"}]}"#;
        let error = ApiError::of(422, body, None, None);
        let at = |pointer| messages_at(Some(&error), pointer);
        assert_eq!(at("/customer/phone").as_deref(), Some("电话格式不对；最多 30 个字符"));
        assert_eq!(at("/customer").as_deref(), Some("缺少客户"));
        assert_eq!(at("/customer/name"), None);
        assert_eq!(messages_at(None, "/customer"), None);
    }
}
