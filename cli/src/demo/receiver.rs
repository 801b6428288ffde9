//! The demo's shop: an HTTP receiver as a real one would be, on loopback.

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use ackwell::{Acknowledgement, Notification, Provider, Receiver, Refusal};
use ackwell_ledger::{Delivery, Ledger, Outcome, OutcomeKind, handle_outcome_async};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};

use super::journal::{Event, Journal};
use crate::config::Configuration;
use crate::failure::Failure;

/// The path of each provider's notifications.
pub(super) const fn path_of(provider: Provider) -> &'static str {
    match provider {
        Provider::LianLian => "/notify/lianlian",
        _ => "/notify/pingpong",
    }
}

/// The header in which a reverse proxy says who the client is.
pub(super) const FORWARDED_FOR: &str = "x-forwarded-for";

/// The header in which the demo's sender numbers its requests, to find them in the journal.
pub(super) const REQUEST_NUMBER: &str = "x-request-number";

/// How long the shop's own work takes: long enough for 30 requests simultaneously to meet.
const WORK: Duration = Duration::from_millis(15);

/// Bodies that are longer are not read to their end.
const LONGEST_BODY: usize = 1024 * 1024;

/// A shop: its receivers, its ledger, its own memory.
pub(super) struct Shop {
    receivers: Vec<Receiver>,
    ledger: Ledger,
    journal: Journal,
    /// While this file is there, the shop's own work fails.
    down: PathBuf,
}

impl Shop {
    /// Opens the shop that a configuration describes; the journal is in the same folder.
    pub(super) fn open(config: &Path) -> Result<Arc<Shop>, Failure> {
        let configuration =
            Configuration::read(config, &["lianlian", "pingpong", "receiver", "ledger"])?;
        let providers = configuration.providers();
        let receivers = providers
            .map(|provider| configuration.receiver(provider))
            .collect::<Result<_, _>>()?;
        Ok(Arc::new(Shop {
            receivers,
            ledger: configuration.ledger()?,
            journal: Journal::open(&journal_of(config))?,
            down: down_of(config),
        }))
    }

    /// Takes requests on a free port until the runtime ends.
    pub(super) async fn serve(self: Arc<Shop>) -> Result<SocketAddr, Failure> {
        let problem = |error| Failure::at("demo: no port on loopback", error);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = listener.map_err(problem)?;
        let address = listener.local_addr().map_err(problem)?;
        tokio::spawn(async move {
            loop {
                if let Ok((stream, peer)) = listener.accept().await {
                    tokio::spawn(Arc::clone(&self).talk(stream, peer));
                }
            }
        });
        Ok(address)
    }

    async fn talk(self: Arc<Shop>, stream: TcpStream, peer: SocketAddr) {
        let service = service_fn(|request| {
            let shop = Arc::clone(&self);
            async move { Ok::<_, Infallible>(shop.answer(request, peer).await) }
        });
        let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
        // A client that hangs up does not matter to the shop.
        let _ = connection.await;
    }

    async fn answer(&self, request: Request<Incoming>, peer: SocketAddr) -> Response<Full<Bytes>> {
        let (head, body) = request.into_parts();
        let mut receivers = self.receivers.iter();
        let receiver = receivers.find(|receiver| path_of(receiver.provider()) == head.uri.path());
        let Some(receiver) = receiver else {
            return plain(StatusCode::NOT_FOUND);
        };
        let number = head.headers.get(REQUEST_NUMBER);
        let number = number.and_then(|value| value.to_str().ok()?.parse().ok());
        let Some(number) = number else {
            return plain(StatusCode::BAD_REQUEST);
        };
        let Ok(body) = Limited::new(body, LONGEST_BODY).collect().await else {
            return plain(StatusCode::PAYLOAD_TOO_LARGE);
        };
        let body = body.to_bytes();
        let headers: Vec<(&str, &[u8])> = head
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_bytes()))
            .collect();
        let peer = peer.to_string();
        let request = ackwell::Request::new(&body)
            .with_headers(&headers)
            .with_peer(&peer);

        let fulfil = |notification| self.fulfil(number, notification);
        let outcome = handle_outcome_async(receiver, &request, &self.ledger, fulfil).await;

        let event = Event::Answered {
            outcome: word(&outcome).to_owned(),
            why: why(&outcome),
        };
        // Without its line the demo's row fails, which is what it should do.
        let _ = self.journal.add(number, event);
        respond(outcome.acknowledgement())
    }

    /// The shop's own work: mark the order as paid. Here it writes a line.
    async fn fulfil(&self, number: u32, notification: Arc<Notification>) -> std::io::Result<()> {
        tokio::time::sleep(WORK).await;
        if self.down.exists() {
            return Err(std::io::Error::other("the shop's database is down"));
        }
        let delivery_key = notification.delivery_key().to_owned();
        self.journal.add(number, Event::Fulfilled { delivery_key })
    }
}

/// Where the journal of a shop lies.
pub(super) fn journal_of(config: &Path) -> PathBuf {
    config.with_extension("journal.ndjson")
}

/// The file whose presence says that the shop's database is down.
pub(super) fn down_of(config: &Path) -> PathBuf {
    config.with_extension("down")
}

fn word(outcome: &Outcome) -> &'static str {
    match (outcome.kind(), outcome.code()) {
        (_, Some(code)) => code.as_str(),
        (OutcomeKind::Fulfilled, None) => "first",
        (_, None) => "repeat",
    }
}

fn why(outcome: &Outcome) -> Option<String> {
    match outcome.delivery() {
        Some(Delivery::Conflict(conflict)) => {
            Some(format!("{} changed", conflict.differs().join(", ")))
        }
        Some(Delivery::InProgress(_)) => None,
        _ => outcome.refusal().map(Refusal::message),
    }
}

fn respond(answer: Acknowledgement) -> Response<Full<Bytes>> {
    let response = Response::builder()
        .status(answer.status)
        .header("content-type", answer.content_type)
        .body(Full::new(Bytes::from_static(answer.body)));
    response.unwrap_or_else(|_| plain(StatusCode::INTERNAL_SERVER_ERROR))
}

fn plain(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response
}
