//! What somebody wrote, without what they quoted and their signature.

use crate::kernel::Prose;

/// Lines after which everything is the message that is answered.
const QUOTE_BEGINS: &[&str] = &[
    "-----original message-----",
    "-----forwarded message-----",
    "-----原始邮件-----",
    "-----邮件原件-----",
    "------------------ original ------------------",
    "________________________________",
];
/// Lines after which everything is a signature of a device.
const SIGNATURE_BEGINS: &[&str] =
    &["发自我的", "来自我的", "从我的", "sent from my ", "get outlook for ", "获取outlook"];
/// Where a header block of a quoted message begins, and what must follow within three lines.
const HEADER_FROM: &[&str] = &["发件人:", "from:", "寄件者:"];
const HEADER_SENT: &[&str] = &["发送时间:", "日期:", "sent:", "date:", "收件人:", "to:"];

/// Line ends made one, control characters removed, no more than one empty line in a row.
#[must_use]
pub fn tidy(text: &str) -> String {
    let unified = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut tidied = String::with_capacity(unified.len());
    let mut empty = 0;
    for line in unified.split('\n') {
        let line: String = line.chars().filter(|c| !c.is_control() || *c == '\t').collect();
        let line = line.trim_end();
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            tidied.push_str(line);
            tidied.push('\n');
        }
    }
    tidied.trim().to_owned()
}

/// The new part of a reply. When nothing would be left, everything stays: an answer below the quotation is an answer, too.
#[must_use]
pub fn reply_of(text: &str) -> String {
    let tidied = tidy(text);
    let lines: Vec<&str> = tidied.lines().collect();
    let end = (0..lines.len()).find(|at| ends_here(&lines, *at)).unwrap_or(lines.len());
    let said: Vec<&str> =
        lines.into_iter().take(end).filter(|line| !line.trim_start().starts_with(['>', '＞'])).collect();
    let said = tidy(&said.join("\n"));
    if said.is_empty() { tidied } else { said }
}

fn ends_here(lines: &[&str], at: usize) -> bool {
    let Some(raw) = lines.get(at) else { return false };
    let line = normal(raw);
    let next = lines.get(at + 1).map(|l| normal(l)).unwrap_or_default();
    let introduces = |l: &str| {
        (l.starts_with("on ") && l.ends_with("wrote:"))
            || (l.contains("写道:") && l.ends_with(':') && l.len() < 200)
    };
    let block = HEADER_FROM.iter().any(|h| line.starts_with(h))
        && lines.iter().skip(at + 1).take(3).any(|l| HEADER_SENT.iter().any(|h| normal(l).starts_with(h)));
    *raw == "--"
        || introduces(&line)
        || (line.starts_with("on ") && introduces(&format!("{line} {next}")))
        || QUOTE_BEGINS.iter().any(|q| line.starts_with(q))
        || (line.starts_with("-----") && (line.contains("原始邮件") || line.contains("original")))
        || SIGNATURE_BEGINS.iter().any(|s| line.starts_with(s))
        || block
}

fn normal(line: &str) -> String {
    line.trim().to_lowercase().replace('：', ":").replace("**", "")
}

/// Subject and text as one description; what is too long is cut, the original stays an attachment. None when both are empty.
#[must_use]
pub fn described(subject: &str, text: &str) -> Option<Prose> {
    let subject = tidy(subject).replace('\n', " ");
    let both = match (subject.is_empty(), text.is_empty()) {
        (false, false) => format!("{subject}\n\n{text}"),
        (false, true) => subject,
        _ => text.to_owned(),
    };
    let tidied = tidy(&both);
    let short = if tidied.chars().count() > Prose::MAX {
        format!("{}…", tidied.chars().take(Prose::MAX - 1).collect::<String>().trim_end())
    } else {
        tidied
    };
    Prose::parse(&short).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_quoted_is_left_out() {
        for (text, expected) in [
            ("好的，谢谢\r\n\r\n> 请问周三上午方便吗？\r\n", "好的，谢谢"),
            ("还是高温\n\n在 2026年3月2日，华骏服务 <service@huajun.example> 写道：\n> 已处理", "还是高温"),
            (
                "Still hot\n\nOn Mon, Mar 2, 2026 at 9:00 AM Huajun\n<service@huajun.example> wrote:\n\nfixed",
                "Still hot",
            ),
            ("可以\n\n------------------ 原始邮件 ------------------\n发件人: a", "可以"),
            ("可以\n\n-----Original Message-----\nFrom: a", "可以"),
            ("可以\n\n发件人：华骏\n发送时间：2026年3月2日\n收件人：王工\n\n旧内容", "可以"),
            ("周三可以\n-- \n王工\n13800138000", "周三可以"),
            ("周三可以\n\n发自我的iPhone", "周三可以"),
            ("from: 上海的王工\n机器又停了", "from: 上海的王工\n机器又停了"),
            ("> 只有引用", "> 只有引用"),
            ("a\n\n\n\n\nb\u{0}\u{7}", "a\n\nb"),
        ] {
            assert_eq!(reply_of(text), expected, "{text}");
        }
    }

    #[test]
    fn a_description_has_both_and_an_end() {
        assert_eq!(described("停机", "排气高温").unwrap().as_str(), "停机\n\n排气高温");
        assert_eq!(described("停\r\n机", "").unwrap().as_str(), "停 机");
        assert_eq!(described("", "排气高温").unwrap().as_str(), "排气高温");
        assert_eq!(described(" ", "\n"), None);
        let long = described("停机", &"长".repeat(5000)).unwrap();
        assert_eq!(long.as_str().chars().count(), Prose::MAX);
        assert!(long.as_str().ends_with('…'));
    }
}
