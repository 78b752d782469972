use domain::kernel::{Currency, Money, Timestamp};
use leptos::prelude::*;

use crate::{
    i18n::lang,
    time::{self, Civil, SHANGHAI, Zone},
};

/// An instant: `明天 10:30` or, `long`, `2025-03-07 周五 12:00`; the other form is under the mouse.
#[component]
pub fn TimeText(
    #[prop(into)] at: Signal<Timestamp>,
    #[prop(optional)] long: bool,
    #[prop(default = SHANGHAI)] zone: Zone,
) -> impl IntoView {
    let spoken = move || Civil::at(at.get(), zone).spoken(Civil::at(time::now(), zone), lang());
    let full = move || Civil::at(at.get(), zone).long(lang());
    view! {
        <time
            class="time"
            datetime=move || at.get().to_string()
            title=move || if long { spoken() } else { full() }
        >
            {move || if long { full() } else { spoken() }}
        </time>
    }
}

/// `¥4,712.00`
#[component]
pub fn MoneyText(#[prop(into)] amount: Signal<Money>) -> impl IntoView {
    view! { <span class="num">{move || money(amount.get())}</span> }
}

/// `¥4,712.00`, `-$0.05`
#[must_use]
pub fn money(amount: Money) -> String {
    let sign = match amount.currency() {
        Currency::Cny => "¥",
        Currency::Usd => "$",
        Currency::Eur => "€",
    };
    let text = amount.to_string();
    let (minus, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "00"));
    let mut grouped = String::with_capacity(whole.len() * 4 / 3 + 1);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{minus}{sign}{grouped}.{fraction}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_grouped_by_thousands() {
        for (minor, shown) in
            [(471_200, "¥4,712.00"), (5, "¥0.05"), (-123_456_789, "-¥1,234,567.89"), (10_000, "¥100.00")]
        {
            assert_eq!(money(Money::from_minor(minor, Currency::Cny)), shown);
        }
        assert_eq!(money(Money::from_minor(-5, Currency::Usd)), "-$0.05");
    }
}
