//! A batch says of each request what a single verification says.

use ackwell::{LianLian, PingPong, Receiver, Request};

const KEY: &str = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCSS/DiwdCf/aZsxxcacDnooGph3d2JOj5GXWi+q3gznZauZjkNP8SKl3J2liP0O6rU/Y/29+IUe+GTMhMOFJuZm1htAtKiu5ekW0GlBMWxf4FPkYlQkPE0FtaoMP3gYfh+OwI+fIRrpW3ySn3mScnc6Z700nU/VYrRkfcSCbSnRwIDAQAB";
/// Another key, so that the one that vouches is not the first to be asked.
const OTHER_KEY: &str = include_str!("../src/signature/testdata/public-2048.pem");
const GENUINE: &str = r#"{"dt_order":"20151019113144","money_order":"0.01","no_order":"2015101911313905300004","oid_partner":"201507021000394502","oid_paybill":"2015101961256020","pay_type":"1","result_pay":"SUCCESS","settle_date":"20151019","sign":"S/Y48DDrGmTeVwiAbGQ3C6ZmyEeqcXj3R4jq1rm3Tqs447lB+Hk4EehFWit8Jjp+jRvV6tvtJ/XlprMFDfDhCYeLiQZNRStiGd6fmaeoE4PBK3dnABqcxgLGeaCr/ETzUPME4D125cLDfuOnzDASs7RAuUmR1Yc72jqOYagkqq0=","sign_type":"RSA"}"#;

fn answers_alike(receiver: &Receiver, requests: &[Request<'_>]) -> usize {
    let show = |result: &Result<ackwell::Notification, ackwell::Refusal>| match result {
        Ok(notification) => notification.to_json(),
        Err(refusal) => refusal.to_json(),
    };
    let batch = receiver.verify_batch(requests);
    assert_eq!(batch.len(), requests.len());
    for (together, request) in batch.iter().zip(requests) {
        assert_eq!(show(together), show(&receiver.verify(request)));
    }
    batch.iter().filter(|result| result.is_ok()).count()
}

#[test]
fn every_place_in_a_batch_gets_its_own_answer() {
    let receiver = LianLian::builder()
        .public_key(OTHER_KEY)
        .public_key(KEY)
        .merchant_id("201507021000394502")
        .build()
        .unwrap();
    let forged = GENUINE.replace("0.01", "9.01");
    let unsigned = GENUINE.replace("\"sign\"", "\"sing\"");
    let garbled = GENUINE.replace("S/Y48DDr", "!!!!!!!!");
    let bodies = [GENUINE, &forged, "{", &unsigned, &garbled, ""];
    for length in 0..40 {
        let requests: Vec<_> = (0..length)
            .map(|index| {
                let peer = if index % 7 == 3 {
                    "198.51.100.7"
                } else {
                    "115.236.102.36"
                };
                Request::new(bodies[index * 5 % bodies.len()].as_bytes()).with_peer(peer)
            })
            .collect();
        let accepted = answers_alike(&receiver, &requests);
        let expected = (0..length).filter(|i| i * 5 % 6 == 0 && i % 7 != 3).count();
        assert_eq!(accepted, expected, "of {length}");
    }
}

#[test]
fn a_provider_without_rsa_has_batches_too() {
    let receiver = PingPong::builder()
        .salt("throwaway")
        .client_id("1")
        .any_account()
        .any_source()
        .build()
        .unwrap();
    let requests = [Request::new(b"{}"), Request::new(b"[]")];
    assert_eq!(answers_alike(&receiver, &requests), 0);
}
