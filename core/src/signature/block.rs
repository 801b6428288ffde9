//! What an RSA signature holds inside, for a diagnosis: never for a verdict.

use super::digest::Digest;

/// The digest that a signature was made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignedWith {
    Known(Digest),
    /// One that no receiver takes.
    Other(&'static str),
}

impl SignedWith {
    pub(crate) fn name(self) -> &'static str {
        match self {
            SignedWith::Known(Digest::Md5) => "MD5",
            SignedWith::Known(Digest::Sha1) => "SHA1",
            SignedWith::Known(Digest::Sha256) => "SHA256",
            SignedWith::Other(name) => name,
        }
    }

    /// The hash of a message; empty for a digest that is not computed here.
    pub(crate) fn hash(self, message: &[u8]) -> Vec<u8> {
        match self {
            SignedWith::Known(digest) => {
                let mut hasher = digest.hasher();
                hasher.update(message);
                hasher.finish().as_bytes().to_vec()
            }
            SignedWith::Other(_) => Vec::new(),
        }
    }
}

/// A digest and a hash, as a key recovers them from a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Opened {
    pub(crate) with: SignedWith,
    pub(crate) hash: Vec<u8>,
}

/// Digests that no receiver takes: the last byte of their OID under 2.16.840.1.101.3.4.2, and the
/// length of the hash.
const OTHERS: [(u8, usize, &str); 3] = [(2, 48, "SHA384"), (3, 64, "SHA512"), (4, 28, "SHA224")];

/// Reads a block of PKCS #1 v1.5: `00 01 FF .. FF 00`, the name of a digest, a hash. A block that
/// another key recovers does not look so.
///
/// Source: RFC 8017, section 9.2.
pub(super) fn read(block: &[u8]) -> Option<Opened> {
    let rest = block.strip_prefix(&[0, 1])?;
    let filler = rest.iter().take_while(|byte| **byte == 0xFF).count();
    let info = rest.get(filler..)?.strip_prefix(&[0])?;
    if filler < 8 {
        return None;
    }
    for digest in [Digest::Md5, Digest::Sha1, Digest::Sha256] {
        let hash = info.strip_prefix(digest.prefix());
        // Some signers leave the name of the digest out, which no receiver takes.
        let bare = (info.len() == digest.length()).then_some(info);
        if let Some(hash) = hash.filter(|hash| hash.len() == digest.length()).or(bare) {
            return Some(Opened {
                with: SignedWith::Known(digest),
                hash: hash.to_vec(),
            });
        }
    }
    let oid = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02];
    let (last, length, name) = OTHERS
        .into_iter()
        .find(|(last, ..)| info.get(6..15) == Some([&oid[..], &[*last]].concat().as_slice()))?;
    debug_assert!(last > 0);
    let hash = info
        .len()
        .checked_sub(length)
        .and_then(|at| info.get(at..))?;
    Some(Opened {
        with: SignedWith::Other(name),
        hash: hash.to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(info: &[u8]) -> Vec<u8> {
        [&[0, 1], &[0xFF; 20][..], &[0], info].concat()
    }

    #[test]
    fn the_digest_inside_a_block_is_named() {
        for (digest, name) in [
            (Digest::Md5, "MD5"),
            (Digest::Sha1, "SHA1"),
            (Digest::Sha256, "SHA256"),
        ] {
            let hash = vec![7; digest.length()];
            let opened = read(&block(&[digest.prefix(), &hash].concat())).unwrap();
            assert_eq!((opened.with.name(), &opened.hash), (name, &hash));
            assert_eq!(read(&block(&hash)).map(|opened| opened.hash), Some(hash));
        }
        let sha512 = [
            &[
                0x30, 0x51, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 3, 4, 2, 3, 5, 0,
                4, 64,
            ][..],
            &[9; 64],
        ];
        assert_eq!(
            read(&block(&sha512.concat())).unwrap().with.name(),
            "SHA512"
        );
    }

    #[test]
    fn what_another_key_recovers_is_no_block() {
        for wrong in [
            &[][..],
            &[0, 1],
            &[0; 64],
            &[0xFF; 64],
            &[&[0, 1][..], &[0xFF; 64]].concat(),
            &[&[0, 1, 0xFF, 0xFF, 0][..], &[0; 16]].concat(),
            &block(&[1; 17]),
        ] {
            assert_eq!(read(wrong), None, "{wrong:?}");
        }
    }
}
