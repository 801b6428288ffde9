//! A platform's RSA public key, and the question whether it vouches for a message.

use super::block::{self, Opened};
use super::digest::Digest;
use super::key_problem::KeyProblem;
use super::key_text;
use super::public_operation::{BATCH, FAST_BYTES, MAX_BYTES, PublicOperation, Tier};
use crate::throwaway::MODULUS_BEGINS;
use rsa::pkcs8::EncodePublicKey as _;
use rsa::traits::PublicKeyParts as _;
use rsa::{BigUint, RsaPublicKey};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// The sizes that are taken, in bits of the modulus.
const BITS: std::ops::RangeInclusive<usize> = 1024..=8192;

/// Keys that must never vouch for anything, because their private halves are public: SHA-256 of
/// the `SubjectPublicKeyInfo`, and where the private half is published.
const PUBLISHED_PRIVATE: &[(&str, &str)] = &[
    (
        "1d418e413a26a6c759b825f5466664d8a3f70a2580e592732f223ae6c219ed88",
        "LianLian's documentation and demo programs, as the demo merchant's",
    ),
    (
        "2befe8fac7e572c5ed8ff35996c3a9b56b8340b4954476a1a3159bdb31c2fc79",
        "LianLian's public demo programs and documents",
    ),
    (
        "5114a1c0512ea034603fca5a751de31b7089e159a99918377bfdb240362bd975",
        "LianLian's public demo programs and documents",
    ),
    (
        "2b1dc63eff1224c8b73f13916924ffa7d615ca7f97e3601077647f36c80097c8",
        "LianLian's demo programs for ACCP, as the demo merchant's",
    ),
    (
        "0dd666c3a173a7359cbb542a5517e6f1f38c7c120a7015c3ac282fb82c27dc52",
        "LianLian's demo programs AuthPay and ExpressPay for Java",
    ),
    (
        "553b7708d1538b61fb6f22ccc0221f95e7421f45a31977ef65894db4ac799edf",
        "LianLian's demo program InstantPay for Java",
    ),
    (
        "572c3f49440d3cb59b640cc9b688288aa013ba93f90297b91b074934d7cf1843",
        "LianLian's repository LLP-Java-SDK",
    ),
    (
        "380a75f19d3a518a8d4061b39292e4bb9ddfca66c9dcd19c6744f162df37ea89",
        "LianLian's repository LLP-WALLET-PHP",
    ),
    (
        "c6b1e39432d8584b072df727d0314ad479e81e57f9663fbecb8ceaeb42b973af",
        "the repository LLGlobal/java-sdk",
    ),
    (
        "762d6728c47617db438d69e71b0dbbd17b2eda2929f0f3d7fab6df20f08bc24a",
        "the repository LianLianGlobal/python-sdk",
    ),
    (
        "288574136aac07c75845a79815f0104d5f516fd139664db40e098edcaa220dd7",
        "a public repository, as LianLian's key for Global v3",
    ),
];

/// Where the private half of the key with this fingerprint is published, if it is known to be.
fn published_in(spki_sha256: &[u8; 32]) -> Option<&'static str> {
    let fingerprint = base16ct::lower::encode_string(spki_sha256);
    PUBLISHED_PRIVATE
        .iter()
        .find(|(listed, _)| *listed == fingerprint)
        .map(|(_, place)| *place)
}

/// An RSA public key that was judged, with everything a verification needs prepared.
pub(crate) struct PublicKey {
    operation: PublicOperation,
    spki_sha256: [u8; 32],
    for_tests: bool,
}

/// What a signature is said to vouch for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Claim<'c> {
    /// How the message was hashed.
    pub(crate) digest: Digest,
    /// The message's hash.
    pub(crate) hashed: &'c [u8],
    /// The raw signature.
    pub(crate) signature: &'c [u8],
}

/// No reason is given on purpose: the caller learns that the signature does not hold, and a forger
/// learns nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BadSignature;

impl PublicKey {
    /// Reads and judges a key.
    ///
    /// Taken are PEM (`PUBLIC KEY` and `RSA PUBLIC KEY`, any line ends and widths), one line of
    /// base64, and DER, of 1024 to 8192 bits.
    ///
    /// # Errors
    ///
    /// A [`KeyProblem`] that says what the text is instead and what to do about it.
    pub(crate) fn parse(text: &[u8]) -> Result<Self, KeyProblem> {
        Self::read(text, PublicOperation::prepare)
    }

