//! Why a text is not a public key that a receiver may trust.

use std::fmt;

/// Why a key is refused. The sentence says what it is and what to do, and holds no key bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyProblem {
    /// Nothing but white space.
    Empty,
    /// A private key, in the named spelling.
    PrivateKey(&'static str),
    /// An X.509 certificate.
    Certificate,
    /// A certificate signing request.
    CertificateRequest,
    /// A public key that is not for RSA PKCS#1 v1.5, with the name of its kind.
    OtherKeyType(&'static str),
    /// An OpenSSH public key line or block.
    SshPublicKey,
    /// A PEM block whose label means no key that is known here.
    UnknownLabel,
    /// The text could not be read to its end.
    Damaged(Damage),
    /// Well-formed wrapping around something that is no RSA public key.
    NotAKey,
    /// Fewer than 1024 bits.
    TooSmall(usize),
    /// More than 8192 bits.
    TooLarge(usize),
    /// The modulus is even.
    EvenModulus,
    /// The public exponent is even or below 3.
    WeakExponent,
    /// The public exponent has more than 33 bits.
    LargeExponent,
    /// The private half of this key is published, and where.
    PrivateHalfIsPublic(&'static str),
}

/// How a key's text is damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Damage {
    /// A character or a length that base64 does not have.
    Base64,
    /// Backslash and `n` where line ends belong.
    EscapedLineEnds,
    /// Text before or after the PEM block.
    OutsideText,
    /// More than one PEM block.
    SeveralBlocks,
    /// A BEGIN line without its END line, or the other way round.
    MissingBoundary,
    /// The END line names something else than the BEGIN line.
    LabelMismatch,
    /// A BEGIN or END line that does not end with five dashes.
    BoundaryLine,
}

impl fmt::Display for KeyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str(
                "the key is empty; give the platform's RSA public key, as PEM or as one line of \
                 base64",
            ),
            Self::PrivateKey(spelling) => write!(
                f,
                "this is a private key ({spelling}); a receiver needs only the platform's public \
                 key, so take the private key out of this configuration and keep it secret",
            ),
            Self::Certificate => f.write_str(
                "this is a certificate, not a public key; take its key out with `openssl x509 \
                 -pubkey -noout -in FILE` and give that",
            ),
            Self::CertificateRequest => f.write_str(
                "this is a certificate request, not a public key; ask the platform for its RSA \
                 public key and give that",
            ),
            Self::OtherKeyType(kind) => write!(
                f,
                "this is a public key of another kind ({kind}); the platform signs with plain \
                 RSA, so give its RSA public key",
            ),
            Self::SshPublicKey => f.write_str(
                "this is a public key in the OpenSSH spelling; write it as PEM with `ssh-keygen \
                 -e -m PKCS8 -f FILE` and give that",
            ),
            Self::UnknownLabel => f.write_str(
                "this PEM block is not labelled as a public key; give a block that begins with \
                 `-----BEGIN PUBLIC KEY-----` or `-----BEGIN RSA PUBLIC KEY-----`",
            ),
            Self::Damaged(damage) => write!(f, "the key is damaged: {damage}"),
            Self::NotAKey => f.write_str(
                "the bytes are no RSA public key; give a SubjectPublicKeyInfo or a PKCS#1 \
                 RSAPublicKey, as PEM or as one line of base64, unchanged from the platform",
            ),
            Self::TooSmall(bits) => write!(
                f,
                "the key has {bits} bits, and fewer than 1024 can be broken; ask the platform \
                 for a key of 2048 bits",
            ),
            Self::TooLarge(bits) => write!(
                f,
                "the key has {bits} bits, and more than 8192 would let each forged request cost \
                 too much; ask the platform for a key of 2048 to 4096 bits",
            ),
            Self::EvenModulus => f.write_str(
                "the key's modulus is even, so it is no RSA key; copy the key again from the \
                 platform",
            ),
            Self::WeakExponent => f.write_str(
                "the key's public exponent is even or below 3, so anyone could sign; copy the key \
                 again from the platform",
            ),
            Self::LargeExponent => f.write_str(
                "the key's public exponent has more than 33 bits; ask the platform for a key with \
                 the exponent 65537",
            ),
            Self::PrivateHalfIsPublic(place) => write!(
                f,
                "the private half of this key is published in {place}, so anyone can sign with \
                 it; give the public key that the platform shows in your merchant account",
            ),
        }
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Base64 => {
                "its text is not base64 to the end; copy it again, whole and without ellipsis"
            }
            Self::EscapedLineEnds => {
                "it holds the two characters `\\n` where line ends belong; write real line ends, \
                 or the base64 alone on one line"
            }
            Self::OutsideText => {
                "there is text outside the PEM block; leave only the lines from BEGIN to END"
            }
            Self::SeveralBlocks => {
                "there are several PEM blocks; give each key as an entry of its own"
            }
            Self::MissingBoundary => {
                "its BEGIN or END line is missing; copy it again with both lines"
            }
            Self::LabelMismatch => {
                "its END line does not match its BEGIN line; copy the block again, whole"
            }
            Self::BoundaryLine => {
                "its BEGIN or END line does not end with five dashes; copy the block again, whole"
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Damage, KeyProblem};

    #[test]
    fn every_sentence_says_what_it_is_and_what_to_do_in_the_house_style() {
        let damages = [
            Damage::Base64,
            Damage::EscapedLineEnds,
            Damage::OutsideText,
            Damage::SeveralBlocks,
            Damage::MissingBoundary,
            Damage::LabelMismatch,
            Damage::BoundaryLine,
        ];
        let problems = [
            KeyProblem::Empty,
            KeyProblem::PrivateKey("PKCS#8"),
            KeyProblem::Certificate,
            KeyProblem::CertificateRequest,
            KeyProblem::OtherKeyType("elliptic curve"),
            KeyProblem::SshPublicKey,
            KeyProblem::UnknownLabel,
            KeyProblem::NotAKey,
            KeyProblem::TooSmall(512),
            KeyProblem::TooLarge(8200),
            KeyProblem::EvenModulus,
            KeyProblem::WeakExponent,
            KeyProblem::LargeExponent,
            KeyProblem::PrivateHalfIsPublic("a public demo"),
        ];
        let all = problems.into_iter().chain(damages.map(KeyProblem::Damaged));
        let mut seen = std::collections::HashSet::new();
        for problem in all {
            let sentence = problem.to_string();
            assert!(sentence.contains("; "), "no advice in: {sentence}");
            assert!(
                sentence.starts_with(|first: char| first.is_ascii_lowercase()),
                "{sentence}"
            );
            assert!(
                !sentence.ends_with('.') && !sentence.contains('\n'),
                "{sentence}"
            );
            assert!(!sentence.contains("  "), "{sentence}");
            assert!(
                seen.insert(sentence),
                "two problems share a sentence: {problem:?}"
            );
        }
    }
}
