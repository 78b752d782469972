//! What became of the promises to the customer, as sentences.

use domain::{
    kernel::{Line, Prose},
    tickets::{CustomerNotice, Extension, ExtensionRequest, NoticeDelivery, Transfer, UrgeKind, UrgeOrder},
};
use kit::{
    i18n::Lang,
    ui::{Icon, Tone},
};

use super::{
    super::words::{actor_name, moment},
    kind::Kind,
    sentence::Sentence,
    telling::{quoted, told},
};
use crate::l::timeline as say;

pub(super) fn customer_told(notice: &CustomerNotice, lang: Lang) -> Sentence {
    Sentence::new(Kind::Notice, Icon::Megaphone, say::customer_told(lang, word!(notice.about, lang)))
        .tone(Tone::Active)
        .fact(say::channel(lang), word!(notice.channel, lang))
        .quote(&notice.text)
        .at(notice.at)
}

pub(super) fn delivery_noted(
    number: u32,
    delivery: NoticeDelivery,
    detail: Option<&Line>,
    lang: Lang,
) -> Sentence {
    let tone = if delivery == NoticeDelivery::Failed { Tone::Bad } else { Tone::Good };
    let line = Sentence::new(
        Kind::Notice,
        Icon::CheckCheck,
        say::delivery_noted(lang, word!(delivery, lang), number),
    );
    quoted(line.tone(tone), detail)
}

pub(super) fn extension_asked(request: &ExtensionRequest, lang: Lang) -> Sentence {
    let line = Sentence::new(
        Kind::Clock,
        Icon::CalendarPlus,
        say::extension_asked(lang, word!(request.clock, lang), moment(request.new_due_at)),
    );
    line.tone(Tone::Warn)
        .fact(say::ground(lang), word!(request.reason, lang))
        .fact(say::channel(lang), word!(request.notice.channel, lang))
        .quote(&request.explanation)
}

pub(super) fn extension_refused(request: &ExtensionRequest, note: Option<&Prose>, lang: Lang) -> Sentence {
    let line =
        Sentence::new(Kind::Clock, Icon::CircleX, say::extension_refused(lang, word!(request.clock, lang)));
    let line = line
        .tone(Tone::Bad)
        .fact(say::asked_by(lang), actor_name(&request.by, lang))
        .fact(say::asked_until(lang), moment(request.new_due_at));
    quoted(line, note)
}

pub(super) fn extended(extension: &Extension, lang: Lang) -> Sentence {
    let head = say::extended(lang, word!(extension.clock, lang), moment(extension.new_due_at));
    let line = Sentence::new(Kind::Clock, Icon::CalendarClock, head)
        .tone(Tone::Warn)
        .fact(say::ground(lang), say::because(lang, &extension.explanation, word!(extension.reason, lang)));
    let line = if extension.asked_by == extension.approved_by {
        line
    } else {
        line.fact(say::asked_by(lang), actor_name(&extension.asked_by, lang))
    };
    told(line, &extension.notice, lang)
}

pub(super) fn urged(order: &UrgeOrder, lang: Lang) -> Sentence {
    let (icon, tone, head) = match order.kind {
        UrgeKind::Hasten => (Icon::BellRing, Tone::Warn, say::hastened(lang)),
        UrgeKind::Supervise => (Icon::Megaphone, Tone::Bad, say::supervised(lang)),
    };
    let line = Sentence::new(Kind::Notice, icon, head).tone(tone).quote(&order.text);
    if order.level > 1 { line.fact(say::level(lang), order.level) } else { line }
}

pub(super) fn transferred(transfer: &Transfer, lang: Lang) -> Sentence {
    let line = Sentence::new(Kind::Work, Icon::Forward, say::transferred(lang))
        .tone(Tone::Warn)
        .fact(say::ground(lang), &transfer.reason)
        .fact(say::materials(lang), say::files_count(lang, transfer.materials.len()))
        .fact(say::new_time(lang), moment(transfer.new_time));
    told(line, &transfer.notice, lang)
}
