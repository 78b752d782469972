use leptos::prelude::*;

/// The mark of the product.
#[component]
pub(crate) fn BrandMark() -> impl IntoView {
    view! {
        <svg class="brand-mark" viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="7" fill="#2c5cc5"></rect>
            <path
                d="M8 17.5l5.2 5L24 10"
                fill="none"
                stroke="#fff"
                stroke-width="3.4"
                stroke-linecap="round"
                stroke-linejoin="round"
            ></path>
        </svg>
    }
}

/// Mark and name.
#[component]
pub(crate) fn Brand() -> impl IntoView {
    view! {
        <BrandMark />
        <span>"Aftercare"</span>
    }
}
