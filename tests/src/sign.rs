//! The testkit's signers over the pack's members and fixed keys, and what only a forger needs.

pub use ackwell_testkit::{Digest, Hash};
use ackwell_testkit::{Value, signed_text};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use num_bigint::BigUint;
use rsa::RsaPrivateKey;
use rsa::traits::{PrivateKeyParts as _, PublicKeyParts as _};

use crate::json::{Json, Limits};
use crate::keys::KeyPair;

/// The members of a body, in order. Setting one that is there keeps its place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Members(pub Vec<(String, Json)>);

impl Members {
    /// The given members, all of them strings.
    pub fn of(members: &[(&str, &str)]) -> Self {
        Self(
            members
                .iter()
                .map(|(n, v)| ((*n).to_owned(), Json::text(*v)))
                .collect(),
        )
    }

    /// With that member set: replaced where it is, or added at the end.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Json>) -> Self {
        let value = value.into();
        match self.0.iter_mut().find(|(member, _)| member == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name.to_owned(), value)),
        }
        self
    }

    /// Without that member.
    ///
    /// # Panics
    ///
    /// If there is none of that name: the case would not test what it says.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        let before = self.0.len();
        self.0.retain(|(member, _)| member != name);
        assert!(self.0.len() < before, "no member {name} to take away");
        self
    }

    /// With a member renamed where it is.
    #[must_use]
    pub fn renamed(mut self, from: &str, to: &str) -> Self {
        let member = self.0.iter_mut().find(|(member, _)| member == from);
        to.clone_into(&mut member.expect("a member to rename").0);
        self
    }

    /// In the opposite order.
    #[must_use]
    pub fn reversed(mut self) -> Self {
        self.0.reverse();
        self
    }

    /// In bytewise order of their names, as real bodies come.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.0.sort();
        self
    }

    /// The text of a member.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(member, _)| member == name)
            .and_then(|(_, value)| value.as_str())
    }

    /// As a JSON value.
    pub fn json(&self) -> Json {
        Json::Object(self.0.clone())
    }

    /// As compact JSON text.
    pub fn compact(&self) -> String {
        self.json().compact()
    }
}

impl From<&ackwell_testkit::Members> for Members {
    fn from(members: &ackwell_testkit::Members) -> Self {
        let own = |(name, value): (&str, &Value)| {
            let value = match value {
                Value::Text(text) => Json::text(text),
                Value::Json(json) => Json::parse(json, Limits::NONE).expect("JSON of the testkit"),
            };
            (name.to_owned(), value)
        };
        Self(members.iter().map(own).collect())
    }
}

impl PartialOrd for Json {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Json {
    /// By text; only there so that members can be sorted by name.
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.compact().cmp(&other.compact())
    }
}

/// The members that are texts.
fn texts(members: &Members) -> impl Iterator<Item = (&str, &str)> {
    let members = members.0.iter();
    members.filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
}

/// LianLian with a throwaway key.
#[derive(Debug, Clone)]
pub struct LianLianSigner {
    signer: ackwell_testkit::LianLianSigner,
    key: RsaPrivateKey,
    digest: Digest,
}

impl LianLianSigner {
    /// Signs with that key and MD5.
    pub fn new(key: &KeyPair) -> Self {
        let signer = ackwell_testkit::LianLianSigner::from_private_pem(key.private_pem());
        Self {
            signer: signer.expect("a key file of our own"),
            key: key.private(),
            digest: Digest::Md5,
        }
    }

    /// Signs with another digest.
    #[must_use]
    pub fn digest(self, digest: Digest) -> Self {
        Self {
            signer: self.signer.digest(digest),
            digest,
            ..self
        }
    }

    /// The signing string of a body.
    pub fn message(members: &Members) -> String {
        ackwell_testkit::LianLianSigner::message(texts(members))
    }

    /// The members with `sign` set over the others as they are.
    pub fn sign(&self, members: &Members) -> Members {
        let signature = self.signature(Self::message(members).as_bytes());
        members.clone().with("sign", signature)
    }

    /// The signed body as compact JSON.
    pub fn body(&self, members: &Members) -> String {
        self.sign(members).compact()
    }

    /// The base64 signature of a message.
    pub fn signature(&self, message: &[u8]) -> String {
        let signature = self.signer.signature(message);
        signature.expect("the key is large enough for its digest")
    }