    /// As [`PublicKey::parse`], with the arithmetic that is named instead of the fastest;
    /// `None` if this machine or this key cannot have it.
    #[cfg(any(test, feature = "test-hooks"))]
    pub(crate) fn with_tier(text: &[u8], tier: Tier) -> Result<Option<Self>, KeyProblem> {
        let mut granted = false;
        let key = Self::read(text, |key| {
            let forced = PublicOperation::with_tier(key, tier);
            granted = forced.is_some();
            forced.unwrap_or_else(|| PublicOperation::prepare(key))
        })?;
        Ok(granted.then_some(key))
    }

    fn read(
        text: &[u8],
        prepare: impl FnOnce(&RsaPublicKey) -> PublicOperation,
    ) -> Result<Self, KeyProblem> {
        let key = Self::read_any(text, prepare)?;
        if let Some(place) = published_in(&key.spki_sha256) {
            return Err(KeyProblem::PrivateHalfIsPublic(place));
        }
        Ok(key)
    }

    fn read_any(
        text: &[u8],
        prepare: impl FnOnce(&RsaPublicKey) -> PublicOperation,
    ) -> Result<Self, KeyProblem> {
        let numbers = key_text::read(text)?;
        let modulus = BigUint::from_bytes_be(&numbers.modulus);
        let exponent = BigUint::from_bytes_be(&numbers.exponent);
        let key = judge(modulus, exponent)?;
        let spki = key.to_public_key_der().map_err(|_| KeyProblem::NotAKey)?;
        let spki_sha256 = Sha256::digest(spki.as_bytes()).into();
        Ok(Self {
            operation: prepare(&key),
            spki_sha256,
            for_tests: key.n().to_bytes_be().starts_with(&MODULUS_BEGINS),
        })
    }

    /// As [`parse`](Self::parse), also for a key whose private half is published: for a diagnosis,
    /// which trusts no key.
    pub(crate) fn parse_any(text: &[u8]) -> Result<Self, KeyProblem> {
        Self::read_any(text, PublicOperation::prepare)
    }

    /// What a signature of this key holds inside; `None` if another key made it. For a diagnosis:
    /// a verdict comes from [`verify`](Self::verify) alone.
    pub(crate) fn open(&self, signature: &[u8]) -> Option<Opened> {
        let mut block = [0; MAX_BYTES];
        let block = &mut block[..self.operation.bytes()];
        if !self.operation.recover(signature, block) {
            return None;
        }
        block::read(block)
    }

    /// Whether it has the mark of a key that was made for tests.
    pub(crate) fn is_for_tests(&self) -> bool {
        self.for_tests
    }

    /// Bits of the modulus.
    pub(crate) fn bits(&self) -> usize {
        self.operation.bits()
    }

    /// The arithmetic that this key uses on this machine.
    pub(crate) fn tier(&self) -> Tier {
        self.operation.tier()
    }

    /// SHA-256 over the DER `SubjectPublicKeyInfo` of this key, whatever its spelling was: the
    /// fingerprint that `openssl pkey -pubin -outform DER | sha256sum` prints.
    pub(crate) fn spki_sha256(&self) -> [u8; 32] {
        self.spki_sha256
    }

    /// Whether this key signed `hashed`, a hash of the message made with `digest`.
    ///
    /// The signature's length must be exactly the modulus's, its value must be below the modulus,
    /// and what it recovers is compared with the whole expected block: nothing in it is parsed,
    /// so no malformed padding can be taken for a sound one. Allocates nothing for keys of 1024,
    /// 2048, 3072 or 4096 bits with the exponent 65537.
    ///
    /// Not constant time, and it need not be: key, message and signature are public.
    ///
    /// # Errors
    ///
    /// [`BadSignature`], for whatever reason it does not hold.
    ///
    /// Source: RFC 8017, sections 8.2.2 and 9.2.
    pub(crate) fn verify(
        &self,
        digest: Digest,
        hashed: &[u8],
        signature: &[u8],
    ) -> Result<(), BadSignature> {
        let mut block = [0; MAX_BYTES];
        let block = &mut block[..self.operation.bytes()];
        if self.operation.recover(signature, block) && is_expected(block, digest, hashed) {
            Ok(())
        } else {
            Err(BadSignature)
        }
    }

