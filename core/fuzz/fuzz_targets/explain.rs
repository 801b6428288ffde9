//! `Receiver::explain` on any body, header and peer: a diagnosis that agrees with the verdict.
//!
//! The first byte picks the provider and whether the source is checked; up to the first line end is
//! the peer, up to the second a forwarding header, and the rest is the body.

#![no_main]

use std::sync::OnceLock;

use ackwell::{LianLian, PingPong, Receiver, Request};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let [choice, rest @ ..] = input else { return };
    let mut parts = rest.splitn(3, |byte| *byte == b'\n');
    let peer = String::from_utf8_lossy(parts.next().unwrap_or_default());
    let header = parts.next().unwrap_or_default();
    let body = parts.next().unwrap_or_default();
    let headers = [
        ("X-Forwarded-For", header),
        ("Signature-Data", header),
        ("LLPAY-Signature", header),
    ];
    let request = Request::new(body)
        .with_headers(&headers[..usize::from(choice >> 6)])
        .with_peer(&peer);
    let receiver = &receivers()[usize::from(choice % 4)];
    let diagnosis = receiver.explain(&request);
    assert_eq!(diagnosis.is_accepted(), receiver.verify(&request).is_ok());
    assert_eq!(diagnosis.is_accepted(), diagnosis.findings().is_empty());
    let _ = (diagnosis.to_string(), diagnosis.to_json());
});

fn receivers() -> &'static [Receiver; 4] {
    static RECEIVERS: OnceLock<[Receiver; 4]> = OnceLock::new();
    RECEIVERS.get_or_init(|| {
        let key = include_str!("../../samples/lianlian.pem");
        let lianlian = LianLian::builder().public_key(key).any_merchant();
        let pingpong = PingPong::builder()
            .salt("F78BC96A55548B2319EE68E0")
            .client_id("2018092714313010016")
            .any_account()
            .environment("production");
        [
            lianlian.clone().any_source().build().expect("a receiver"),
            lianlian.trusted_proxy("127.0.0.1").build().expect("a receiver"),
            pingpong.clone().any_source().build().expect("a receiver"),
            pingpong.trusted_proxy("unix").build().expect("a receiver"),
        ]
    })
}
