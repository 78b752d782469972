use contract::access::GrantView;
use kit::{
    i18n::{t, text},
    session::use_session,
    ui::{Fact, FactList, PageHead},
};
use leptos::prelude::*;

use super::password::ChangeMyPassword;
use crate::{features::people::Absences, l};

/// `/account`
#[component]
pub(crate) fn AccountPage() -> impl IntoView {
    let me = use_session().user_untracked();
    let grant = |grant: GrantView| {
        let (role, branch) = (grant.role, grant.branch_name);
        view! { <span class="grant">{move || kit::label!(role)} <small>{branch}</small></span> }
    };
    let body = me.map(|me| {
        view! {
            <div class="with-side">
                <div class="stack">
                    <section class="card-box">
                        <header>
                            <h2>{t(l::account::absences)}</h2>
                        </header>
                        <div class="card-body">
                            <Absences user_id=me.id />
                        </div>
                    </section>
                </div>
                <div class="stack">
                    <section class="card-box">
                        <header>
                            <h2>{t(l::account::me)}</h2>
                        </header>
                        <div class="card-body">
                            <FactList>
                                <Fact name=text(l::people::name)>{me.name}</Fact>
                                <Fact name=text(l::people::account)>{me.account}</Fact>
                                <Fact name=text(l::people::roles)>
                                    <div class="grant-list">{me.roles.into_iter().map(grant).collect_view()}</div>
                                </Fact>
                            </FactList>
                        </div>
                    </section>
                    <ChangeMyPassword />
                </div>
            </div>
        }
    });
    view! {
        <PageHead title=text(l::account::title) />
        {body}
    }
}