    /// As [`PublicKey::verify`] for every claim, several side by side where the processor can.
    ///
    /// Writes as many verdicts as there are claims; allocates nothing where `verify` does not.
    pub(crate) fn verify_batch(
        &self,
        claims: &[Claim<'_>],
        verdicts: &mut [Result<(), BadSignature>],
    ) {
        let size = self.operation.bytes();
        let mut buffer = [0; BATCH * FAST_BYTES];
        for (claims, verdicts) in claims.chunks(BATCH).zip(verdicts.chunks_mut(BATCH)) {
            if size > FAST_BYTES {
                for (claim, verdict) in claims.iter().zip(verdicts) {
                    *verdict = self.verify(claim.digest, claim.hashed, claim.signature);
                }
                continue;
            }
            let mut signatures: [&[u8]; BATCH] = Default::default();
            for (signature, claim) in signatures.iter_mut().zip(claims) {
                *signature = claim.signature;
            }
            let mut blocks: [&mut [u8]; BATCH] = Default::default();
            for (block, buffer) in blocks.iter_mut().zip(buffer.chunks_exact_mut(size)) {
                *block = buffer;
            }
            let signatures = &signatures[..claims.len()];
            let recovered = self.operation.recover_batch(signatures, &mut blocks);
            for (((claim, verdict), block), recovered) in
                claims.iter().zip(verdicts).zip(&blocks).zip(recovered)
            {
                let holds = recovered && is_expected(block, claim.digest, claim.hashed);
                *verdict = if holds { Ok(()) } else { Err(BadSignature) };
            }
        }
    }
}

/// Whether `block` is `00 01 FF .. FF 00`, the digest's name, and `hashed`, to the last byte.
fn is_expected(block: &[u8], digest: Digest, hashed: &[u8]) -> bool {
    let prefix = digest.prefix();
    if hashed.len() != digest.length() {
        return false;
    }
    // Three bytes of frame and at least eight of padding (RFC 8017 9.2, step 3). The smallest key
    // accepted here has space for far more, so this only guards the arithmetic below.
    let Some(padding) = block.len().checked_sub(3 + prefix.len() + hashed.len()) else {
        return false;
    };
    if padding < 8 {
        return false;
    }
    let (frame, rest) = block.split_at(2);
    let (filler, rest) = rest.split_at(padding);
    let (zero, rest) = rest.split_at(1);
    let (name, hash) = rest.split_at(prefix.len());
    frame == [0, 1]
        && filler.iter().all(|byte| *byte == 0xff)
        && zero == [0]
        && name == prefix
        && hash == hashed
}

fn judge(modulus: BigUint, exponent: BigUint) -> Result<RsaPublicKey, KeyProblem> {
    let is_even = |number: &BigUint| number.to_bytes_le().first().is_none_or(|low| low & 1 == 0);
    let bits = modulus.bits();
    if bits < *BITS.start() {
        return Err(KeyProblem::TooSmall(bits));
    }
    if bits > *BITS.end() {
        return Err(KeyProblem::TooLarge(bits));
    }
    if is_even(&modulus) {
        return Err(KeyProblem::EvenModulus);
    }
    if is_even(&exponent) || exponent < BigUint::from(3_u32) {
        return Err(KeyProblem::WeakExponent);
    }
    if exponent > BigUint::from(RsaPublicKey::MAX_PUB_EXPONENT) {
        return Err(KeyProblem::LargeExponent);
    }
    // `RsaPublicKey::new` and `from_public_key_der` stop at 4096 bits.
    RsaPublicKey::new_with_max_size(modulus, exponent, *BITS.end()).map_err(|_| KeyProblem::NotAKey)
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({} bits, spki sha256 ", self.bits())?;
        for byte in &self.spki_sha256[..8] {
            write!(f, "{byte:02x}")?;
        }
        write!(f, "..., {:?})", self.tier())
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod wycheproof_tests;
