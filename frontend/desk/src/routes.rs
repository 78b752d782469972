//! Every page once: its address, its name, its icon, the permission it asks for. The navigation, the command palette and
//! the router read it from here. To add a page: a line in [`NAVIGATION`] (when the navigation shows it), a line
//! in `pages.rs` and a `<Route>`.

use domain::access::Permission;
use kit::{
    api::ApiError,
    browser,
    i18n::{Lang, text},
    session::{Session, use_session},
    state::use_query,
    ui::{EmptyState, ErrorState, Icon, Skeleton},
};
use leptos::prelude::*;
use leptos_router::{
    components::{FlatRoutes, Redirect, Route},
    path,
};

use crate::{
    features::not_found::NotFoundPage,
    l,
    pages::{Arriving, day, insight, records, request, settings},
};

/// The parts of the navigation, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group {
    Work,
    Records,
    Insight,
    Settings,
}

impl Group {
    pub(crate) const ALL: [Self; 4] = [Self::Work, Self::Records, Self::Insight, Self::Settings];

    pub(crate) const fn title(self) -> fn(Lang) -> &'static str {
        match self {
            Self::Work => l::nav::group::work,
            Self::Records => l::nav::group::records,
            Self::Insight => l::nav::group::insight,
            Self::Settings => l::nav::group::settings,
        }
    }
}

/// A page in the navigation. On a phone the first four that a person may open stand at the thumb.
#[derive(Debug)]
pub(crate) struct NavEntry {
    pub(crate) path: &'static str,
    pub(crate) title: fn(Lang) -> &'static str,
    pub(crate) icon: Icon,
    pub(crate) permission: Permission,
    pub(crate) group: Group,
}

impl PartialEq for NavEntry {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path
    }
}

/// In the order of the navigation; the first one that a person may open is their start page.
const NAVIGATION: &[NavEntry] = &[
    NavEntry {
        path: "/",
        title: l::today::title,
        icon: Icon::LayoutDashboard,
        permission: Permission::TicketsRead,
        group: Group::Work,
    },
    NavEntry {
        path: "/tickets",
        title: l::queue::title,
        icon: Icon::ListTodo,
        permission: Permission::TicketsRead,
        group: Group::Work,
    },
    NavEntry {
        path: "/jobs",
        title: l::jobs::title,
        icon: Icon::Briefcase,
        permission: Permission::TicketsWork,
        group: Group::Work,
    },
    NavEntry {
        path: "/mail",
        title: l::mailbox::title,
        icon: Icon::Mail,
        permission: Permission::MailRead,
        group: Group::Work,
    },
    NavEntry {
        path: "/customers",
        title: l::customers::title,
        icon: Icon::Building2,
        permission: Permission::CustomersRead,
        group: Group::Records,
    },
    NavEntry {
        path: "/units",
        title: l::units::title,
        icon: Icon::Cpu,
        permission: Permission::UnitsRead,
        group: Group::Records,
    },
    NavEntry {
        path: "/products",
        title: l::products::title,
        icon: Icon::Package,
        permission: Permission::ProductsRead,
        group: Group::Records,
    },
    NavEntry {
        path: "/reports",
        title: l::reports::title,
        icon: Icon::ChartColumn,
        permission: Permission::ReportsRead,
        group: Group::Insight,
    },
    NavEntry {
        path: "/wall",
        title: l::reports::wall,
        icon: Icon::Monitor,
        permission: Permission::ReportsRead,
        group: Group::Insight,
    },
    NavEntry {
        path: "/calendar",
        title: l::calendar::title,
        icon: Icon::CalendarDays,
        permission: Permission::CalendarsRead,
        group: Group::Settings,
    },
    NavEntry {
        path: "/recalculation",
        title: l::recalculation::title,
        icon: Icon::History,
        permission: Permission::PoliciesWrite,
        group: Group::Settings,
    },
    NavEntry {
        path: "/tools",
        title: l::tools::title,
        icon: Icon::SlidersHorizontal,
        permission: Permission::WarrantyEvaluate,
        group: Group::Insight,
    },
    NavEntry {
        path: "/imports",
        title: l::imports::title,
        icon: Icon::FileSpreadsheet,
        permission: Permission::ImportsRun,
        group: Group::Settings,
    },
    NavEntry {
        path: "/people",
        title: l::people::title,
        icon: Icon::Users,
        permission: Permission::UsersRead,
        group: Group::Settings,
    },
    NavEntry {
        path: "/duty",
        title: l::notifications::duty::title,
        icon: Icon::CalendarClock,
        permission: Permission::DutyRead,
        group: Group::Settings,
    },
    NavEntry {
        path: "/channels",
        title: l::notifications::channel::title,
        icon: Icon::Megaphone,
        permission: Permission::NotificationsManage,
        group: Group::Settings,
    },
    NavEntry {
        path: "/webhooks",
        title: l::webhooks::title,
        icon: Icon::Send,
        permission: Permission::WebhooksRead,
        group: Group::Settings,
    },
];

