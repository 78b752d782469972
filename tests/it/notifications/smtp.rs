//! A mail server: answers what it is told to, and remembers what it was sent.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use application::{
    AddressPolicy,
    notifications::{MailSettings, MessageSettings},
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mail {
    pub(super) to: String,
    pub(super) data: String,
}

impl Mail {
    pub(super) fn header(&self, name: &str) -> String {
        let unfolded = self.data.replace("\r\n ", " ");
        let line =
            unfolded.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")).map(str::to_owned));
        line.unwrap_or_else(|| panic!("no {name} in {}", self.data))
    }
}

#[derive(Clone)]
pub(super) struct MailServer {
    port: u16,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    mails: Mutex<Vec<Mail>>,
    /// Answers to recipients; then 250
    answers: Mutex<VecDeque<&'static str>>,
    /// Nothing is answered any more
    silent: std::sync::atomic::AtomicBool,
    asked: tokio::sync::Notify,
}

impl MailServer {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::<State>::default();
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

    pub(super) fn settings(&self) -> MessageSettings {
        MessageSettings {
            mail: Some(MailSettings {
                smtp_url: format!("smtp://127.0.0.1:{}", self.port),
                from: "售后服务 <service@example.com>".to_owned(),
            }),
            public_url: Some("https://aftercare.example.com/".to_owned()),
            addresses: AddressPolicy { allow_insecure: true, allow_private: true },
        }
    }

    pub(super) fn mails(&self) -> Vec<Mail> {
        self.state.mails.lock().unwrap().clone()
    }

    pub(super) fn recipients(&self) -> Vec<String> {
        let mut all: Vec<String> = self.mails().into_iter().map(|mail| mail.to).collect();
        all.sort();
        all
    }

    /// How the next recipient is answered.
    pub(super) fn answer(&self, line: &'static str) {
        self.state.answers.lock().unwrap().push_back(line);
    }

    pub(super) fn fall_silent(&self) {
        self.state.silent.store(true, std::sync::atomic::Ordering::SeqCst);
    }

    /// Until somebody has asked while it was silent.
    pub(super) async fn asked(&self) {
        self.state.asked.notified().await;
    }
}

async fn talk(stream: TcpStream, state: Arc<State>) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let _ = write.write_all(b"220 mail.example.com ESMTP\r\n").await;
    let mut to = String::new();
    while let Ok(Some(line)) = lines.next_line().await {
        if state.silent.load(std::sync::atomic::Ordering::SeqCst) {
            state.asked.notify_one();
            std::future::pending::<()>().await;
        }
        let verb = line.to_ascii_uppercase();
        let answer = if verb.starts_with("EHLO") {
            "250-mail.example.com\r\n250 8BITMIME".to_owned()
        } else if verb.starts_with("RCPT TO:") {
            to = line[8..].trim().trim_matches(['<', '>']).to_owned();
            state.answers.lock().unwrap().pop_front().unwrap_or("250 ok").to_owned()
        } else if verb == "DATA" {
            let _ = write.write_all(b"354 go on\r\n").await;
            let mut data = String::new();
            while let Ok(Some(line)) = lines.next_line().await {
                if line == "." {
                    break;
                }
                data.push_str(line.strip_prefix('.').unwrap_or(&line));
                data.push_str("\r\n");
            }
            state.mails.lock().unwrap().push(Mail { to: to.clone(), data });
            "250 queued".to_owned()
        } else if verb == "QUIT" {
            let _ = write.write_all(b"221 bye\r\n").await;
            return;
        } else {
            "250 ok".to_owned()
        };
        let _ = write.write_all(format!("{answer}\r\n").as_bytes()).await;
    }
}
