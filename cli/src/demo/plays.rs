//! What is sent, and what must come of it.

use std::net::SocketAddr;

use ackwell::Provider;

use super::receiver::path_of;
use super::row::Expected;
use super::samples::{
    self, Members, OTHER_ACC_ID, OTHER_PARTNER, Sample, envelope, lianlian_response,
    pingpong_response,
};
use super::sender::Sending;
use super::signer::Signer;
use crate::failure::Failure;

/// How often the impatient provider sends simultaneously: as often as LianLian sends at all.
const AT_ONCE: usize = 30;

/// An address on nobody's list (RFC 5737).
const STRANGE_ADDRESS: &str = "203.0.113.7";

/// The amount that somebody would like to have been paid.
const OTHER_AMOUNT: &str = "9999.00";

/// Who takes part.
pub(super) struct Cast {
    /// The providers' key and salt.
    pub(super) platform: Signer,
    /// Somebody else's.
    pub(super) stranger: Signer,
    /// The shop's receiver in this process.
    pub(super) shop: SocketAddr,
    /// Another process with the same ledger.
    pub(super) second_process: SocketAddr,
}

/// One scene: what is sent simultaneously, and what must come of it.
pub(super) struct Play {
    /// The kind of notification, or what else the scene belongs to.
    pub(super) group: String,
    pub(super) sent: String,
    pub(super) sendings: Vec<Sending>,
    /// Whether the shop's own database is down meanwhile.
    pub(super) shop_is_down: bool,
    /// Whether another process with the same ledger must answer.
    pub(super) to_second_process: bool,
    pub(super) expected: Expected,
}

/// Every scene, in the order in which they are played.
pub(super) fn all(cast: &Cast) -> Result<Vec<Play>, Failure> {
    let mut plays = Vec::new();
    for sample in samples::all() {
        plays.extend(cast.scenes_of(&sample)?);
    }
    for provider in Provider::ALL {
        plays.extend(cast.scenes_of_any_kind(*provider)?);
    }
    Ok(plays)
}

/// An address on the provider's published list.
pub(super) const fn published_address(provider: Provider) -> &'static str {
    match provider {
        Provider::LianLian => "115.236.102.36",
        _ => "3.125.243.2",
    }
}

/// The group of what is done once for each provider.
pub(super) fn whatever_the_kind(provider: Provider) -> String {
    format!("{provider}, whatever the kind")
}

impl Cast {
    /// What is done with every kind of notification.
    fn scenes_of(&self, sample: &Sample) -> Result<Vec<Play>, Failure> {
        let genuine = sample.about(1);
        let signed = self.signed(&genuine)?;
        let body = signed.to_json();
        let provider = sample.provider;
        let scene = |sent: &str, body: String, expected: Expected| Play {
            group: sample.kind.to_owned(),
            sent: sent.to_owned(),
            sendings: vec![self.sending(provider, body)],
            shop_is_down: false,
            to_second_process: false,
            expected,
        };
        let refused = |code| Expected::refused(provider, code);

        let mut to_second = scene(
            "the same, to a second process",
            body.clone(),
            Expected::repeat(provider),
        );
        let mut from_elsewhere = scene(
            "from an address that is not listed",
            body.clone(),
            refused("untrusted_source"),
        );
        to_second.to_second_process = true;
        for sending in &mut to_second.sendings {
            sending.to = self.second_process;
        }
        for sending in &mut from_elsewhere.sendings {
            STRANGE_ADDRESS.clone_into(&mut sending.forwarded_for);
        }
        let at_once = self.sending(provider, self.signed(&sample.about(2))?.to_json());
        let (signed_hiding, other_reading) = self.two_readings(&sample.about(3))?;

        let mut plays = vec![
            scene("genuine", body.clone(), Expected::first(provider)),
            scene("the same again", body.clone(), Expected::repeat(provider)),
            to_second,
            Play {
                sendings: vec![at_once; AT_ONCE],
                ..scene(
                    "another one, 30 times simultaneously",
                    String::new(),
                    Expected::one_first(provider),
                )
            },
            scene(
                "the amount changed",
                tampered(&genuine, &signed),
                refused("invalid_signature"),
            ),
            scene(
                "signed by somebody else",
                sign(&self.stranger, &sample.about(4))?.to_json(),
                refused("invalid_signature"),
            ),
            from_elsewhere,
            scene(
                "signed, with a member hidden in text",
                signed_hiding.to_json(),
                refused("ambiguous_body"),
            ),
            scene(
                "the other reading of that",
                other_reading.to_json(),
                refused("ambiguous_body"),
            ),
            scene(
                "the amount a second time",
                with_duplicate(&genuine, &body),
                refused("duplicate_member"),
            ),
            scene(
                "signed, for another merchant",
                self.for_another_merchant(&sample.about(5))?.to_json(),
                refused("wrong_merchant"),
            ),
        ];
        if sample.can_conflict() {
            plays.push(scene(
                "signed, the same with another amount",
                self.signed(&genuine.with(sample.amount, OTHER_AMOUNT))?
                    .to_json(),
                refused("conflict"),
            ));
        }
        Ok(plays)
    }

