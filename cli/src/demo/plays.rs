//! What is sent, and what must come of it.

use std::net::SocketAddr;

use ackwell::Provider;
use ackwell_testkit::samples::{self, Sample, published_address};
use ackwell_testkit::{RequestBuilder, Sender, SignedRequest, Variant};

use super::receiver::path_of;
use super::row::Expected;
use super::sender::Sending;
use crate::failure::Failure;

/// How often the impatient provider sends simultaneously: as often as LianLian sends at all.
const AT_ONCE: usize = 30;

/// An address on nobody's list (RFC 5737).
const STRANGE_ADDRESS: &str = "203.0.113.7";

/// The amount that somebody would like to have been paid.
const OTHER_AMOUNT: &str = "9999.00";

/// Who takes part.
pub(super) struct Cast {
    /// The providers.
    pub(super) platform: Sender,
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

/// The group of what is done once for each provider.
pub(super) fn whatever_the_kind(provider: Provider) -> String {
    format!("{provider}, whatever the kind")
}

impl Cast {
    /// What is done with every kind of notification.
    fn scenes_of(&self, sample: &Sample) -> Result<Vec<Play>, Failure> {
        let provider = sample.provider;
        let about = |order: u32| self.about(sample.kind, order);
        let made = |variant, order| Ok::<_, Failure>(about(order)?.variant(variant).build()?);
        let scene = |sent: &str, request: &SignedRequest, expected: Expected| Play {
            group: sample.kind.to_owned(),
            sent: sent.to_owned(),
            sendings: vec![self.sending(request)],
            shop_is_down: false,
            to_second_process: false,
            expected,
        };
        let refused = |code| Expected::refused(provider, code);

        let genuine = made(Variant::Genuine, 1)?;
        let another = made(Variant::Genuine, 2)?;
        let mut to_second = scene(
            "the same, to a second process",
            &genuine,
            Expected::repeat(provider),
        );
        to_second.to_second_process = true;
        for sending in &mut to_second.sendings {
            sending.to = self.second_process;
        }

        let mut plays = vec![
            scene("genuine", &genuine, Expected::first(provider)),
            scene("the same again", &genuine, Expected::repeat(provider)),
            to_second,
            Play {
                sendings: vec![self.sending(&another); AT_ONCE],
                ..scene(
                    "another one, 30 times simultaneously",
                    &another,
                    Expected::one_first(provider),
                )
            },
            scene(
                "the amount changed",
                &made(Variant::Tampered, 1)?,
                refused("invalid_signature"),
            ),
            scene(
                "signed by somebody else",
                &made(Variant::WrongKey, 4)?,
                refused("invalid_signature"),
            ),
            scene(
                "from an address that is not listed",
                &made(Variant::WrongSource, 1)?,
                refused("untrusted_source"),
            ),
            scene(
                "signed, with a member hidden in text",
                &made(Variant::Ambiguous, 3)?,
                refused("ambiguous_body"),
            ),
            scene(
                "the other reading of that",
                &made(Variant::OtherReading, 3)?,
                refused("ambiguous_body"),
            ),
            scene(
                "the amount a second time",
                &made(Variant::Duplicate, 1)?,
                refused("duplicate_member"),
            ),
            scene(
                "signed, for another merchant",
                &made(Variant::OtherMerchant, 5)?,
                refused("wrong_merchant"),
            ),
        ];
        // The members of an unknown kind have no known meaning: another content is another delivery.
        if sample.kind != "pingpong.other" {
            plays.push(scene(
                "signed, the same with another amount",
                &about(1)?.amount(OTHER_AMOUNT).build()?,
                refused("conflict"),
            ));
        }
        Ok(plays)
    }

    /// What is done once for each provider.
    fn scenes_of_any_kind(&self, provider: Provider) -> Result<Vec<Play>, Failure> {
        let samples = samples::all();
        let sample = samples.iter().find(|sample| sample.provider == provider);
        let Some(kind) = sample.map(|sample| sample.kind) else {
            return Ok(Vec::new());
        };
        let genuine = self.about(kind, 6)?.build()?;
        let scene = |sent: &str, sending: Sending, expected: Expected| Play {
            group: whatever_the_kind(provider),
            sent: sent.to_owned(),
            sendings: vec![sending],
            shop_is_down: false,
            to_second_process: false,
            expected,
        };
        let refused = |code| Expected::refused(provider, code);
        let api_answer = self.about(kind, 6)?.variant(Variant::ApiAnswer).build()?;
        let not_json = self.about(kind, 6)?.variant(Variant::NotJson).build()?;

        let mut posing = scene(
            "from elsewhere, posing as listed",
            self.sending(&genuine),
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
                self.sending(&api_answer),
                refused("not_a_notification"),
            ),
            posing,
            scene(
                "not JSON",
                self.sending(&not_json),
                refused("malformed_body"),
            ),
            Play {
                shop_is_down: true,
                ..scene(
                    "genuine, the shop's database down",
                    self.sending(&genuine),
                    refused("fulfilment_failed"),
                )
            },
            scene(
                "the same again",
                self.sending(&genuine),
                Expected::first(provider),
            ),
        ])
    }

    fn about(&self, kind: &str, order: u32) -> Result<RequestBuilder<'_>, Failure> {
        Ok(self.platform.request(kind)?.order(format!("DEMO-{order}")))
    }

    fn sending(&self, request: &SignedRequest) -> Sending {
        Sending {
            to: self.shop,
            path: path_of(request.provider()),
            forwarded_for: request.client_address().to_owned(),
            body: request.body_text().to_owned(),
        }
    }
}
