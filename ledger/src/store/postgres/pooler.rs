//! Whether a pooler is in front of the server.
//!
//! At the start a server says which process serves the connection. A pooler says a number of its
//! own, because the process changes. So the number is compared with `pg_backend_pid()`.

use std::future::{Ready, ready};
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::Client;
use tokio_postgres::tls::{ChannelBinding, TlsConnect, TlsStream};

/// The process that the other side said to be at the start.
///
/// The client keeps it for a request to cancel, and shows it only there: so one is written to a
/// buffer in place of a connection.
pub(super) async fn process_id(client: &Client) -> Option<i32> {
    let request = Request::default();
    client
        .cancel_token()
        .cancel_query_raw(request.clone(), Plain)
        .await
        .ok()?;
    let written = request.0.lock().unwrap_or_else(PoisonError::into_inner);
    // The request is the last that was written: length, code, process, secret.
    let begin = written.len().checked_sub(16)?;
    let number = written.get(begin + 8..begin + 12)?;
    Some(i32::from_be_bytes(number.try_into().ok()?))
}

/// Takes what is written, and says yes to a request for TLS.
#[derive(Default, Clone)]
struct Request(Arc<Mutex<Vec<u8>>>);

impl AsyncRead for Request {
    fn poll_read(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        buffer.put_slice(b"S");
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Request {
    fn poll_write(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let mut written = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        written.extend_from_slice(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

impl TlsStream for Request {
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

/// "TLS" to the buffer: nothing is sent anywhere.
struct Plain;

impl TlsConnect<Request> for Plain {
    type Stream = Request;
    type Error = io::Error;
    type Future = Ready<io::Result<Request>>;

    fn connect(self, stream: Request) -> Self::Future {
        ready(Ok(stream))
    }
}
