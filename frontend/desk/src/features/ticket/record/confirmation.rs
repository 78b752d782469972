use domain::tickets::{Confirmation, FormReview, FormTrack, ReviewOutcome, Satisfaction};
use kit::{
    i18n::{lang, t},
    ui::{Badge, Icon, TimeText, Tone},
};
use leptos::prelude::*;

use super::{super::words::actor_name, cycle::Part};
use crate::l;

/// The customer's word, and whether the signature still covers the content.
#[component]
pub(super) fn ConfirmationView(confirmation: Confirmation, valid: bool) -> impl IntoView {
    let word = confirmation.satisfaction;
    let tone = if word == Satisfaction::Satisfied { Tone::Good } else { Tone::Warn };
    let (sign_tone, sign_icon) =
        if valid { (Tone::Good, Icon::Signature) } else { (Tone::Bad, Icon::TriangleAlert) };
    let sign_words = move || {
        if valid {
            l::ticket::record::signature_valid(lang())
        } else {
            l::ticket::record::signature_void(lang())
        }
    };
    view! {
        <Part title=l::ticket::record::confirmation>
            <p class="row">
                <Badge text=Signal::derive(move || kit::label!(word).to_owned()) tone=tone icon=Icon::ThumbsUp />
                {confirmation
                    .signature
                    .map(|signature| {
                        view! {
                            <Badge text=Signal::derive(move || sign_words().to_owned()) tone=sign_tone icon=sign_icon />
                            <span>{signature.signer.to_string()}</span>
                            <TimeText at=signature.at long=true />
                        }
                    })}
                {confirmation.channel.map(|channel| view! { <span class="muted">{move || kit::label!(channel)}</span> })}
            </p>
            {confirmation.comment.map(|words| view! { <p class="prose answer">{words.to_string()}</p> })}
        </Part>
    }
}

/// The way of the 客户服务需求表 to the archive (R-11.2.3.5).
#[component]
pub(super) fn FormTrackView(form: FormTrack) -> impl IntoView {
    let FormTrack { handed_in_at, handed_in_by, reviews, .. } = form;
    let any = handed_in_at.is_some() || !reviews.is_empty();
    any.then(|| {
        view! {
            <Part title=l::ticket::record::form>
                {handed_in_at
                    .map(|at| {
                        view! {
                            <p>
                                {t(l::ticket::record::handed_in)} " " <TimeText at=at long=true /> " "
                                <span class="muted">{move || handed_in_by.as_ref().map(|by| actor_name(by, lang()))}</span>
                            </p>
                        }
                    })}
                {reviews.into_iter().map(review).collect_view()}
            </Part>
        }
    })
}

fn review(review: FormReview) -> impl IntoView {
    let (outcome, by) = (review.outcome, review.by);
    let (tone, icon) = match outcome {
        ReviewOutcome::Approved => (Tone::Good, Icon::FileCheck),
        ReviewOutcome::Returned => (Tone::Warn, Icon::Undo2),
    };
    view! {
        <p class="row">
            <Badge text=Signal::derive(move || kit::label!(outcome).to_owned()) tone=tone icon=icon />
            <span>{move || actor_name(&by, lang())}</span>
            <TimeText at=review.at />
        </p>
        {review.note.map(|words| view! { <p class="prose answer">{words.to_string()}</p> })}
    }
}
