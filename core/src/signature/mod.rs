//! Who may vouch for a notification: RSA signatures and salted hashes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::canonical::Canonical;
use crate::refusal::{Code, Reason};

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
    reason = "arithmetic on arrays of fixed sizes, where each bound is a constant of the tier"
)]
mod public_operation;
pub(crate) mod salted_hash;
mod verified;

pub(crate) use verified::Verified;

use digest::Digest;
use public_key::PublicKey;
use salted_hash::Salt;

/// The one answer to every signature that does not hold: a forger learns nothing from it.
const INVALID: Reason = Reason::new(
    Code::InvalidSignature,
    "no configured key or salt vouches for the body; check that the key is the platform's own and \
     that the body is byte for byte what arrived",
);

/// The longest signature in base64: 8192 bits.
const MAX_SIGNATURE: usize = 1024;

/// Checks an RSA signature in standard padded base64 against each key in turn.
pub(crate) fn check_rsa<T>(
    value: T,
    signed: &Canonical<'_>,
    sign: &str,
    digest: Digest,
    keys: &[PublicKey],
) -> Result<Verified<T>, Reason> {
    // The decoder wants room for whole groups of three bytes.
    let mut buffer = [0_u8; MAX_SIGNATURE + 8];
    if sign.len() > MAX_SIGNATURE.div_ceil(3) * 4 {
        return Err(INVALID);
    }
    let length = STANDARD
        .decode_slice(sign, &mut buffer)
        .map_err(|_| INVALID)?;
    let signature = buffer.get(..length).ok_or(INVALID)?;
    let mut hasher = digest.hasher();
    signed.pieces(|piece| hasher.update(piece.as_bytes()));
    let hash = hasher.finish();
    let holds = |key: &PublicKey| key.verify(digest, hash.as_bytes(), signature).is_ok();
    if keys.iter().any(holds) {
        Ok(Verified::vouched(value))
    } else {
        Err(INVALID)
    }
}

/// Checks a salted hash in hex of either case.
pub(crate) fn check_salted_hash<T>(
    value: T,
    signed: &Canonical<'_>,
    sign: &str,
    digest: Digest,
    salt: &Salt,
) -> Result<Verified<T>, Reason> {
    let write = |hasher: &mut digest::Hasher| {
        signed.pieces(|piece| hasher.update(piece.as_bytes()));
    };
    if salt.vouches(digest, write, sign) {
        Ok(Verified::vouched(value))
    } else {
        Err(INVALID)
    }
}
