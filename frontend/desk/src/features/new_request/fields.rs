use domain::kernel::{CustomerId, UnitId};
use leptos::prelude::*;

use super::form::NewRequest;

macro_rules! fields {
    ($($text:ident),+ ; $($id:ident : $ty:ty),+) => {
        /// One signal per input; together they are a [`NewRequest`].
        #[derive(Debug, Clone, Copy)]
        pub(super) struct Fields {
            $(pub(super) $text: RwSignal<String>,)+
            $(pub(super) $id: RwSignal<Option<$ty>>,)+
        }

        impl Fields {
            pub(super) fn new(form: NewRequest) -> Self {
                Self { $($text: RwSignal::new(form.$text),)+ $($id: RwSignal::new(form.$id),)+ }
            }

            /// The form as it is typed now.
            pub(super) fn snapshot(self) -> NewRequest {
                NewRequest { $($text: self.$text.get(),)+ $($id: self.$id.get(),)+ }
            }

            pub(super) fn fill(self, form: NewRequest) {
                $(self.$text.set(form.$text);)+
                $(self.$id.set(form.$id);)+
            }
        }
    };
}

fields! {
    serial, model, batch, quantity, purchased_on, name, contact_name, phone, address, region, request_type, mode,
    channel, severity, impact, description, fault_code, received_at;
    unit_id: UnitId, customer_id: CustomerId
}