/// A page behind a button of the shell.
#[derive(Debug)]
pub(crate) struct Action {
    pub(crate) path: &'static str,
    pub(crate) permission: Permission,
}

/// 登记需求
pub(crate) const NEW_REQUEST: Action =
    Action { path: "/tickets/new", permission: Permission::TicketsRegister };

/// 消息: everybody's, behind the bell.
pub(crate) const NOTIFICATIONS: &str = "/notifications";

/// 我的账户: everybody's, behind their name.
pub(crate) const ACCOUNT: &str = "/account";

/// The pages that this person may open.
pub(crate) fn navigation(session: Session) -> Vec<&'static NavEntry> {
    NAVIGATION.iter().filter(|entry| session.can(entry.permission)).collect()
}

/// Where `/` searches.
pub(crate) fn search_path(session: Session) -> Option<&'static str> {
    session.can(Permission::TicketsRead).then_some("/tickets")
}

/// The page of the address.
#[component]
pub(crate) fn Pages() -> impl IntoView {
    view! {
        <FlatRoutes fallback=|| view! { <NotFoundPage /> }>
            <Route path=path!("/") view=StartPage />
            <Route path=path!("/tickets") view=guarded(Permission::TicketsRead, day::queue) />
            <Route path=path!("/tickets/new") view=guarded(Permission::TicketsRegister, request::new) />
            <Route path=path!("/tickets/:id") view=guarded(Permission::TicketsRead, request::ticket) />
            <Route path=path!("/jobs") view=guarded(Permission::TicketsWork, day::jobs) />
            <Route path=path!("/customers") view=guarded(Permission::CustomersRead, records::customers) />
            <Route path=path!("/customers/new") view=guarded(Permission::CustomersWrite, records::new_customer) />
            <Route path=path!("/customers/:id") view=guarded(Permission::CustomersRead, records::customer) />
            <Route path=path!("/customers/:id/edit") view=guarded(Permission::CustomersWrite, records::edit_customer) />
            <Route path=path!("/units") view=guarded(Permission::UnitsRead, records::units) />
            <Route path=path!("/units/new") view=guarded(Permission::UnitsWrite, records::new_unit) />
            <Route path=path!("/units/:id") view=guarded(Permission::UnitsRead, records::unit) />
            <Route path=path!("/units/:id/edit") view=guarded(Permission::UnitsWrite, records::edit_unit) />
            <Route path=path!("/products") view=guarded(Permission::ProductsRead, records::products) />
            <Route path=path!("/products/new") view=guarded(Permission::ProductsWrite, records::new_product) />
            <Route path=path!("/products/:id") view=guarded(Permission::ProductsRead, records::product) />
            <Route path=path!("/products/:id/edit") view=guarded(Permission::ProductsWrite, records::edit_product) />
            <Route path=path!("/reports") view=guarded(Permission::ReportsRead, insight::reports) />
            <Route path=path!("/reports/cases") view=guarded(Permission::ReportsRead, insight::cases) />
            <Route path=path!("/reports/promises") view=guarded(Permission::ReportsRead, insight::ledger) />
            <Route path=path!("/wall") view=guarded(Permission::ReportsRead, insight::wall) />
            <Route path=path!("/calendar") view=guarded(Permission::CalendarsRead, settings::calendar) />
            <Route path=path!("/mail") view=guarded(Permission::MailRead, day::mail) />
            <Route path=path!("/recalculation") view=guarded(Permission::PoliciesWrite, settings::recalculation) />
            <Route path=path!("/tools") view=guarded(Permission::WarrantyEvaluate, settings::tools) />
            <Route path=path!("/imports") view=guarded(Permission::ImportsRun, settings::imports) />
            <Route path=path!("/imports/:id") view=guarded(Permission::ImportsRun, settings::import) />
            <Route path=path!("/people") view=guarded(Permission::UsersRead, settings::people) />
            <Route path=path!("/webhooks") view=guarded(Permission::WebhooksRead, settings::webhooks) />
            <Route path=path!("/webhooks/:id") view=guarded(Permission::WebhooksRead, settings::webhook) />
            <Route path=path!("/duty") view=guarded(Permission::DutyRead, settings::duty) />
            <Route path=path!("/channels") view=guarded(Permission::NotificationsManage, settings::channels) />
            <Route path=path!("/notifications") view=|| arriving(day::inbox) />
            <Route path=path!("/notifications/preferences") view=|| arriving(settings::preferences) />
            <Route path=path!("/account") view=|| arriving(settings::account) />
            <Route path=path!("/gallery") view=gallery />
        </FlatRoutes>
    }
}

