//! Messages as they travel: JSON-RPC 2.0 in frames that a `Content-Length` announces.
//!
//! A frame that holds no JSON is answered with an error and the next one is read: an editor should not lose its server
//! over one message.

use serde_json::{Value, json};
use std::io::{self, BufRead, Read, Write};
use std::sync::{Mutex, PoisonError};

/// A frame larger than this is skipped: a text of an entry has at most 16 MB.
const MAX_FRAME: u64 = 128 * 1024 * 1024;

/// What was read.
#[derive(Debug)]
pub(super) enum Incoming {
    /// A message.
    Message(Message),
    /// A frame that holds none, and why.
    Malformed(String),
}

/// A request, which has an id and a method; a notification, which has no id; or an answer, which has no method.
#[derive(Clone, Debug)]
pub(super) struct Message {
    /// What the answer has to name.
    pub(super) id: Option<Value>,
    /// What is asked or told.
    pub(super) method: Option<String>,
    /// With what.
    pub(super) params: Value,
}

/// Why a request is not answered: a code of JSON-RPC or of the protocol, and words for a person.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    code: i32,
    message: String,
}

impl Refusal {
    /// What was sent is no JSON.
    pub(super) fn malformed(message: impl Into<String>) -> Refusal {
        Refusal::new(-32700, message)
    }

    /// The request cannot be made at this point.
    pub(super) fn invalid(message: impl Into<String>) -> Refusal {
        Refusal::new(-32600, message)
    }

    /// Nothing here answers that method.
    pub(super) fn unknown(method: &str) -> Refusal {
        Refusal::new(-32601, format!("the server does not know the method `{method}`"))
    }

    /// The parameters are not those of the method.
    pub(super) fn parameters(error: &serde_json::Error) -> Refusal {
        Refusal::new(-32602, error.to_string())
    }

    /// The server made a mistake.
    pub(super) fn internal() -> Refusal {
        Refusal::new(-32603, "the server failed at this request; please report what you did")
    }

    /// `initialize` comes first.
    pub(super) fn early() -> Refusal {
        Refusal::new(-32002, "the first request has to be `initialize`")
    }

    /// The client has taken the request back.
    pub(super) fn cancelled() -> Refusal {
        Refusal::new(-32800, "cancelled")
    }

    /// The request was understood and cannot be granted, for a reason that a person can do something about.
    pub(super) fn failed(message: impl Into<String>) -> Refusal {
        Refusal::new(-32803, message)
    }

    fn new(code: i32, message: impl Into<String>) -> Refusal {
        Refusal {
            code,
            message: message.into(),
        }
    }
}

/// Reads the next message; nothing at the end of the stream.
///
/// # Errors
/// When the stream breaks off.
pub(super) fn read(stream: &mut dyn BufRead) -> io::Result<Option<Incoming>> {
    let Some(length) = length(stream)? else {
        return Ok(None);
    };
    let length = match length {
        Ok(length) => length,
        Err(problem) => return Ok(Some(Incoming::Malformed(problem))),
    };
    let mut body = Vec::new();
    let mut rest = stream.take(length);
    if length > MAX_FRAME {
        io::copy(&mut rest, &mut io::sink())?;
        return Ok(Some(Incoming::Malformed(format!("a message of {length} bytes"))));
    }
    rest.read_to_end(&mut body)?;
    if (body.len() as u64) < length {
        return Ok(None);
    }
    Ok(Some(match serde_json::from_slice(&body) {
        Ok(Value::Object(mut object)) => Incoming::Message(Message {
            id: object.remove("id").filter(|id| id.is_number() || id.is_string()),
            method: object.remove("method").and_then(|it| it.as_str().map(str::to_owned)),
            params: object.remove("params").unwrap_or(Value::Null),
        }),
        Ok(_) => Incoming::Malformed("a message has to be an object".to_owned()),
        Err(error) => Incoming::Malformed(error.to_string()),
    }))
}

/// Reads the head of a frame: the length of what follows, or what is wrong with the head.
fn length(stream: &mut dyn BufRead) -> io::Result<Option<Result<u64, String>>> {
    let mut length = None;
    let mut is_begun = false;
    loop {
        let mut line = Vec::new();
        if stream.take(8 * 1024).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end();
        if line.is_empty() {
            match length {
                Some(length) => return Ok(Some(Ok(length))),
                None if is_begun => return Ok(Some(Err("a head without `Content-Length`".to_owned()))),
                // Empty lines between frames do no harm.
                None => continue,
            }
        }
        is_begun = true;
        if let Some((name, value)) = line.split_once(':')
            && name.trim().eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok();
        }
    }
}

/// Where messages to the client go, from whatever thread.
pub(super) struct Outlet {
    stream: Mutex<Box<dyn Write + Send>>,
}

impl Outlet {
    /// Sends to this stream.
    pub(super) fn new(stream: Box<dyn Write + Send>) -> Outlet {
        Outlet {
            stream: Mutex::new(stream),
        }
    }

    /// Tells the client something.
    pub(super) fn notify(&self, method: &str, params: &Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Asks the client for something whose answer nobody waits for.
    pub(super) fn request(&self, id: &str, method: &str, params: &Value) {
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
    }

    /// Answers a request.
    pub(super) fn answer(&self, id: &Value, answer: &Result<Value, Refusal>) {
        self.send(&match answer {
            Ok(result) => json!({"jsonrpc": "2.0", "id": id, "result": result}),
            Err(Refusal { code, message }) => {
                json!({"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": message}})
            }
        });
    }

    /// A client that has gone away hears nothing; the end of its stream ends the server.
    fn send(&self, message: &Value) {
        let text = message.to_string();
        let mut stream = self.stream.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = write!(stream, "Content-Length: {}\r\n\r\n{text}", text.len());
        let _ = stream.flush();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        let mut stream = text.as_bytes();
        let mut found = Vec::new();
        while let Some(incoming) = read(&mut stream).unwrap() {
            found.push(match incoming {
                Incoming::Message(it) => format!("{:?} {:?}", it.id.map(|id| id.to_string()), it.method),
                Incoming::Malformed(problem) => problem,
            });
        }
        found
    }

    #[test]
    fn frames_are_read_and_bad_ones_skipped() {
        let frame = |body: &str| format!("Content-Length: {}\r\n\r\n{body}", body.len());
        let text = [
            frame(r#"{"id": 1, "method": "a"}"#),
            frame("{"),
            frame("[]"),
            "X: y\r\n\r\n".to_owned(),
            format!("content-length: {}\r\nX: y\r\n\r\n{{}}", 2),
            frame(r#"{"method": 3, "id": null}"#),
            "Content-Length: 99999999999999999999\r\n\r\n".to_owned(),
            frame(r#"{"method": "é"}"#),
            "Content-Length: 100\r\n\r\n{".to_owned(),
        ];
        let found = all(&text.concat());
        assert_eq!(found.len(), 8, "{found:?}");
        assert_eq!(found[0], r#"Some("1") Some("a")"#);
        assert!(found[1].contains("EOF") && found[2].contains("object"));
        assert!(found[3].contains("Content-Length") && found[6].contains("Content-Length"));
        assert_eq!(found[7], r#"None Some("é")"#);
    }
}
