//! RSA verification as the standard writes it: raise to the exponent, compare the whole block.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use num_bigint::BigUint;

use crate::sign::Digest;

/// A modulus and an exponent.
#[derive(Debug, Clone)]
pub(super) struct PublicKey {
    modulus: BigUint,
    exponent: BigUint,
    length: usize,
}

impl PublicKey {
    /// Reads PEM or one line of base64, holding SPKI or PKCS#1.
    pub(super) fn read(text: &str) -> Self {
        // One line with `\n` in place of line ends, or with blanks, is the same block.
        let text = text.replace("\\r", "").replace("\\n", "\n");
        let text = text.trim_start_matches('\u{feff}');
        let inside = match text.split("-----").collect::<Vec<_>>()[..] {
            [bare] => bare,
            [_, _, inside, ..] => inside,
            _ => panic!("half a block"),
        };
        let base64: String = inside
            .chars()
            .filter(|character| !character.is_whitespace())
            .collect();
        let der = STANDARD.decode(base64).expect("a key that decodes");
        let (mut inside, rest) = element(&der, 0x30);
        assert!(rest.is_empty(), "bytes behind the key");
        if inside[0] == 0x30 {
            // SubjectPublicKeyInfo: an algorithm, then a bit string that holds the PKCS#1 key.
            let (_, after) = element(inside, 0x30);
            let (bits, _) = element(after, 0x03);
            (inside, _) = element(&bits[1..], 0x30);
        }
        let (modulus, rest) = element(inside, 0x02);
        let (exponent, _) = element(rest, 0x02);
        let modulus = BigUint::from_bytes_be(modulus);
        let length = usize::try_from(modulus.bits().div_ceil(8)).expect("a length in memory");
        Self {
            modulus,
            exponent: BigUint::from_bytes_be(exponent),
            length,
        }
    }

    /// RFC 8017 section 8.2.2, the signature as base64.
    pub(super) fn verifies(&self, digest: Digest, message: &[u8], signature: &str) -> bool {
        let Ok(signature) = STANDARD.decode(signature) else {
            return false;
        };
        let number = BigUint::from_bytes_be(&signature);
        if signature.len() != self.length || number >= self.modulus {
            return false;
        }
        let power = number.modpow(&self.exponent, &self.modulus);

        let mut expected = vec![0x00, 0x01];
        let mut tail = vec![0x00];
        tail.extend(digest.prefix());
        tail.extend(digest.hash(message));
        expected.resize(self.length - tail.len(), 0xFF);
        expected.extend(tail);
        power == BigUint::from_bytes_be(&expected)
    }
}

/// The content of the DER element that `bytes` begins with, and what follows it.
fn element(bytes: &[u8], tag: u8) -> (&[u8], &[u8]) {
    assert_eq!(bytes[0], tag, "another DER element");
    let (length, start) = if bytes[1] < 0x80 {
        (usize::from(bytes[1]), 2)
    } else {
        let count = usize::from(bytes[1] & 0x7F);
        let length = bytes[2..2 + count]
            .iter()
            .fold(0, |sum, byte| sum << 8 | usize::from(*byte));
        (length, 2 + count)
    };
    (&bytes[start..start + length], &bytes[start + length..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys;
    use crate::sign::LianLianSigner;

    #[test]
    fn every_key_in_every_spelling_vouches_for_what_it_signed_and_for_nothing_else() {
        for pair in keys::ALL.iter().filter(|pair| pair.name != "rsa-8192") {
            let signer = LianLianSigner::new(pair);
            let signature = signer.signature(b"message");
            for text in [
                pair.pem(),
                pair.one_line(),
                pair.crlf(),
                pair.columns(19),
                pair.pkcs1_pem(),
                pair.pkcs1_one_line(),
            ] {
                let key = PublicKey::read(&text);
                assert!(
                    key.verifies(Digest::Md5, b"message", &signature),
                    "{}",
                    pair.name
                );
                assert!(
                    !key.verifies(Digest::Sha1, b"message", &signature),
                    "{}",
                    pair.name
                );
                assert!(
                    !key.verifies(Digest::Md5, b"messagE", &signature),
                    "{}",
                    pair.name
                );
            }
        }
    }

    #[test]
    fn a_block_with_room_for_garbage_is_not_the_expected_block() {
        let signer = LianLianSigner::new(&keys::PLATFORM);
        let key = PublicKey::read(&keys::PLATFORM.pem());
        let proper = signer.block(b"message");
        assert!(key.verifies(Digest::Md5, b"message", &signer.signature_of_block(&proper)));
        for at in 0..proper.len() {
            let mut block = proper.clone();
            block[at] ^= 1;
            let signature = signer.signature_of_block(&block);
            assert!(
                !key.verifies(Digest::Md5, b"message", &signature),
                "byte {at}"
            );
        }
    }
}
