//! A mail server that speaks as much of IMAP4rev1 as a reader of one folder needs, over TCP.

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};

#[derive(Clone)]
pub(super) struct ImapServer {
    pub(super) port: u16,
    state: Arc<Mutex<State>>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Fetching {
    #[default]
    Answers,
    Refused,
    /// The connection ends
    Dies,
}

#[derive(Default)]
struct State {
    validity: u32,
    next: u32,
    /// Of the folder that is read: number, whether it was seen, the message
    inbox: Vec<(u32, bool, Vec<u8>)>,
    moved: Vec<u32>,
    sign_ins: usize,
    /// The connection ends when a message is to be set aside
    dies: bool,
    /// What happens when a message is asked for
    fetching: Fetching,
    can_move: bool,
}

impl ImapServer {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State { validity: 7, next: 1, can_move: true, ..State::default() }));
        tokio::spawn({
            let state = state.clone();
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(talk(stream, state.clone()));
                }
            }
        });
        Self { port, state }
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.state.lock().unwrap())
    }

    pub(super) fn arrives(&self, raw: &[u8]) -> u32 {
        self.with(|s| {
            let uid = s.next;
            s.next += 1;
            s.inbox.push((uid, false, raw.to_vec()));
            uid
        })
    }

    /// As after a restore: the same messages under other numbers.
    pub(super) fn renumbers(&self) {
        self.with(|s| {
            s.validity += 1;
            s.next = 1;
            for message in &mut s.inbox {
                message.0 = s.next;
                s.next += 1;
            }
        });
    }

    pub(super) fn dies_when_setting_aside(&self, dies: bool) {
        self.with(|s| s.dies = dies);
    }

    pub(super) fn fetching(&self, fetching: Fetching) {
        self.with(|s| s.fetching = fetching);
    }

    pub(super) fn vanishes(&self, uid: u32) {
        self.with(|s| s.inbox.retain(|m| m.0 != uid));
    }

    pub(super) fn cannot_move(&self) {
        self.with(|s| s.can_move = false);
    }

    pub(super) fn seen(&self) -> Vec<u32> {
        self.with(|s| s.inbox.iter().filter(|m| m.1).map(|m| m.0).collect())
    }

    pub(super) fn moved(&self) -> Vec<u32> {
        self.with(|s| s.moved.clone())
    }

    pub(super) fn left(&self) -> usize {
        self.with(|s| s.inbox.len())
    }

    pub(super) fn sign_ins(&self) -> usize {
        self.with(|s| s.sign_ins)
    }
}

async fn talk(stream: TcpStream, state: Arc<Mutex<State>>) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let _ = write.write_all(b"* OK IMAP4rev1 ready\r\n").await;
    while let Ok(Some(line)) = lines.next_line().await {
        let (tag, command) = line.split_once(' ').unwrap_or((&line, ""));
        let Some(answer) = answer(&mut state.lock().unwrap(), tag, command) else { return };
        if write.write_all(&answer).await.is_err() || command == "LOGOUT" {
            return;
        }
    }
}

/// None: the connection ends.
fn answer(state: &mut State, tag: &str, command: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let words: Vec<&str> = command.split(' ').collect();
    let ok = format!("{tag} OK done\r\n");
    let uid = || words[2].parse::<u32>().unwrap();
    let result = match words.as_slice() {
        ["CAPABILITY"] => {
            let can = if state.can_move { " MOVE" } else { "" };
            out.extend(format!("* CAPABILITY IMAP4rev1{can}\r\n").bytes());
            ok
        }
        ["LOGIN", "\"service\"", "\"right\""] => {
            state.sign_ins += 1;
            ok
        }
        ["LOGIN", ..] => {
            state.sign_ins += 1;
            format!("{tag} NO wrong password\r\n")
        }
        ["SELECT", "\"INBOX\""] => {
            let (count, validity, next) = (state.inbox.len(), state.validity, state.next);
            let said = format!(
                "* {count} EXISTS\r\n* OK [UIDVALIDITY {validity}] valid\r\n* OK [UIDNEXT {next}] next\r\n"
            );
            out.extend(said.bytes());
            ok
        }
        ["SELECT", ..] => format!("{tag} NO there is no such folder\r\n"),
        ["UID", "SEARCH", "SINCE", _] => {
            let all: Vec<String> = state.inbox.iter().map(|m| m.0.to_string()).collect();
            out.extend(format!("* SEARCH {}\r\n", all.join(" ")).bytes());
            ok
        }
        ["NOOP"] => ok,
        ["UID", "SEARCH", "UID", range] if !range.contains(':') => {
            let uid: u32 = range.parse().unwrap();
            let found: Vec<String> =
                state.inbox.iter().filter(|m| m.0 == uid).map(|m| m.0.to_string()).collect();
            out.extend(format!("* SEARCH {}\r\n", found.join(" ")).bytes());
            ok
        }
        ["UID", "SEARCH", "UID", range] => {
            let from: u32 = range.trim_end_matches(":*").parse().unwrap();
            let last = state.inbox.last().map(|m| m.0);
            // the last message is always named (RFC 3501, 6.4.8)
            let found = state.inbox.iter().map(|m| m.0).filter(|uid| *uid >= from || Some(*uid) == last);
            let found: Vec<String> = found.map(|uid| uid.to_string()).collect();
            out.extend(format!("* SEARCH {}\r\n", found.join(" ")).bytes());
            ok
        }
        ["UID", "FETCH", ..] if state.fetching == Fetching::Dies => return None,
        ["UID", "FETCH", ..] if state.fetching == Fetching::Refused => format!("{tag} NO not now\r\n"),
        ["UID", "FETCH", ..] => {
            let uid = uid();
            if let Some(at) = state.inbox.iter().position(|m| m.0 == uid) {
                let raw = state.inbox[at].2.clone();
                let number = at + 1;
                if command.contains("RFC822.SIZE") {
                    out.extend(format!("* {number} FETCH (UID {uid} RFC822.SIZE {})\r\n", raw.len()).bytes());
                } else {
                    out.extend(format!("* {number} FETCH (UID {uid} BODY[] {{{}}}\r\n", raw.len()).bytes());
                    out.extend(raw);
                    out.extend(b")\r\n");
                }
            }
            ok
        }
        ["UID", "STORE" | "COPY" | "MOVE", ..] if state.dies => return None,
        ["UID", "STORE", ..] => {
            let uid = uid();
            state.inbox.iter_mut().filter(|m| m.0 == uid).for_each(|m| m.1 = true);
            ok
        }
        ["UID", "MOVE", _, "\"Processed\""] => {
            let uid = uid();
            state.inbox.retain(|m| m.0 != uid);
            state.moved.push(uid);
            ok
        }
        ["UID", "COPY", _, "\"Processed\""] => {
            state.moved.push(uid());
            ok
        }
        ["UID", "MOVE" | "COPY", ..] => format!("{tag} NO [TRYCREATE] there is no such folder\r\n"),
        ["LOGOUT"] => {
            out.extend(b"* BYE\r\n");
            ok
        }
        _ => format!("{tag} BAD what?\r\n"),
    };
    out.extend(result.bytes());
    Some(out)
}
