//! 告知, 延期, 催办, 转总部, 回访: keeping promises, moving them honestly, or getting help.

use super::{
    AnswerUrge, Context, CustomerNotice, DecideExtension, Event, Extend, Extension, ExtensionRequest,
    LogSurvey, NoteDelivery, Notice, NoticeAbout, NoticeChannel, NoticeDelivery, ReturnTransfer, SurveyLog,
    TaskAnswer, TellCustomer, Ticket, Transfer, TransferAcceptance, TransferToHq, Urge, UrgeKind, UrgeOrder,
};
use crate::{
    kernel::{Actor, ReasonCode, Rejection},
    sla::Fact,
};

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX).saturating_add(1)
}

impl Ticket {
    /// Keeps what the customer was told, for their timeline (R-10.5.9.3).
    pub(super) fn keep_notice(
        &mut self,
        about: NoticeAbout,
        notice: &Notice,
        ctx: &Context<'_>,
    ) -> CustomerNotice {
        let spoken = matches!(notice.channel, NoticeChannel::Phone | NoticeChannel::InPerson);
        let kept = CustomerNotice {
            number: number(self.promises.notices.len()),
            about,
            channel: notice.channel,
            text: notice.text.clone(),
            at: notice.at,
            by: ctx.actor.clone(),
            delivery: if spoken { NoticeDelivery::Said } else { NoticeDelivery::Sent },
            detail: None,
            delivery_at: notice.at,
        };
        self.promises.notices.push(kept.clone());
        kept
    }

    pub(super) fn tell_customer(&mut self, tell: TellCustomer, ctx: &Context<'_>) -> Vec<Event> {
        let notice = Notice { channel: tell.channel, text: tell.text, at: tell.at.unwrap_or(ctx.now) };
        vec![Event::CustomerTold(self.keep_notice(tell.about, &notice, ctx))]
    }

    pub(super) fn note_delivery(
        &mut self,
        note: NoteDelivery,
        ctx: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let notice = self.promises.notices.iter_mut().find(|n| n.number == note.number);
        let notice = notice.ok_or_else(|| Rejection::with(ReasonCode::WrongStage, "number"))?;
        notice.delivery = note.delivery;
        notice.detail = note.detail.clone();
        notice.delivery_at = ctx.now;
        Ok(vec![Event::DeliveryNoted { number: note.number, delivery: note.delivery, detail: note.detail }])
    }

    /// K5: asked and granted by the same person, who may grant.
    pub(super) fn extend(&mut self, extend: Extend, ctx: &Context<'_>) -> Vec<Event> {
        let request = self.request_of(extend, ctx);
        // what was asked before is answered with it
        self.promises.asked_extension.take_if(|asked| asked.clock == request.clock);
        vec![self.grant(request, ctx)]
    }

    pub(super) fn ask_extension(&mut self, extend: Extend, ctx: &Context<'_>) -> Vec<Event> {
        let request = self.request_of(extend, ctx);
        self.promises.asked_extension = Some(request.clone());
        vec![Event::ExtensionAsked(request)]
    }

    /// The clock judges by the moment of granting: what is granted after the due time comes too late.
    pub(super) fn decide_extension(
        &mut self,
        decide: DecideExtension,
        ctx: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let request = self.promises.asked_extension.take();
        let request = request.ok_or_else(|| Rejection::because(ReasonCode::ExtensionNotAsked))?;
        Ok(vec![if decide.approve {
            self.grant(request, ctx)
        } else {
            Event::ExtensionRefused { request: Box::new(request), note: decide.note }
        }])
    }

    fn request_of(&mut self, extend: Extend, ctx: &Context<'_>) -> ExtensionRequest {
        let notice = Notice {
            channel: extend.notice_channel,
            text: extend.notice_text,
            at: extend.noticed_at.unwrap_or(ctx.now),
        };
        self.keep_notice(NoticeAbout::Extension, &notice, ctx);
        ExtensionRequest {
            clock: extend.clock,
            reason: extend.reason,
            explanation: extend.explanation,
            new_due_at: extend.new_due_at,
            notice,
            at: ctx.now,
            by: ctx.actor.clone(),
        }
    }

    fn grant(&mut self, request: ExtensionRequest, ctx: &Context<'_>) -> Event {
        let extension = Extension {
            number: number(self.promises.extensions.len()),
            clock: request.clock,
            reason: request.reason,
            explanation: request.explanation,
            new_due_at: request.new_due_at,
            notice: request.notice,
            asked_by: request.by,
            approved_by: ctx.actor.clone(),
            at: ctx.now,
        };
        self.record(
            ctx.now,
            Fact::Extension {
                clock: extension.clock,
                new_due_at: extension.new_due_at,
                reason: extension.reason.as_str().to_owned(),
                noticed_at: Some(extension.notice.at),
            },
        );
        self.promises.extensions.push(extension.clone());
        Event::Extended(extension)
    }

