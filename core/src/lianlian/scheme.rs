//! LianLian's classic scheme: RSA over the canonical text, from a body to a notification.

use smallvec::SmallVec;

use super::{RULES, SIGN_TYPE, kind_of};
use crate::any_or::AnyOr;
use crate::body::{Object, Scratch, Value};
use crate::canonical::Canonical;
use crate::code::Code;
use crate::notification::Notification;
use crate::notification::build::{Draft, check_merchant, slots, start_text};
use crate::provider::Provider;
use crate::refusal::Reason;
use crate::signature::digest::Digest;
use crate::signature::public_key::PublicKey;
use crate::signature::seal::Opened;
use crate::signature::{
    BATCH, OTHER_SIGN_TYPE, RsaClaim, Signed, Verified, check_rsa, check_rsa_batch, sign_of,
};
use crate::source::Source;

const LOST: Reason = Reason::new(
    Code::Internal,
    "a batch gave fewer verdicts than it had bodies",
);

/// A body, and the text that was signed.
struct Envelope<'a, 'b, 's> {
    body: &'a Object<'b>,
    signed: &'a Canonical<'s>,
}

impl Signed for Envelope<'_, '_, '_> {
    fn signed_text(&self) -> &str {
        self.signed.text()
    }
}

/// Who may vouch for LianLian's notifications, and for which merchants.
pub(crate) struct LianLianScheme {
    pub(crate) keys: Vec<PublicKey>,
    pub(crate) digest: Digest,
    pub(crate) merchants: AnyOr<String>,
}

impl LianLianScheme {
    /// Proves one body and decodes it.
    pub(crate) fn check(&self, body: &Object<'_>, source: Source) -> Result<Notification, Reason> {
        let mut signed = Canonical::default();
        let sign = read_text(body, &mut signed)?;
        let envelope = Envelope {
            body,
            signed: &signed,
        };
        let verified = check_rsa(envelope, sign, self.digest, &self.keys)?;
        self.decode(verified, source)
    }

    /// Decodes a body that was proved before, when its seal was made.
    pub(crate) fn unseal(&self, body: &Object<'_>, opened: Opened) -> Result<Notification, Reason> {
        let mut signed = Canonical::default();
        read_text(body, &mut signed)?;
        let (verified, source) = opened.vouch(Envelope {
            body,
            signed: &signed,
        });
        self.decode(verified, source)
    }

    fn decode(
        &self,
        envelope: Verified<Envelope<'_, '_, '_>>,
        source: Source,
    ) -> Result<Notification, Reason> {
        self.build(&envelope.into_inner(), source)
    }

    /// As [`decode`](Self::decode), whether it is proved or not.
    fn build(
        &self,
        envelope: &Envelope<'_, '_, '_>,
        source: Source,
    ) -> Result<Notification, Reason> {
        let Envelope { body, signed } = *envelope;
        let table = kind_of(body)?;
        check_merchant(body, "oid_partner", &self.merchants)?;

        let (mut text, signed_span) = start_text(signed, body);
        let fields = slots(body, signed, &mut text);
        let draft = Draft {
            provider: Provider::LianLian,
            kind: table.kind,
            source,
            text,
            signed: signed_span,
            fields,
            envelope: Vec::new(),
            merchant_id: None,
            operation: None,
        };
        let notification = Notification::build(draft, Some(table), body)?;
        let for_tests = self.keys.iter().any(PublicKey::is_for_tests);
        Ok(notification.marked(for_tests))
    }

    /// What would be wrong with a body if its signature held, for a diagnosis. The notification
    /// that is made on the way is dropped here.
    pub(super) fn behind_the_signature(&self, body: &Object<'_>) -> Vec<Reason> {
        let checks = [
            kind_of(body).map(|_| ()),
            check_merchant(body, "oid_partner", &self.merchants),
        ];
        let reasons: Vec<Reason> = checks.into_iter().filter_map(Result::err).collect();
        let mut signed = Canonical::default();
        if !reasons.is_empty() || signed.read(body, &RULES).is_err() {
            return reasons;
        }
        let envelope = Envelope {
            body,
            signed: &signed,
        };
        self.build(&envelope, Source::UNKNOWN)
            .err()
            .into_iter()
            .collect()
    }

    /// As [`check`](Self::check) for at most [`BATCH`] bodies, their signatures side by side where
    /// the processor can. `open` reads one body, as the receiver does.
    pub(crate) fn check_batch<R>(
        &self,
        requests: &[R],
        open: impl for<'b> Fn(&'b R, &'b mut Scratch, &mut Object<'b>) -> Result<Source, Reason>,
    ) -> Vec<Result<Notification, Reason>> {
        let mut scratches: [Scratch; BATCH] = Default::default();
        let mut bodies: [Object<'_>; BATCH] = Default::default();
        let opened: SmallVec<[_; BATCH]> = requests
            .iter()
            .zip(&mut scratches)
            .zip(&mut bodies)
            .map(|((request, scratch), body)| open(request, scratch, body))
            .collect();
        let mut texts: [Canonical<'_>; BATCH] = Default::default();
        let mut signatures = Vec::new();
        let mut read: SmallVec<[_; BATCH]> = SmallVec::new();
        let mut claims = Vec::with_capacity(requests.len());
        for ((opened, body), signed) in opened.iter().zip(&bodies).zip(&mut texts) {
            let opened = opened.as_ref().map_err(Reason::clone);
            let claim = opened.and_then(|_| {
                let sign = read_text(body, signed)?;
                RsaClaim::read(
                    Envelope { body, signed },
                    sign,
                    self.digest,
                    &mut signatures,
                )
            });
            read.push(claim.map(|claim| claims.push(claim)));
        }
        let mut verified = check_rsa_batch(claims, &signatures, &self.keys).into_iter();
        opened
            .into_iter()
            .zip(read)
            .map(|(source, read)| {
                let source = source?;
                read?;
                let envelope = verified.next().unwrap_or(Err(LOST))?;
                self.decode(envelope, source)
            })
            .collect()
    }
}

/// Reads the text of a body, and gives the signature that is said to vouch for it.
pub(super) fn read_text<'a>(
    body: &'a Object<'_>,
    signed: &mut Canonical<'a>,
) -> Result<&'a str, Reason> {
    let sign = sign_of(body)?;
    signed.read(body, &RULES)?;
    if body.get("sign_type").and_then(Value::text) != Some(SIGN_TYPE) {
        return Err(OTHER_SIGN_TYPE.about("sign_type"));
    }
    Ok(sign)
}
