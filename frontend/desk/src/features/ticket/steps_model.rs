//! Which steps stand where: the main one, those that go on with the flow, those beside it, those that lack something.

use domain::{
    kernel::ReasonCode,
    tickets::{Action, NextStep},
};
use kit::ui::Icon;

/// The steps of this moment, sorted for the screen.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Steps {
    pub(super) main: Option<Action>,
    /// Possible, and part of the flow
    pub(super) ready: Vec<Action>,
    /// Possible at any time: notes, files, assignments, the end
    pub(super) beside: Vec<Action>,
    /// Part of the flow, but something is missing
    pub(super) blocked: Vec<NextStep>,
}

impl Steps {
    pub(super) fn of(next: &[NextStep]) -> Self {
        let mut steps = Self::default();
        let grants = next.iter().any(|step| step.action == Action::Extend);
        for step in next {
            // whoever may grant an extension does not ask for one
            if grants && step.action == Action::AskExtension {
                continue;
            }
            match (step.main, step.missing.is_empty(), is_beside(step.action)) {
                (true, true, _) => steps.main = Some(step.action),
                (_, true, true) => steps.beside.push(step.action),
                (_, true, false) => steps.ready.push(step.action),
                (_, false, _) => steps.blocked.push(step.clone()),
            }
        }
        steps.ready.sort_by_key(|action| !OWED.contains(action));
        steps.beside.sort_by_key(|action| place_beside(*action));
        steps
    }

    /// Whether this step can be taken now.
    pub(super) fn can(&self, action: Action) -> bool {
        self.main == Some(action) || self.ready.contains(&action) || self.beside.contains(&action)
    }

    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What somebody waits for stands first.
const OWED: &[Action] =
    &[Action::AnswerUrge, Action::DecideExtension, Action::AcceptTransfer, Action::ReturnTransfer];

const BESIDE: &[Action] = &[
    Action::Comment,
    Action::TellCustomer,
    Action::Attach,
    Action::AskDepartment,
    Action::Assign,
    Action::ChangePriority,
    Action::ChangeType,
    Action::Decide,
    Action::Pause,
    Action::Extend,
    Action::AskExtension,
    Action::Urge,
    Action::Transfer,
    Action::NoteDelivery,
    Action::LogSurvey,
    Action::CancelVisit,
    Action::Amend,
    Action::Split,
    Action::Merge,
    Action::End,
];

fn is_beside(action: Action) -> bool {
    BESIDE.contains(&action)
}

fn place_beside(action: Action) -> usize {
    BESIDE.iter().position(|beside| *beside == action).unwrap_or(BESIDE.len())
}

/// Steps that need nothing but the press: they are sent at once.
pub(super) const fn is_instant(action: Action) -> bool {
    matches!(
        action,
        Action::Acknowledge | Action::StartService | Action::HandIn | Action::Resume | Action::AcceptTransfer
    )
}

/// The step that brings what is missing.
pub(super) const fn remedy(missing: ReasonCode) -> Option<Action> {
    Some(match missing {
        ReasonCode::ConfirmationMissing => Action::Confirm,
        ReasonCode::AssessmentMissing => Action::Assess,
        ReasonCode::DepartmentTaskOpen => Action::AnswerTask,
        ReasonCode::PlanMissing | ReasonCode::PlanOutdated => Action::Plan,
        ReasonCode::PlanNotTold => Action::TellPlan,
        ReasonCode::VisitMissing => Action::Dispatch,
        ReasonCode::VisitOpen => Action::FinishVisit,
        ReasonCode::ArrivalMissing => Action::Arrive,
        ReasonCode::ContactLogMissing => Action::LogContact,
        ReasonCode::CauseMissing | ReasonCode::ResponsiblePartyMissing => Action::Diagnose,
        ReasonCode::WorkLogMissing => Action::Work,
        ReasonCode::ReplyMissing => Action::Reply,
        ReasonCode::SignatureMissing | ReasonCode::SignatureVoid => Action::Sign,
        ReasonCode::FormNotHandedIn | ReasonCode::FormReturned => Action::HandIn,
        ReasonCode::FormNotReviewed => Action::Review,
        ReasonCode::SerialUnverified => Action::VerifyProduct,
        _ => return None,
    })
}

/// The drawing of a step.
pub(crate) const fn icon(action: Action) -> Icon {
    match action {
        Action::Acknowledge => Icon::UserCheck,
        Action::VerifyProduct => Icon::BadgeCheck,
        Action::Confirm => Icon::ClipboardCheck,
        Action::Reply => Icon::PhoneCall,
        Action::Assess => Icon::Stethoscope,
        Action::AskDepartment | Action::AnswerTask => Icon::Users,
        Action::Plan => Icon::ClipboardPen,
        Action::TellPlan => Icon::Send,
        Action::Dispatch => Icon::Truck,
        Action::LogContact => Icon::Phone,
        Action::CancelVisit => Icon::CircleX,
        Action::Arrive => Icon::MapPin,
        Action::StartService => Icon::CirclePlay,
        Action::Diagnose => Icon::Search,
        Action::Work => Icon::Wrench,
        Action::FinishVisit | Action::Resolve => Icon::CircleCheck,
        Action::Sign => Icon::Signature,
        Action::ConfirmResult => Icon::ThumbsUp,
        Action::HandIn => Icon::Upload,
        Action::Review => Icon::FileCheck,
        Action::Archive => Icon::Archive,
        Action::Reopen => Icon::ArchiveRestore,
        Action::Pause => Icon::CirclePause,
        Action::Resume => Icon::CirclePlay,
        Action::Assign => Icon::UserCheck,
        Action::ChangePriority => Icon::Flag,
        Action::ChangeType => Icon::Replace,
        Action::Decide => Icon::ShieldCheck,
        Action::Attach => Icon::Paperclip,
        Action::Comment => Icon::MessageSquare,
        Action::Amend => Icon::PenLine,
        Action::End => Icon::Ban,
        Action::TellCustomer => Icon::Megaphone,
        Action::NoteDelivery => Icon::CheckCheck,
        Action::Extend => Icon::CalendarClock,
        Action::AskExtension => Icon::CalendarPlus,
        Action::DecideExtension => Icon::CalendarCheck,
        Action::Urge => Icon::BellRing,
        Action::AnswerUrge => Icon::Reply,
        Action::Transfer => Icon::Forward,
        Action::AcceptTransfer => Icon::Building2,
        Action::ReturnTransfer => Icon::CornerUpLeft,
        Action::LogSurvey => Icon::Headset,
        Action::Merge => Icon::Merge,
        Action::Split => Icon::Split,
    }
}

#[cfg(test)]
mod tests {
    use domain::kernel::Reason;