    /// The reply duty runs from the first order that nobody has answered (R-11.2.3.10).
    pub(super) fn urge(&mut self, urge: Urge, ctx: &Context<'_>) -> Vec<Event> {
        let unanswered = self.promises.open_urges().filter(|u| u.kind == urge.kind).map(|u| u.level).max();
        let order = UrgeOrder {
            number: number(self.promises.urges.len()),
            kind: urge.kind,
            // only the system follows up with the next level
            level: match (ctx.actor == Actor::System, unanswered) {
                (true, Some(level)) => level + 1,
                _ => 1,
            },
            text: urge.text,
            at: ctx.now,
            by: ctx.actor.clone(),
            answer: None,
        };
        self.record(ctx.now, Fact::Urged);
        self.promises.urges.push(order.clone());
        vec![Event::Urged(order)]
    }

    pub(super) fn answer_urge(
        &mut self,
        command: AnswerUrge,
        ctx: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let order = self.promises.urges.iter_mut().find(|u| u.number == command.number && u.answer.is_none());
        let order = order.ok_or_else(|| Rejection::with(ReasonCode::UrgeMissing, "number"))?;
        let answer = TaskAnswer { text: command.text, at: ctx.now, by: ctx.actor.clone() };
        order.answer = Some(answer.clone());
        if self.promises.open_urges().next().is_none() {
            self.record(ctx.now, Fact::UrgeAnswered);
        }
        Ok(vec![Event::UrgeAnswered { number: command.number, answer }])
    }

    /// R-11.2.3.9: the branch stays the owner; nothing pauses (S12).
    pub(super) fn transfer_to_hq(&mut self, transfer: TransferToHq, ctx: &Context<'_>) -> Vec<Event> {
        let notice = Notice { channel: transfer.notice_channel, text: transfer.notice_text, at: ctx.now };
        self.keep_notice(NoticeAbout::Transfer, &notice, ctx);
        let transfer = Transfer {
            number: number(self.promises.transfers.len()),
            reason: transfer.reason,
            materials: transfer.materials,
            new_time: transfer.new_time,
            notice,
            at: ctx.now,
            by: ctx.actor.clone(),
            accepted: None,
            returned: None,
        };
        self.record(ctx.now, Fact::TransferredToHq);
        self.promises.transfers.push(transfer.clone());
        vec![Event::TransferredToHq(transfer)]
    }

    pub(super) fn accept_transfer(&mut self, ctx: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let open = self.promises.transfers.iter_mut().rev().find(|t| t.returned.is_none());
        let transfer = open.ok_or_else(|| Rejection::because(ReasonCode::TransferMissing))?;
        let acceptance = TransferAcceptance { at: ctx.now, by: ctx.actor.clone() };
        transfer.accepted = Some(acceptance.clone());
        let number = transfer.number;
        self.record(ctx.now, Fact::HqAccepted);
        Ok(vec![Event::TransferAccepted { number, acceptance }])
    }

    /// Only with a written answer. Whoever gives it back has taken notice of it.
    pub(super) fn return_transfer(
        &mut self,
        back: ReturnTransfer,
        ctx: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let open = self.promises.transfers.iter_mut().rev().find(|t| t.returned.is_none());
        let transfer = open.ok_or_else(|| Rejection::because(ReasonCode::TransferMissing))?;
        let answer = TaskAnswer { text: back.answer, at: ctx.now, by: ctx.actor.clone() };
        transfer.returned = Some(answer.clone());
        let (number, unnoticed) = (transfer.number, transfer.accepted.is_none());
        if unnoticed {
            self.record(ctx.now, Fact::HqAccepted);
        }
        Ok(vec![Event::TransferReturned { number, answer }])
    }

    /// Does this person help out from head office? Their hours are counted separately (S12).
    pub(super) fn helps_from_hq(&self, actor: &Actor) -> bool {
        let accepted = self.promises.open_transfer().and_then(|t| t.accepted.as_ref());
        accepted.is_some_and(|a| a.by.user_id().is_some() && a.by.user_id() == actor.user_id())
    }

    pub(super) fn log_survey(&mut self, log: LogSurvey, ctx: &Context<'_>) -> Vec<Event> {
        let survey = SurveyLog { channel: log.channel, note: log.note, at: ctx.now, by: ctx.actor.clone() };
        self.record(ctx.now, Fact::SurveySent);
        self.promises.surveys.push(survey.clone());
        vec![Event::Surveyed(survey)]
    }

    /// What the system orders when a promise inside the house is broken: head office that does not accept, an order that
    /// nobody answers (S12).
    #[must_use]
    pub fn order_after(&self, broken: crate::sla::ClockKind) -> Option<UrgeKind> {
        use crate::sla::ClockKind;
        match broken {
            ClockKind::HqAccept => {
                self.promises.open_transfer().filter(|t| t.accepted.is_none()).map(|_| UrgeKind::Supervise)
            }
            ClockKind::UrgeReply => self.promises.open_urges().next().map(|_| UrgeKind::Supervise),
            _ => None,
        }
    }
}
