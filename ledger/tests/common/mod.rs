//! A shop with a PingPong account, and genuine notifications for it.
#![allow(dead_code, reason = "each test binary uses its part")]

use std::fmt::Write as _;

use ackwell::{Notification, PingPong, Receiver, Request};
use sha2::{Digest as _, Sha256};

const SALT: &str = "F78BC96A55548B2319EE68E0";
const CLIENT: &str = "2018092714313010016";
const ACCOUNT: &str = "2018092714313010016291";

/// What one PingPong notification says.
#[derive(Debug, Clone)]
pub(crate) struct Paid {
    pub(crate) transaction: String,
    pub(crate) order: String,
    pub(crate) amount: String,
    pub(crate) currency: &'static str,
    pub(crate) status: &'static str,
}

impl Paid {
    /// The successful payment of order `number`.
    pub(crate) fn order(number: usize) -> Self {
        Self {
            transaction: format!("2026112150{number:08}"),
            order: format!("ORDER-{number:06}"),
            amount: format!("{}.500000", number % 1000 + 1),
            currency: "USD",
            status: "SUCCESS",
        }
    }

    pub(crate) fn amount(mut self, amount: &str) -> Self {
        amount.clone_into(&mut self.amount);
        self
    }

    /// The body of the request, signed.
    pub(crate) fn body(&self) -> Vec<u8> {
        let content = serde_json::json!({
            "amount": self.amount,
            "currency": self.currency,
            "merchantTransactionId": self.order,
            "notifyType": "RECHARGE",
            "status": self.status,
            "transactionId": self.transaction,
        })
        .to_string();
        let signed = format!(
            "accId={ACCOUNT}&bizContent={content}&clientId={CLIENT}&code=000000&signType=SHA256"
        );
        let digest = Sha256::digest(format!("{SALT}{signed}"));
        let mut sign = String::new();
        for byte in digest {
            let _ = write!(sign, "{byte:02X}");
        }
        serde_json::json!({
            "accId": ACCOUNT,
            "bizContent": content,
            "clientId": CLIENT,
            "code": "000000",
            "sign": sign,
            "signType": "SHA256",
        })
        .to_string()
        .into_bytes()
    }

    /// The notification, verified.
    pub(crate) fn notification(&self) -> Notification {
        receiver()
            .verify(&Request::new(&self.body()))
            .expect("it is genuine")
    }
}

/// The shop's receiver.
pub(crate) fn receiver() -> Receiver {
    PingPong::builder()
        .salt(SALT)
        .client_id(CLIENT)
        .acc_id(ACCOUNT)
        .environment("sandbox")
        .any_source()
        .build()
        .expect("the configuration is right")
}

/// A directory that is removed at the end.
pub(crate) struct TempDir(pub(crate) std::path::PathBuf);

impl TempDir {
    pub(crate) fn new(name: &str) -> Self {
        use std::sync::atomic::{AtomicUsize, Ordering};
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::SeqCst);
        let name = format!("ackwell-{name}-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("a directory for the test");
        Self(path)
    }

    /// The URL of a SQLite ledger in it.
    pub(crate) fn sqlite(&self) -> String {
        format!("sqlite://{}/ledger.db", self.0.display())
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