    use super::*;

    fn step(action: Action, missing: &[ReasonCode], main: bool) -> NextStep {
        NextStep { action, missing: missing.iter().map(|code| Reason::from(*code)).collect(), main }
    }

    #[test]
    fn every_step_has_its_place() {
        let steps = Steps::of(&[
            step(Action::Assess, &[], true),
            step(Action::End, &[], false),
            step(Action::Reply, &[], false),
            step(Action::Comment, &[], false),
            step(Action::Plan, &[ReasonCode::AssessmentMissing], false),
        ]);
        assert_eq!((steps.main, steps.ready.as_slice()), (Some(Action::Assess), &[Action::Reply][..]));
        assert_eq!(steps.beside, [Action::Comment, Action::End]);
        assert_eq!(steps.blocked.len(), 1);
        assert!(steps.can(Action::Assess) && steps.can(Action::End) && !steps.can(Action::Plan));
    }

    #[test]
    fn what_is_owed_stands_first_and_who_grants_does_not_ask() {
        let steps = Steps::of(&[
            step(Action::Reply, &[], false),
            step(Action::AnswerUrge, &[], false),
            step(Action::Extend, &[], false),
            step(Action::AskExtension, &[], false),
        ]);
        assert_eq!(steps.ready, [Action::AnswerUrge, Action::Reply]);
        assert_eq!(steps.beside, [Action::Extend]);
        assert_eq!(Steps::of(&[step(Action::AskExtension, &[], false)]).beside, [Action::AskExtension]);
    }

    #[test]
    fn a_request_without_steps_is_empty() {
        assert!(Steps::of(&[]).is_empty());
    }
}
