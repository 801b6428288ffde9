//! The demo's provider: sends notifications over HTTP, a connection each, and keeps the answers.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};

use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::receiver::{FORWARDED_FOR, REQUEST_NUMBER};
use crate::failure::Failure;

/// What is sent: where, from which address, and the body.
#[derive(Clone, Debug)]
pub(super) struct Sending {
    pub(super) to: SocketAddr,
    /// The path of the provider's receiver.
    pub(super) path: &'static str,
    /// What the reverse proxy on this machine says of the client.
    pub(super) forwarded_for: String,
    pub(super) body: String,
}

/// What came back.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) request: u32,
    pub(super) status: u16,
    pub(super) content_type: String,
    pub(super) body: String,
}

static NUMBERS: AtomicU32 = AtomicU32::new(1);

/// Sends one request and waits for its answer.
pub(super) async fn send(sending: Sending) -> Result<Answer, Failure> {
    let number = NUMBERS.fetch_add(1, Ordering::Relaxed);
    exchange(number, sending)
        .await
        .map_err(|error| Failure::at(format!("demo: request {number}"), error))
}

async fn exchange(
    number: u32,
    sending: Sending,
) -> Result<Answer, Box<dyn std::error::Error + Send + Sync>> {
    let stream = TcpStream::connect(sending.to).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let connection = tokio::spawn(connection);
    let request = Request::builder()
        .method(Method::POST)
        .uri(sending.path)
        .header("host", sending.to.to_string())
        .header("content-type", "text/json;charset=utf-8")
        .header(FORWARDED_FOR, sending.forwarded_for)
        .header(REQUEST_NUMBER, number)
        .body(Full::new(Bytes::from(sending.body)))?;
    let response = sender.send_request(request).await?;
    let status = response.status().as_u16();
    let content_type = response.headers().get("content-type");
    let content_type = content_type
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        .unwrap_or_default();
    let body = response.into_body().collect().await?.to_bytes();
    drop(sender);
    connection.await??;
    Ok(Answer {
        request: number,
        status,
        content_type,
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}
