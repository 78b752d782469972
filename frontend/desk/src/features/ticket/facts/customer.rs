use kit::{
    i18n::text,
    ui::{Fact, FactList, Glyph, Icon},
};
use leptos::prelude::*;

use super::super::{panel::Panel, state::use_ticket};
use crate::l;

/// Who asks; a press on the telephone number calls, on the place shows the way.
#[component]
pub(super) fn Customer() -> impl IntoView {
    let customer = use_ticket().part(|ticket| ticket.customer.clone());
    let facts = move || {
        let customer = customer.get();
        let name = customer.name.to_string();
        let link = customer.customer_id.map(|id| format!("/customers/{id}"));
        let phone = customer.phone.to_string();
        let call = format!("tel:{phone}");
        view! {
            <FactList>
                <Fact name=text(l::ticket::customer::name)>
                    {match link {
                        Some(href) => view! { <a href=href>{name}</a> }.into_any(),
                        None => name.into_any(),
                    }}
                </Fact>
                <Fact name=text(l::ticket::customer::contact)>{customer.contact_name.to_string()}</Fact>
                <Fact name=text(l::ticket::customer::phone)>
                    <a class="touch-link" href=call>
                        <Glyph icon=Icon::Phone />
                        {phone}
                    </a>
                </Fact>
                {customer
                    .address
                    .map(|place| {
                        let place = place.to_string();
                        view! {
                            <Fact name=text(l::ticket::customer::place)>
                                <a class="touch-link" href=map_link(&place)>
                                    <Glyph icon=Icon::MapPin />
                                    {place.clone()}
                                </a>
                            </Fact>
                        }
                    })}
            </FactList>
        }
    };
    view! { <Panel title=l::ticket::customer::title>{facts}</Panel> }
}

/// Opens the telephone's own map.
pub(crate) fn map_link(place: &str) -> String {
    format!("geo:0,0{}", kit::api::query_string([("q", Some(place.to_owned()))]))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_place_opens_the_map() {
        assert_eq!(super::map_link("苏州 1号"), "geo:0,0?q=%E8%8B%8F%E5%B7%9E%201%E5%8F%B7");
    }
}
