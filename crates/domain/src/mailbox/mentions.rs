//! Numbers that people write into a message.

use crate::{assets::SerialNo, tickets::TicketNo};

/// Most serial numbers of one message that are looked up.
const MAX_SERIALS: usize = 50;
/// Shorter ones are words, years and quantities.
const MIN_SERIAL: usize = 5;

/// Ticket numbers, in the order of writing, each once.
#[must_use]
pub fn ticket_numbers_in(text: &str) -> Vec<TicketNo> {
    let text: String = text.chars().map(crate::assets::half_width).collect();
    let mut found: Vec<TicketNo> = Vec::new();
    for word in text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-') {
        if let Ok(no) = TicketNo::parse(&word.trim_matches('-').to_ascii_uppercase())
            && !found.contains(&no)
        {
            found.push(no);
        }
    }
    found
}

/// What may be a serial number, in the order of writing, each once: with a digit in it and no ticket number.
#[must_use]
pub fn serials_in(text: &str) -> Vec<SerialNo> {
    let text: String = text.chars().map(crate::assets::half_width).collect();
    let mut found: Vec<SerialNo> = Vec::new();
    for word in text.split(|c: char| !c.is_ascii_alphanumeric() && !"-/._#".contains(c)) {
        let word = word.trim_matches(['-', '/', '.', '_', '#']);
        if word.len() < MIN_SERIAL || !word.bytes().any(|b| b.is_ascii_digit()) {
            continue;
        }
        let Ok(serial) = SerialNo::parse(word) else { continue };
        if TicketNo::parse(serial.as_str()).is_err() && !found.contains(&serial) {
            found.push(serial);
        }
        if found.len() == MAX_SERIALS {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_ticket_numbers_however_they_are_wrapped() {
        let found = |text: &str| ticket_numbers_in(text).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(found("Re: 【SH-2026-000123】排气高温"), ["SH-2026-000123"]);
        assert_eq!(
            found("回复：sh-2026-000123, GZ-2026-000009 SH-2026-000123"),
            ["SH-2026-000123", "GZ-2026-000009"]
        );
        assert_eq!(found("ＳＨ－２０２６－０００１２３"), ["SH-2026-000123"]);
        assert_eq!(found("KY55-2024-0317 2026-03-02"), [""; 0]);
    }

    #[test]
    fn finds_what_may_be_a_serial_number() {
        let found = |text: &str| serials_in(text).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(
            found("我厂的 KY-55（机号：ky55-2024-0317）停机。SH-2026-000123，排气 112 度"),
            ["KY-55", "KY55-2024-0317"]
        );
        assert_eq!(found("SD20/7731."), ["SD20/7731"]);
        assert_eq!(serials_in(&(0..500).map(|n| format!("A{n:05} ")).collect::<String>()).len(), MAX_SERIALS);
    }
}