    /// The encoded block that a proper signature of that message holds.
    pub fn block(&self, message: &[u8]) -> Vec<u8> {
        let mut info = self.digest.prefix().to_vec();
        info.extend(self.digest.hash(message));
        let mut block = vec![0, 1];
        block.resize(self.key.size() - info.len() - 1, 0xFF);
        block.push(0);
        block.extend(info);
        block
    }

    /// The base64 signature that opens to exactly that block, proper or not: for forgeries that
    /// a careless verifier lets through.
    pub fn signature_of_block(&self, block: &[u8]) -> String {
        let number = |value: &rsa::BigUint| BigUint::from_bytes_be(&value.to_bytes_be());
        let power =
            BigUint::from_bytes_be(block).modpow(&number(self.key.d()), &number(self.key.n()));
        STANDARD.encode(left_padded(&power.to_bytes_be(), self.key.size()))
    }

    /// The signature of the first of these messages for which the signature plus the modulus
    /// still fits the modulus's length, with the modulus added, and that message's place.
    pub fn beyond_the_modulus<'m>(
        &self,
        messages: impl IntoIterator<Item = &'m str>,
    ) -> Option<(usize, String)> {
        let modulus = BigUint::from_bytes_be(&self.key.n().to_bytes_be());
        messages
            .into_iter()
            .enumerate()
            .find_map(|(place, message)| {
                let signature = STANDARD.decode(self.signature(message.as_bytes())).ok()?;
                let sum = (BigUint::from_bytes_be(&signature) + &modulus).to_bytes_be();
                (sum.len() == self.key.size()).then(|| (place, STANDARD.encode(sum)))
            })
    }
}

/// PingPongCheckout with a throwaway salt.
#[derive(Debug, Clone)]
pub struct PingPongSigner(ackwell_testkit::PingPongSigner);

impl PingPongSigner {
    /// Signs with that salt and SHA-256.
    pub fn new(salt: &str) -> Self {
        Self(ackwell_testkit::PingPongSigner::new(salt))
    }

    /// Signs with another hash.
    #[must_use]
    pub fn hash(self, hash: Hash) -> Self {
        Self(self.0.hash(hash))
    }

    /// The string that is hashed after the salt, as the vendor's Java makes it: without blanks.
    pub fn message(members: &Members) -> String {
        ackwell_testkit::PingPongSigner::message(texts(members))
    }

    /// The same as the vendor's PHP makes it: only what is `null` is left out.
    pub fn message_with_blanks(members: &Members) -> String {
        signed_text(texts(members), |_| true)
    }

    /// The members with `sign` set over the others as they are.
    pub fn sign(&self, members: &Members) -> Members {
        let signature = self.signature(Self::message(members).as_bytes());
        members.clone().with("sign", signature)
    }

    /// The signed envelope as compact JSON.
    pub fn body(&self, members: &Members) -> String {
        self.sign(members).compact()
    }

    /// The envelope as compact JSON, signed as the vendor's PHP does.
    pub fn body_with_blanks(&self, members: &Members) -> String {
        let signature = self.signature(Self::message_with_blanks(members).as_bytes());
        members.clone().with("sign", signature).compact()
    }

    /// The upper-case hex of the salted hash.
    pub fn signature(&self, message: &[u8]) -> String {
        self.0.signature(message)
    }
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16).expect("a nibble");
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

fn left_padded(bytes: &[u8], length: usize) -> Vec<u8> {
    let mut out = vec![0; length - bytes.len()];
    out.extend(bytes);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys;

    #[test]
    fn a_block_signed_raw_is_the_signature_that_rsa_makes() {
        for digest in [Digest::Md5, Digest::Sha1, Digest::Sha256] {
            let signer = LianLianSigner::new(&keys::PLATFORM).digest(digest);
            let block = signer.block(b"a=b");
            assert_eq!(signer.signature_of_block(&block), signer.signature(b"a=b"));
        }
    }

    #[test]
    fn the_signing_strings_leave_out_what_the_protocols_leave_out() {
        let members = Members::of(&[("b", ""), ("c", "0"), ("a", " "), ("sign", "x")]);
        assert_eq!(LianLianSigner::message(&members), "a= &c=0");
        assert_eq!(PingPongSigner::message(&members), "c=0");
        let kept = PingPongSigner::message_with_blanks(&members.with("d", Json::Null));
        assert_eq!(kept, "a= &b=&c=0");
    }
}