/// Every component on one page, in builds with the feature `gallery`.
fn gallery() -> AnyView {
    #[cfg(feature = "gallery")]
    return view! { <crate::features::gallery::GalleryPage /> }.into_any();
    #[cfg(not(feature = "gallery"))]
    view! { <NotFoundPage /> }.into_any()
}

/// `<Route path=… view=guarded(Permission::TicketsRead, day::queue) />`: without the permission the page says so and
/// asks nothing of the server.
fn guarded(
    permission: Permission,
    page: fn() -> Arriving,
) -> impl Fn() -> AnyView + Clone + Send + Sync + 'static {
    move || {
        let session = use_session();
        let permitted = Memo::new(move |_| session.can(permission));
        let shown = move || match permitted.get() {
            true => arriving(page),
            false => view! { <ErrorState error=ApiError::Forbidden(None) /> }.into_any(),
        };
        shown.into_any()
    }
}

/// A page as soon as its part of the app is here, which is at once when another page needed it before.
fn arriving(page: fn() -> Arriving) -> AnyView {
    let arrival = use_query(page);
    // with a network, the part is most likely gone because the server has a newer app
    let retry = move |()| if browser::is_online() { browser::reload() } else { arrival.reload() };
    let shown = move || match (arrival.data(), arrival.error()) {
        (Some(page), _) => page(),
        (None, Some(error)) => view! { <ErrorState error=error on_retry=retry /> }.into_any(),
        (None, None) => view! { <Skeleton /> }.into_any(),
    };
    shown.into_any()
}

/// The start page of a role: the first page of the navigation that it may open.
#[component]
fn StartPage() -> impl IntoView {
    let session = use_session();
    let first = Memo::new(move |_| navigation(session).first().map(|entry| entry.path));
    move || match first.get() {
        Some("/") => arriving(day::today),
        Some(path) => view! { <Redirect path=path /> }.into_any(),
        None => {
            let (title, note) = (text(l::nav::no_pages), text(l::nav::no_pages_text));
            view! { <EmptyState icon=Icon::DoorOpen title=title text=note /> }.into_any()
        }
    }
}
