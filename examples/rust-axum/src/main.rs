//! A shop that receives LianLian's and PingPong's notifications with axum.
//!
//! Copy it and change `mark_paid`. It is told what it needs by environment variables:
//!
//! | variable | for example |
//! |---|---|
//! | `LIANLIAN_PUBLIC_KEY` | the platform's key from the dashboard, PEM or one line of base64 |
//! | `LIANLIAN_MERCHANT_ID` | `201103171000000000` |
//! | `PINGPONG_SALT` | the salt from the dashboard |
//! | `PINGPONG_CLIENT_ID`, `PINGPONG_ACC_ID` | `2018092714313010016`, `2018092714313010016291` |
//! | `LEDGER_URL` | `sqlite:///var/lib/shop/ackwell.db` |
//! | `TRUSTED_PROXY` | `10.0.0.0/8`: whose X-Forwarded-For is believed; may be left out |
//! | `LISTEN` | `127.0.0.1:8080` |

use std::env;
use std::error::Error;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use ackwell::{LianLian, Notification, PingPong, Receiver, Request, Status};
use ackwell_ledger::{Ledger, handle_async};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::post;
use tokio::net::TcpListener;

/// What a route needs: one provider's receiver, and the ledger that both share.
#[derive(Clone)]
struct Shop {
    receiver: Receiver,
    ledger: Ledger,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let ledger = Ledger::open(&var("LEDGER_URL")?)?;
    let mut lianlian = LianLian::builder()
        .public_key(var("LIANLIAN_PUBLIC_KEY")?)
        .merchant_id(var("LIANLIAN_MERCHANT_ID")?);
    let mut pingpong = PingPong::builder()
        .salt(var("PINGPONG_SALT")?)
        .client_id(var("PINGPONG_CLIENT_ID")?)
        .acc_id(var("PINGPONG_ACC_ID")?)
        .environment("production");
    if let Ok(proxy) = env::var("TRUSTED_PROXY") {
        lianlian = lianlian.trusted_proxy(&proxy);
        pingpong = pingpong.trusted_proxy(&proxy);
    }

    let route = |receiver| {
        let ledger = ledger.clone();
        post(receive).with_state(Shop { receiver, ledger })
    };
    let app = Router::new()
        .route("/notify/lianlian", route(lianlian.build()?))
        .route("/notify/pingpong", route(pingpong.build()?));

    let listener = TcpListener::bind(var("LISTEN")?).await?;
    println!("listening on {}", listener.local_addr()?);
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, app).await?;
    Ok(())
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
    println!("{order} is paid by {}", notification.kind());
    Ok(())
}

fn var(name: &str) -> Result<String, String> {
    env::var(name).map_err(|_| format!("the environment variable {name} is not set"))
}
