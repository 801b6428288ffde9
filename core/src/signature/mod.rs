//! Who may vouch for a notification: RSA signatures and salted hashes.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use smallvec::{SmallVec, smallvec};

use crate::body::{Object, Value};
use crate::code::Code;
use crate::refusal::Reason;

pub(crate) mod block;
#[allow(
    clippy::indexing_slicing,
    reason = "a hash never exceeds the 32 bytes set aside for it"
)]
pub(crate) mod digest;
pub(crate) mod key_problem;
mod key_text;
#[allow(
    clippy::indexing_slicing,
    reason = "a key of more than MAX_BYTES is refused at load"
)]
pub(crate) mod public_key;
#[allow(
    clippy::indexing_slicing,
    clippy::inline_always,
    clippy::needless_range_loop,
    reason = "arithmetic on arrays of fixed sizes, where each bound is a constant of the tier"
)]
mod public_operation;
pub(crate) mod salted_hash;
pub(crate) mod seal;
#[cfg(feature = "test-hooks")]
pub mod test_hooks;
mod verified;

pub(crate) use public_operation::BATCH;
pub(crate) use verified::Verified;

use digest::{Digest, Hashed};
use public_key::{BadSignature, Claim, PublicKey};
use salted_hash::Salt;

/// The one answer to every signature that does not hold: a forger learns nothing from it.
const INVALID: Reason = Reason::new(
    Code::InvalidSignature,
    "no configured key or salt vouches for the body",
);

/// A body that names another scheme than the one that is configured.
pub(crate) const OTHER_SIGN_TYPE: Reason = Reason::new(
    Code::UnsupportedSignType,
    "does not name the configured signature scheme, and a body is never let choose one",
);

/// Something that is proved by a signature over its own text. What is proved and what was signed
/// cannot be two things: the checks below read the text from the value that they vouch for.
pub(crate) trait Signed {
    fn signed_text(&self) -> &str;
}

/// The member `sign` of a body.
pub(crate) fn sign_of<'b>(body: &'b Object<'_>) -> Result<&'b str, Reason> {
    const NONE: Reason = Reason::new(Code::MissingSignature, "is missing or empty");
    const NOT_TEXT: Reason = Reason::new(Code::AmbiguousBody, "is not a JSON string");
    match body.get("sign") {
        None | Some(Value::Null) => Err(NONE.about("sign")),
        Some(Value::Text(sign)) if sign.is_empty() => Err(NONE.about("sign")),
        Some(Value::Text(sign)) => Ok(sign),
        Some(Value::Json(_)) => Err(NOT_TEXT.about("sign")),
    }
}

/// The longest signature in base64: 8192 bits.
const MAX_SIGNATURE: usize = 1024;

/// A buffer for a signature. The decoder wants space for whole groups of three bytes.
type Buffer = [u8; MAX_SIGNATURE + 8];

/// Reads a signature in standard padded base64. Returns how long it is.
fn decode(sign: &str, buffer: &mut [u8]) -> Result<usize, Reason> {
    if sign.len() > MAX_SIGNATURE.div_ceil(3) * 4 {
        return Err(INVALID);
    }
    STANDARD.decode_slice(sign, buffer).map_err(|_| INVALID)
}

fn hash(value: &impl Signed, digest: Digest) -> Hashed {
    let mut hasher = digest.hasher();
    hasher.update(value.signed_text().as_bytes());
    hasher.finish()
}

/// A value, the RSA signature that is said to vouch for it, and the hash of its text.
pub(crate) struct RsaClaim<T> {
    value: T,
    digest: Digest,
    hash: Hashed,
    /// Where it is among the signatures of its batch.
    signature: Range<usize>,
}

impl<T: Signed> RsaClaim<T> {
    /// Reads a signature in standard padded base64, appends it to `signatures`, and hashes the text.
    pub(crate) fn read(
        value: T,
        sign: &str,
        digest: Digest,
        signatures: &mut Vec<u8>,
    ) -> Result<RsaClaim<T>, Reason> {
        let start = signatures.len();
        // Never read if it is longer than any signature.
        signatures.resize(start + sign.len().min(size_of::<Buffer>()), 0);
        let length = decode(sign, signatures.get_mut(start..).unwrap_or_default());
        signatures.truncate(start + length.as_ref().copied().unwrap_or_default());
        Ok(RsaClaim {
            digest,
            signature: start..start + length?,
            hash: hash(&value, digest),
            value,
        })
    }

    fn as_claim<'c>(&'c self, signatures: &'c [u8]) -> Claim<'c> {
        Claim {
            digest: self.digest,
            hashed: self.hash.as_bytes(),
            signature: signatures.get(self.signature.clone()).unwrap_or_default(),
        }
    }
}

/// Checks a signature in standard padded base64 against each key in turn.
pub(crate) fn check_rsa<T: Signed>(
    value: T,
    sign: &str,
    digest: Digest,
    keys: &[PublicKey],
) -> Result<Verified<T>, Reason> {
    let mut buffer: Buffer = [0; _];
    let length = decode(sign, &mut buffer)?;
    let signature = buffer.get(..length).unwrap_or_default();
    let hash = hash(&value, digest);
    let holds = |key: &PublicKey| key.verify(digest, hash.as_bytes(), signature).is_ok();
    if keys.iter().any(holds) {
        Ok(Verified::vouched(value))
    } else {
        Err(INVALID)
    }
}

/// As [`check_rsa`] for many, whose signatures are in `signatures`: several side by side where the processor can.
pub(crate) fn check_rsa_batch<T: Signed>(
    candidates: Vec<RsaClaim<T>>,
    signatures: &[u8],
    keys: &[PublicKey],
) -> Vec<Result<Verified<T>, Reason>> {
    let mut verdicts: SmallVec<[_; BATCH]> = smallvec![Err(BadSignature); candidates.len()];
    for key in keys {
        let open = verdicts.iter().enumerate();
        let open = open.filter(|(_, verdict)| verdict.is_err());
        let positions: SmallVec<[usize; BATCH]> = open.map(|(position, _)| position).collect();
        let claims = positions.iter().filter_map(|at| candidates.get(*at));
        let claims: SmallVec<[Claim<'_>; BATCH]> =
            claims.map(|claim| claim.as_claim(signatures)).collect();
        let mut found: SmallVec<[_; BATCH]> = smallvec![Err(BadSignature); claims.len()];
        key.verify_batch(&claims, &mut found);
        for (position, verdict) in positions.into_iter().zip(found) {
            if let Some(slot) = verdicts.get_mut(position) {
                *slot = verdict;
            }
        }
    }
    candidates
        .into_iter()
        .zip(verdicts)
        .map(|(claim, verdict)| match verdict {
            Ok(()) => Ok(Verified::vouched(claim.value)),
            Err(BadSignature) => Err(INVALID),
        })
        .collect()
}

/// Checks a salted hash in hex of either case.
pub(crate) fn check_salted_hash<T: Signed>(
    value: T,
    sign: &str,
    digest: Digest,
    salt: &Salt,
) -> Result<Verified<T>, Reason> {
    if salt.vouches(digest, value.signed_text().as_bytes(), sign) {
        Ok(Verified::vouched(value))
    } else {
        Err(INVALID)
    }
}
