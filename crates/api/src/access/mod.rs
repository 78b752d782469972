//! Sign-in, people, absences, organisation, API keys, audit trail.

mod absences;
mod api_keys;
mod audit;
mod branches;
mod sign_in;
mod users;

use crate::routes::Routes;

/// Below `/api/v1/auth`.
pub(crate) fn auth_routes(cfg: &mut impl Routes) {
    cfg.service(sign_in::sign_in)
        .service(sign_in::refresh_session)
        .service(sign_in::sign_out)
        .service(sign_in::show_me)
        .service(sign_in::change_password);
}

pub(crate) fn routes(cfg: &mut impl Routes) {
    cfg.service(users::list_users)
        .service(users::create_user)
        .service(users::show_user)
        .service(users::update_user)
        .service(users::reset_password)
        .service(absences::list_absences)
        .service(absences::create_absence)
        .service(absences::show_absence)
        .service(absences::update_absence)
        .service(absences::cancel_absence)
        .service(branches::list_branches)
        .service(branches::create_branch)
        .service(branches::show_branch)
        .service(branches::update_branch)
        .service(branches::list_engineers)
        .service(api_keys::list_api_keys)
        .service(api_keys::create_api_key)
        .service(api_keys::revoke_api_key)
        .service(audit::list_audit);
}
