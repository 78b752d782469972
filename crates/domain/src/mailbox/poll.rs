//! 收信邮箱: how a mailbox is asked for new mail, and how often when it does not answer.

use serde::{Deserialize, Serialize};

use crate::kernel::codes;

/// The longest wait between two attempts.
const LONGEST_MILLIS: i64 = 3_600_000;

codes! {
    /// How the connection to a mail server is protected.
    pub enum MailSecurity {
        Tls = "tls", "TLS（993 端口）", "TLS from the start";
        StartTls = "starttls", "STARTTLS（143 端口）", "STARTTLS";
        None = "none", "不加密（仅限测试）", "None, for tests only";
    }
}

codes! {
    /// Why a mailbox could not be asked.
    pub enum MailboxFault {
        Unreachable = "unreachable", "无法连接", "Cannot be reached";
        Timeout = "timeout", "对方没有及时应答", "No answer in time";
        Certificate = "certificate", "证书不可信", "The certificate is not trusted";
        SignIn = "sign_in", "登录被拒绝", "The sign-in was refused";
        Folder = "folder", "文件夹不存在", "The folder does not exist";
        Protocol = "protocol", "应答无法识别", "The answer was not understood";
        NotTaken = "not_taken", "邮件未能保存，将重试", "A message could not be kept; it is tried again";
        NotConfigured = "not_configured", "密码无法读取，请重新填写", "The password cannot be read: enter it anew";
    }
}

/// Up to where a folder was read. A server that renumbers its messages says so by another validity (RFC 3501 2.3.1.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderPosition {
    pub validity: u32,
    pub last_uid: u32,
}

/// What of a folder is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Nothing: what was there before the mailbox was set up is not ours
    FromNowOn { position: FolderPosition },
    /// Messages after the position
    After { position: FolderPosition },
    /// The numbers are new: what came since the last look is asked for by date, and known messages are recognised
    Since { position: FolderPosition },
}

/// Decides what to ask for.
#[must_use]
pub fn wanted(known: Option<FolderPosition>, validity: u32, uid_next: Option<u32>) -> Wanted {
    match known {
        None => {
            let last_uid = uid_next.map_or(0, |next| next.saturating_sub(1));
            Wanted::FromNowOn { position: FolderPosition { validity, last_uid } }
        }
        Some(position) if position.validity == validity => Wanted::After { position },
        Some(_) => Wanted::Since { position: FolderPosition { validity, last_uid: 0 } },
    }
}

/// Milliseconds until the next look: the interval, doubled with each failure in a row up to an hour.
#[must_use]
pub fn next_poll_millis(interval_seconds: i64, failures: i64) -> i64 {
    let interval = interval_seconds.max(1).saturating_mul(1000);
    let doubled = interval.saturating_mul(1_i64 << failures.clamp(0, 20));
    doubled.min(LONGEST_MILLIS.max(interval))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_mailbox_begins_now_and_a_renumbered_one_by_date() {
        let at = |validity, last_uid| FolderPosition { validity, last_uid };
        assert_eq!(wanted(None, 7, Some(41)), Wanted::FromNowOn { position: at(7, 40) });
        assert_eq!(wanted(Some(at(7, 40)), 7, Some(43)), Wanted::After { position: at(7, 40) });
        assert_eq!(wanted(Some(at(7, 40)), 8, Some(3)), Wanted::Since { position: at(8, 0) });
    }

    #[test]
    fn failures_make_it_wait_longer_up_to_an_hour() {
        assert_eq!([0, 1, 2, 3].map(|n| next_poll_millis(60, n) / 1000), [60, 120, 240, 480]);
        assert_eq!(next_poll_millis(60, 50), 3_600_000);
        assert_eq!(next_poll_millis(7200, 3), 7_200_000, "never more often than asked for");
    }
}