    /// What is done once for each provider.
    fn scenes_of_any_kind(&self, provider: Provider) -> Result<Vec<Play>, Failure> {
        let samples = samples::all();
        let sample = samples.iter().find(|sample| sample.provider == provider);
        let Some(sample) = sample.map(|sample| sample.about(6)) else {
            return Ok(Vec::new());
        };
        let body = self.signed(&sample)?.to_json();
        let scene = |sent: &str, body: &str, expected: Expected| Play {
            group: whatever_the_kind(provider),
            sent: sent.to_owned(),
            sendings: vec![self.sending(provider, body.to_owned())],
            shop_is_down: false,
            to_second_process: false,
            expected,
        };
        let refused = |code| Expected::refused(provider, code);

        let response = match provider {
            Provider::LianLian => self.platform.lianlian(&lianlian_response())?,
            _ => self.platform.pingpong(&envelope(&pingpong_response())),
        };
        let mut posing = scene(
            "from elsewhere, posing as listed",
            &body,
            refused("untrusted_source"),
        );
        for sending in &mut posing.sendings {
            // What the client wrote comes first; what the proxy saw comes last.
            let claimed = published_address(provider);
            sending.forwarded_for = format!("{claimed}, {STRANGE_ADDRESS}");
        }
        Ok(vec![
            scene(
                "a signed answer of the provider's API",
                &response.to_json(),
                refused("not_a_notification"),
            ),
            posing,
            scene("not JSON", "money_order=210.97", refused("malformed_body")),
            Play {
                shop_is_down: true,
                ..scene(
                    "genuine, the shop's database down",
                    &body,
                    refused("fulfilment_failed"),
                )
            },
            scene("the same again", &body, Expected::first(provider)),
        ])
    }

    fn sending(&self, provider: Provider, body: String) -> Sending {
        Sending {
            to: self.shop,
            path: path_of(provider),
            forwarded_for: published_address(provider).to_owned(),
            body,
        }
    }

    fn signed(&self, sample: &Sample) -> Result<Members, Failure> {
        sign(&self.platform, sample)
    }

    fn for_another_merchant(&self, sample: &Sample) -> Result<Members, Failure> {
        if sample.provider == Provider::LianLian {
            return self.signed(&sample.with("oid_partner", OTHER_PARTNER));
        }
        let outer = envelope(&sample.members).with("accId", OTHER_ACC_ID);
        Ok(self.platform.pingpong(&outer))
    }

    /// Two bodies with one signed text: one that the provider might really sign, with the names
    /// of members in its free text, and what somebody makes of it under the same signature.
    fn two_readings(&self, sample: &Sample) -> Result<(Members, Members), Failure> {
        let outer = outer(sample);
        let [(free, hidden), (taken, text), (rest, last)] = match sample.provider {
            Provider::LianLian => [
                ("info_order", "&money_order=9999.00&money_order_="),
                ("money_order", OTHER_AMOUNT),
                ("money_order_", "&money_order="),
            ],
            _ => [
                ("description", "&signType=MD5&t="),
                ("signType", "MD5"),
                ("t", "&signType="),
            ],
        };
        let before = outer.text(free).to_owned();
        let hiding = outer.clone().with(free, format!("{before}{hidden}"));
        let signed = match sample.provider {
            Provider::LianLian => self.platform.lianlian(&hiding)?,
            _ => self.platform.pingpong(&hiding),
        };
        let other = outer
            .clone()
            .with(taken, text)
            .with(rest, format!("{last}{}", outer.text(taken)))
            .with("sign", signed.text("sign"));
        Ok((signed, other))
    }
}

/// The members that are signed.
fn outer(sample: &Sample) -> Members {
    match sample.provider {
        Provider::LianLian => sample.members.clone(),
        _ => envelope(&sample.members),
    }
}

fn sign(signer: &Signer, sample: &Sample) -> Result<Members, Failure> {
    match sample.provider {
        Provider::LianLian => signer.lianlian(&outer(sample)),
        _ => Ok(signer.pingpong(&outer(sample))),
    }
}

/// The signed body with another amount under the same signature.
fn tampered(sample: &Sample, signed: &Members) -> String {
    let changed = sample.with(sample.amount, OTHER_AMOUNT).members;
    let signed = signed.clone();
    match sample.provider {
        Provider::LianLian => signed.with(sample.amount, OTHER_AMOUNT),
        _ => signed.with("bizContent", changed.to_json()),
    }
    .to_json()
}

/// The signed body with the member that holds the amount standing twice.
fn with_duplicate(sample: &Sample, body: &str) -> String {
    let changed = sample.with(sample.amount, OTHER_AMOUNT).members;
    let (name, value) = match sample.provider {
        Provider::LianLian => (sample.amount, OTHER_AMOUNT.to_owned()),
        _ => ("bizContent", changed.to_json()),
    };
    let value = serde_json::Value::from(value);
    format!(r#"{{"{name}":{value},{}"#, body.trim_start_matches('{'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_readings_share_their_signed_text_and_differ_in_what_they_say() {
        let nowhere = SocketAddr::from(([127, 0, 0, 1], 1));
        let cast = Cast {
            platform: Signer::new().unwrap(),
            stranger: Signer::new().unwrap(),
            shop: nowhere,
            second_process: nowhere,
        };
        for sample in samples::all() {
            let (one, other) = cast.two_readings(&sample).unwrap();
            assert_eq!(one.signed_text(), other.signed_text(), "{}", sample.kind);
            assert_eq!(one.text("sign"), other.text("sign"));
            let member = match sample.provider {
                Provider::LianLian => "money_order",
                _ => "signType",
            };
            assert_ne!(one.text(member), other.text(member), "{}", sample.kind);
        }
    }
}
