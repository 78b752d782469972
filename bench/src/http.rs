//! One keep-alive connection that costs as little as possible, so that what is measured is the server.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use serde_json::Value;

use crate::Failure;

pub(crate) struct Http {
    stream: TcpStream,
    buffer: Vec<u8>,
}

pub(crate) struct Answer<'a> {
    pub status: u16,
    pub body: &'a [u8],
}

impl Answer<'_> {
    pub(crate) const fn is_success(&self) -> bool {
        self.status >= 200 && self.status < 300
    }

    pub(crate) fn text(&self) -> String {
        format!(
            "{}: {}",
            self.status,
            String::from_utf8_lossy(self.body).chars().take(400).collect::<String>()
        )
    }
}

impl Http {
    pub(crate) fn connect(address: SocketAddr) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Self { stream, buffer: Vec::with_capacity(256 << 10) })
    }

    /// Sends a request and reads its answer, which says its length.
    pub(crate) fn call(&mut self, request: &[u8]) -> Result<Answer<'_>, Failure> {
        self.stream.write_all(request)?;
        self.buffer.clear();
        let mut chunk = [0_u8; 64 << 10];
        let (mut head, mut whole) = (0, usize::MAX);
        while self.buffer.len() < whole {
            let read = self.stream.read(&mut chunk)?;
            if read == 0 {
                return Err("the server closed the connection".into());
            }
            self.buffer.extend_from_slice(&chunk[..read]);
            if head == 0
                && let Some(end) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n")
            {
                head = end + 4;
                whole = head + length(&self.buffer[..end])?;
            }
        }
        let status = std::str::from_utf8(self.buffer.get(9..12).unwrap_or_default())?.parse()?;
        Ok(Answer { status, body: &self.buffer[head..whole] })
    }

    /// A call of the preparation: JSON in and out, success or an error.
    pub(crate) fn json(&mut self, request: &[u8]) -> Result<Value, Failure> {
        let answer = self.call(request)?;
        if !answer.is_success() {
            return Err(format!(
                "{} → {}",
                String::from_utf8_lossy(request).lines().next().unwrap_or_default(),
                answer.text()
            )
            .into());
        }
        Ok(serde_json::from_slice(answer.body)?)
    }
}

fn length(head: &[u8]) -> Result<usize, Failure> {
    let head = std::str::from_utf8(head)?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim())
    });
    Ok(length.ok_or("an answer without content-length")?.parse()?)
}

/// The bytes of a request.
pub(crate) fn request(
    method: &str,
    path: &str,
    token: Option<&str>,
    key: Option<&str>,
    body: Option<&Value>,
) -> Vec<u8> {
    let mut text = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n");
    if let Some(token) = token {
        text.push_str(&format!("Authorization: Bearer {token}\r\n"));
    }
    if let Some(key) = key {
        text.push_str(&format!("Idempotency-Key: {key}\r\n"));
    }
    match body {
        Some(body) => {
            let body = body.to_string();
            text.push_str(&format!(
                "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            ));
        }
        None => text.push_str("\r\n"),
    }
    text.into_bytes()
}
