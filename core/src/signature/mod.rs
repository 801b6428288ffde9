//! Who may vouch for a notification: RSA signatures and salted hashes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::canonical::Canonical;
use crate::code::Code;
use crate::refusal::Reason;

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

pub(crate) use verified::Verified;

use digest::{Digest, Hashed};
use public_key::{BadSignature, Claim, PublicKey};
use salted_hash::Salt;

/// The one answer to every signature that does not hold: a forger learns nothing from it.
const INVALID: Reason = Reason::new(
    Code::InvalidSignature,
    "no configured key or salt vouches for the body",
);

/// The longest signature in base64: 8192 bits.
const MAX_SIGNATURE: usize = 1024;

/// Room for a signature. The decoder wants room for whole groups of three bytes.
type Room = [u8; MAX_SIGNATURE + 8];

/// Reads a signature in standard padded base64.
fn decode<'r>(sign: &str, room: &'r mut Room) -> Result<&'r [u8], Reason> {
    if sign.len() > MAX_SIGNATURE.div_ceil(3) * 4 {
        return Err(INVALID);
    }
    let length = STANDARD.decode_slice(sign, room).map_err(|_| INVALID)?;
    Ok(room.get(..length).unwrap_or_default())
}

fn hash(signed: &Canonical<'_>, digest: Digest) -> Hashed {
    let mut hasher = digest.hasher();
    hasher.update(signed.text().as_bytes());
    hasher.finish()
}

/// An RSA signature, and the hash of the text that it is said to vouch for.
pub(crate) struct RsaClaim {
    digest: Digest,
    hash: Hashed,
    signature: Room,
    length: usize,
}

impl RsaClaim {
    /// Reads a signature in standard padded base64 and hashes the text.
    pub(crate) fn read(
        signed: &Canonical<'_>,
        sign: &str,
        digest: Digest,
    ) -> Result<RsaClaim, Reason> {
        let mut signature = [0; _];
        let length = decode(sign, &mut signature)?.len();
        Ok(RsaClaim {
            digest,
            hash: hash(signed, digest),
            signature,
            length,
        })
    }

    fn as_claim(&self) -> Claim<'_> {
        Claim {
            digest: self.digest,
            hashed: self.hash.as_bytes(),
            signature: self.signature.get(..self.length).unwrap_or_default(),
        }
    }
}

/// Checks a signature in standard padded base64 against each key in turn.
pub(crate) fn check_rsa<T>(
    value: T,
    signed: &Canonical<'_>,
    sign: &str,
    digest: Digest,
    keys: &[PublicKey],
) -> Result<Verified<T>, Reason> {
    let mut room = [0; _];
    let signature = decode(sign, &mut room)?;
    let hash = hash(signed, digest);
    let holds = |key: &PublicKey| key.verify(digest, hash.as_bytes(), signature).is_ok();
    if keys.iter().any(holds) {
        Ok(Verified::vouched(value))
    } else {
        Err(INVALID)
    }
}

/// As [`check_rsa`] for many, several side by side where the processor can.
pub(crate) fn check_rsa_batch<T>(
    candidates: Vec<(T, RsaClaim)>,
    keys: &[PublicKey],
) -> Vec<Result<Verified<T>, Reason>> {
    let mut verdicts = vec![Err(BadSignature); candidates.len()];
    for key in keys {
        let open = || {
            verdicts
                .iter()
                .enumerate()
                .filter(|(_, verdict)| verdict.is_err())
        };
        let positions: Vec<usize> = open().map(|(position, _)| position).collect();
        let claims: Vec<Claim<'_>> = candidates
            .iter()
            .zip(&verdicts)
            .filter(|(_, verdict)| verdict.is_err())
            .map(|((_, claim), _)| claim.as_claim())
            .collect();
        let mut found = vec![Err(BadSignature); claims.len()];
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
        .map(|((value, _), verdict)| match verdict {
            Ok(()) => Ok(Verified::vouched(value)),
            Err(BadSignature) => Err(INVALID),
        })
        .collect()
}

/// Checks a salted hash in hex of either case.
pub(crate) fn check_salted_hash<T>(
    value: T,
    signed: &Canonical<'_>,
    sign: &str,
    digest: Digest,
    salt: &Salt,
) -> Result<Verified<T>, Reason> {
    if salt.vouches(digest, signed.text().as_bytes(), sign) {
        Ok(Verified::vouched(value))
    } else {
        Err(INVALID)
    }
}
