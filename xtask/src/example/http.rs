//! As much HTTP as a provider speaks, and what others send: one request, one answer.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

/// What a receiver answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) content_type: String,
    /// The methods that the header `Allow` names.
    pub(super) allow: String,
    pub(super) body: Vec<u8>,
}

/// Posts a body as from `client`, through a proxy on this machine.
pub(super) fn post(port: u16, path: &str, client: &str, body: &[u8]) -> Result<Answer, String> {
    let length = format!("Content-Length: {}", body.len());
    send(port, "POST", path, client, &length, body)
}

/// As [`post`], without a length: the body in chunks, as proxies pass it on.
pub(super) fn post_chunked(
    port: u16,
    path: &str,
    client: &str,
    body: &[u8],
) -> Result<Answer, String> {
    let mut chunks = Vec::new();
    for chunk in body.chunks(100) {
        chunks.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        chunks.extend_from_slice(chunk);
        chunks.extend_from_slice(b"\r\n");
    }
    chunks.extend_from_slice(b"0\r\n\r\n");
    send(
        port,
        "POST",
        path,
        client,
        "Transfer-Encoding: chunked",
        &chunks,
    )
}

/// As [`post`], with another method.
pub(super) fn with_method(
    port: u16,
    method: &str,
    path: &str,
    client: &str,
    body: &[u8],
) -> Result<Answer, String> {
    let length = format!("Content-Length: {}", body.len());
    send(port, method, path, client, &length, body)
}

fn send(
    port: u16,
    method: &str,
    path: &str,
    client: &str,
    framing: &str,
    body: &[u8],
) -> Result<Answer, String> {
    let wrong = |error: std::io::Error| error.to_string();
    let mut stream = TcpStream::connect(("127.0.0.1", port)).map_err(wrong)?;
    let patience = Some(Duration::from_secs(20));
    stream.set_read_timeout(patience).map_err(wrong)?;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-Forwarded-For: {client}\r\n\
         Content-Type: application/json\r\n{framing}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).map_err(wrong)?;
    // A receiver may answer that a body is too long without reading all of it.
    let _ = stream.write_all(body);
    let mut answer = Vec::new();
    let read = stream.read_to_end(&mut answer);
    parse(&answer).ok_or_else(|| match read {
        Err(error) => format!("no answer: {error}"),
        Ok(_) => format!("no HTTP answer: {}", String::from_utf8_lossy(&answer)),
    })
}

fn parse(answer: &[u8]) -> Option<Answer> {
    let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n")?;
    let head = std::str::from_utf8(answer.get(..end)?).ok()?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let header = |name: &str| {
        let mut lines = head.split("\r\n").skip(1);
        lines.find_map(|line| {
            let (given, value) = line.split_once(':')?;
            given
                .eq_ignore_ascii_case(name)
                .then(|| value.trim().to_owned())
        })
    };
    let rest = answer.get(end + 4..)?;
    let body = if header("transfer-encoding").is_some_and(|value| value == "chunked") {
        unchunked(rest)?
    } else {
        let length = header("content-length").and_then(|length| length.parse().ok());
        rest.get(..length.unwrap_or(rest.len()))?.to_vec()
    };
    Some(Answer {
        status,
        content_type: header("content-type").unwrap_or_default(),
        allow: header("allow").unwrap_or_default(),
        body,
    })
}

fn unchunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|bytes| bytes == b"\r\n")?;
        let size = std::str::from_utf8(rest.get(..end)?).ok()?;
        let size = usize::from_str_radix(size.trim(), 16).ok()?;
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(end + 2..end + 2 + size)?);
        rest = rest.get(end + 4 + size..)?;
    }
}
