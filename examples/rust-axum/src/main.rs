//! A shop that receives LianLian's and PingPong's notifications with axum.
//!
//! Copy it and change `mark_paid`. `ACKWELL_CONFIG` names the configuration, a JSON file as
//! docs/configuration.md describes it, and `PORT` the port. Failures are logged through the crate
//! `log`, here to standard error.

use std::env;
use std::error::Error;
use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use ackwell::{Config, ConfigError, Fetched, Notification, Place, Receiver, Request, Status};
use ackwell_ledger::{Ledger, handle_async};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::post;
use env_logger::Env;
use tokio::net::TcpListener;

/// What a route needs: one provider's receiver, and the ledger that both share.
#[derive(Clone)]
struct Shop {
    receiver: Receiver,
    ledger: Ledger,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    env_logger::Builder::from_env(Env::default().default_filter_or("info")).init();
    let config = read_config(Path::new(&var("ACKWELL_CONFIG")?))?;
    let ledger = Ledger::from_config(&config)?;

    let listener = TcpListener::bind(format!("127.0.0.1:{}", var("PORT")?)).await?;
    let app = app(&config, &ledger)?.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, app).await?;
    Ok(())
}

/// A route for each provider that is configured.
fn app(config: &Config, ledger: &Ledger) -> Result<Router, ConfigError> {
    let mut app = Router::new();
    for provider in config.providers() {
        let shop = Shop {
            receiver: config.receiver(provider)?,
            ledger: ledger.clone(),
        };
        // `post` answers every other method with 405 and `Allow: POST`.
        app = app.route(
            &format!("/notify/{provider}"),
            post(receive).with_state(shop),
        );
    }
    Ok(app)
}

/// Takes one notification. The body must be `Bytes`: a parsed or re-encoded body has lost the
/// signature.
async fn receive(
    State(shop): State<Shop>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Bytes,
) -> impl IntoResponse {
    let peer = peer.to_string();
    let headers: Vec<(&str, &[u8])> = headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_bytes()))
        .collect();
    let request = Request::new(&body).with_headers(&headers).with_peer(&peer);

    let answer = handle_async(&shop.receiver, &request, &shop.ledger, mark_paid).await;

    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(CONTENT_TYPE, answer.content_type)], answer.body)
}

/// The shop's own work. It is called once for each notification; an error lets the provider come
/// back.
async fn mark_paid(notification: Arc<Notification>) -> io::Result<()> {
    if notification.status() != Status::Succeeded {
        return Ok(());
    }
    let order = notification.order_no().unwrap_or_default();
    // In a shop: look the order up, `notification.expect(order, "210.97", "CNY")`, and store.
    println!("paid {order} {}", notification.kind());
    Ok(())
}

/// Reads a configuration with the texts of its references. A relative path starts at the folder of
/// the configuration.
fn read_config(path: &Path) -> Result<Config, Box<dyn Error>> {
    let document = fs::read_to_string(path)?;
    let sections = ["lianlian", "pingpong", "ledger"];
    let references = Config::references(&document, &sections, path.parent())?;
    let fetched: Vec<_> = references
        .into_iter()
        .map(|reference| {
            let text = fetch(reference.place());
            (reference, text)
        })
        .collect();
    Ok(Config::from_json_with(&document, &fetched)?)
}

/// The text of one reference: `{"file": "lianlian.pem"}` or `{"env": "PINGPONG_SALT"}`.
fn fetch(place: &Place) -> Fetched {
    match place {
        Place::File(path) => fs::read(path).map_or_else(Fetched::from, Fetched::Bytes),
        Place::Env(name) => env::var_os(name).map_or(Fetched::Missing, |text| {
            Fetched::Bytes(text.into_encoded_bytes())
        }),
    }
}

fn var(name: &str) -> Result<String, String> {
    env::var(name).map_err(|_| format!("the environment variable {name} is not set"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ackwell_testkit::{Sender, Variant, judge};
    use axum::body::{Body, to_bytes};
    use tower::ServiceExt as _;

    #[tokio::test]
    async fn an_order_is_paid_repeated_and_refused() -> Result<(), Box<dyn Error>> {
        let sender = Sender::new()?;
        let config = Config::from_json(&sender.receiver_json()?)?;
        let app = app(&config, &Ledger::open("memory:")?)?;
        for variant in [Variant::Genuine, Variant::Genuine, Variant::Tampered] {
            let sent = sender
                .request("lianlian.payment")?
                .order("42")
                .variant(variant)
                .build()?;
            let mut post = axum::http::Request::post("/notify/lianlian");
            for (name, value) in sent.headers() {
                post = post.header(*name, *value);
            }
            let post = post.extension(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 1))));
            let answer = app
                .clone()
                .oneshot(post.body(Body::from(sent.body().to_vec()))?)
                .await?;
            let (status, body) = (
                answer.status().as_u16(),
                to_bytes(answer.into_body(), 4096).await?,
            );
            assert_eq!(
                judge(sent.provider(), status, &body).received,
                variant == Variant::Genuine
            );
        }
        Ok(())
    }
}
