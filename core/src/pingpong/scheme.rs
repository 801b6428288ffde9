//! PingPongCheckout's scheme: a salted hash of the canonical text, from a body to a notification.

use super::{CONTENT, NOTIFY_TYPE, OTHER, RULES, kind_of, parse_content};
use crate::any_or::AnyOr;
use crate::body::{Object, Scratch, Value};
use crate::canonical::Canonical;
use crate::notification::build::{
    Draft, MISSING, check_merchant, content_slots, slots, start_text,
};
use crate::notification::{Notification, Slot};
use crate::provider::Provider;
use crate::refusal::Reason;
use crate::signature::digest::Digest;
use crate::signature::salted_hash::Salt;
use crate::signature::{OTHER_SIGN_TYPE, Signed, Verified, check_salted_hash, sign_of};
use crate::source::Source;
use crate::text::Span;

/// A body, the text that was signed, and its content taken apart.
struct Envelope<'a, 'b, 's, 'c> {
    body: &'a Object<'b>,
    signed: &'a Canonical<'s>,
    content: Option<&'a Object<'c>>,
}

impl Signed for Envelope<'_, '_, '_, '_> {
    fn signed_text(&self) -> &str {
        self.signed.text()
    }
}

/// The salt that vouches for PingPong's notifications, and for which client and accounts.
pub(crate) struct PingPongScheme {
    pub(crate) salt: Salt,
    pub(crate) hashes: Vec<Digest>,
    pub(crate) client_id: AnyOr<String>,
    pub(crate) accounts: AnyOr<String>,
}

impl PingPongScheme {
    /// Proves one body and decodes it.
    pub(crate) fn check(&self, body: &Object<'_>, source: Source) -> Result<Notification, Reason> {
        let sign = sign_of(body)?;
        let mut signed = Canonical::default();
        signed.read(body, &RULES)?;
        let mut scratch = Scratch::default();
        let content = signed
            .pairs()
            .iter()
            .find(|pair| pair.name == CONTENT)
            .map(|pair| parse_content(pair.value, &mut scratch))
            .transpose()?;
        let digest = body
            .get("signType")
            .and_then(Value::text)
            .and_then(Digest::from_name)
            .filter(|digest| self.hashes.contains(digest))
            .ok_or_else(|| OTHER_SIGN_TYPE.about("signType"))?;
        // PingPong's own programs leave blank values out of the text, or keep all of them.
        if signed.has_blanks() && !self.salt.vouches(digest, signed.text().as_bytes(), sign) {
            signed.keep_blanks(body);
        }
        let envelope = Envelope {
            body,
            signed: &signed,
            content: content.as_ref(),
        };
        let verified = check_salted_hash(envelope, sign, digest, &self.salt)?;
        self.decode(verified, source)
    }

    /// What is wrong with the members and the names of a body, for a diagnosis.
    pub(super) fn read(&self, body: &Object<'_>) -> Result<(), Reason> {
        sign_of(body)?;
        let mut signed = Canonical::default();
        signed.read(body, &RULES)?;
        let mut scratch = Scratch::default();
        let content = signed.pairs().iter().find(|pair| pair.name == CONTENT);
        if let Some(pair) = content {
            parse_content(pair.value, &mut scratch)?;
        }
        let named = body.get("signType").and_then(Value::text);
        match named.and_then(Digest::from_name) {
            Some(digest) if self.hashes.contains(&digest) => Ok(()),
            _ => Err(OTHER_SIGN_TYPE.about("signType")),
        }
    }

    /// What would be wrong with a body if its signature held, for a diagnosis. The notification
    /// that is made on the way is dropped here.
    pub(super) fn behind_the_signature(&self, body: &Object<'_>) -> Vec<Reason> {
        let mut signed = Canonical::default();
        if signed.read(body, &RULES).is_err() {
            return Vec::new();
        }
        let mut scratch = Scratch::default();
        let content = body.get(CONTENT).and_then(Value::text);
        let content = content.map(|text| parse_content(text, &mut scratch));
        let Ok(content) = content.transpose() else {
            return Vec::new();
        };
        let checks = [
            kind_of(content.as_ref()).map(|_| ()),
            check_merchant(body, "clientId", &self.client_id),
            check_merchant(body, "accId", &self.accounts),
        ];
        let reasons: Vec<Reason> = checks.into_iter().filter_map(Result::err).collect();
        if !reasons.is_empty() {
            return reasons;
        }
        let envelope = Envelope {
            body,
            signed: &signed,
            content: content.as_ref(),
        };
        self.build(&envelope, Source::UNKNOWN)
            .err()
            .into_iter()
            .collect()
    }

    fn decode(
        &self,
        envelope: Verified<Envelope<'_, '_, '_, '_>>,
        source: Source,
    ) -> Result<Notification, Reason> {
        self.build(&envelope.into_inner(), source)
    }

    /// As [`decode`](Self::decode), whether it is proved or not.
    fn build(
        &self,
        envelope: &Envelope<'_, '_, '_, '_>,
        source: Source,
    ) -> Result<Notification, Reason> {
        let Envelope {
            body,
            signed,
            content,
        } = *envelope;
        let table = kind_of(content)?;
        let content = content.ok_or(MISSING)?;
        check_merchant(body, "clientId", &self.client_id)?;
        check_merchant(body, "accId", &self.accounts)?;

        let (mut text, signed_span) = start_text(signed, body);
        let mut envelope = slots(body, signed, &mut text);
        let account = body
            .position("accId")
            .and_then(|at| envelope.get(at))
            .map_or(Span::EMPTY, Slot::span);
        let outer = body.position(CONTENT).ok_or(MISSING)?;
        let place = envelope.remove(outer).span();
        let outer = body
            .members()
            .get(outer)
            .and_then(|member| member.value.text())
            .unwrap_or_default();
        let fields = content_slots(content, &mut text, (outer, place));
        // What a kind without a table is about.
        let operation = content
            .position(NOTIFY_TYPE)
            .and_then(|at| fields.get(at))
            .map(Slot::span);
        let draft = Draft {
            provider: Provider::PingPong,
            kind: table.map_or(OTHER, |table| table.kind),
            source,
            text,
            signed: signed_span,
            fields,
            envelope,
            merchant_id: Some(account),
            operation: operation.filter(|_| table.is_none()),
        };
        let notification = Notification::build(draft, table, content)?;
        Ok(notification.marked(self.salt.is_for_tests()))
    }
}
