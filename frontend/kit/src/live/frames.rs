/// One event of the stream.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LiveEvent {
    pub id: Option<String>,
    /// The event's type (`ticket.assigned`); `message` when the server names none.
    pub kind: String,
    /// The envelope as JSON.
    pub data: String,
}

impl LiveEvent {
    /// The envelope, when it has the expected shape.
    #[must_use]
    pub fn read<T: serde::de::DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_str(&self.data).ok()
    }
}

/// Cuts a byte stream into events (the HTML standard's `text/event-stream`).
#[derive(Debug, Default)]
pub(super) struct Frames {
    buffer: Vec<u8>,
    event: LiveEvent,
    has_data: bool,
}

impl Frames {
    /// The events that `chunk` completes.
    pub(super) fn push(&mut self, chunk: &[u8]) -> Vec<LiveEvent> {
        self.buffer.extend_from_slice(chunk);
        let mut events = Vec::new();
        while let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.buffer.drain(..=end).collect();
            let line = String::from_utf8_lossy(&line);
            events.extend(self.line(line.trim_end_matches(['\n', '\r'])));
        }
        events
    }

    fn line(&mut self, line: &str) -> Option<LiveEvent> {
        if line.is_empty() {
            let mut event = std::mem::take(&mut self.event);
            if event.kind.is_empty() {
                event.kind.push_str("message");
            }
            return std::mem::take(&mut self.has_data).then_some(event);
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "id" => self.event.id = Some(value.to_owned()),
            "event" => value.clone_into(&mut self.event.kind),
            "data" => {
                if std::mem::replace(&mut self.has_data, true) {
                    self.event.data.push('\n');
                }
                self.event.data.push_str(value);
            }
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_cut_wherever_the_chunks_end() {
        let stream =
            "id: 7\nevent: ticket.assigned\ndata: {\"n\":\"派单\"}\n\n: keep-alive\n\ndata: a\ndata: b\n\n";
        let expected = vec![
            LiveEvent {
                id: Some("7".to_owned()),
                kind: "ticket.assigned".to_owned(),
                data: "{\"n\":\"派单\"}".to_owned(),
            },
            LiveEvent { id: None, kind: "message".to_owned(), data: "a\nb".to_owned() },
        ];
        for size in 1..stream.len() {
            let mut frames = Frames::default();
            let events: Vec<_> =
                stream.as_bytes().chunks(size).flat_map(|chunk| frames.push(chunk)).collect();
            assert_eq!(events, expected, "chunks of {size}");
        }
    }

    #[test]
    fn a_comment_or_an_id_alone_is_no_event() {
        let mut frames = Frames::default();
        assert!(frames.push(b": hello\n\nid: 9\n\nevent: x\r\n\r\n").is_empty());
    }
}
