//! The throwaway keys of `tests/keys`, and the ways in which people write a public key down.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rsa::RsaPrivateKey;
use rsa::pkcs8::{DecodePrivateKey as _, SubjectPublicKeyInfoRef};

/// One throwaway key pair.
#[derive(Debug, Clone, Copy)]
pub struct KeyPair {
    /// Its name: the file name's first part.
    pub name: &'static str,
    private_pem: &'static str,
    public_pem: &'static str,
}

macro_rules! key_pair {
    ($($constant:ident, $name:literal, $what:literal;)+) => {
        $(
            #[doc = $what]
            pub const $constant: KeyPair = KeyPair {
                name: $name,
                private_pem: include_str!(concat!("../keys/", $name, ".private.pem")),
                public_pem: include_str!(concat!("../keys/", $name, ".public.pem")),
            };
        )+
        /// All of them.
        pub const ALL: &[KeyPair] = &[$($constant),+];
    };
}

key_pair! {
    PLATFORM, "rsa-1024", "Plays the provider's key, at the size that is in use today.";
    NEXT, "rsa-1024-next", "Plays the provider's next key while keys rotate.";
    STRANGER, "rsa-1024-stranger", "A key that no receiver is given.";
    EXPONENT_3, "rsa-1024-e3", "Public exponent 3: allowed, and off the fast path.";
    ODD_SIZE, "rsa-1031", "A modulus that does not fill its last byte.";
    RSA_1536, "rsa-1536", "A size between the usual ones.";
    RSA_2048, "rsa-2048", "2048 bits.";
    RSA_3072, "rsa-3072", "3072 bits.";
    RSA_4096, "rsa-4096", "4096 bits.";
    RSA_8192, "rsa-8192", "8192 bits, the largest that is taken.";
}

macro_rules! refused {
    ($($constant:ident, $name:literal, $what:literal;)+) => {
        $(
            #[doc = $what]
            pub const $constant: &str = include_str!(concat!("../keys/refused/", $name, ".pem"));
        )+
    };
}

refused! {
    RSA_512, "rsa-512", "Far too small.";
    RSA_1023, "rsa-1023", "One bit too small.";
    RSA_8200, "rsa-8200", "Past the largest size; a public half only.";
    EVEN_MODULUS, "even-modulus", "A modulus that no RSA key has.";
    ZERO_MODULUS, "zero-modulus", "A modulus of zero.";
    EXPONENT_0, "exponent-0", "Exponent 0.";
    EXPONENT_1, "exponent-1", "Exponent 1: every message is its own signature.";
    EXPONENT_2, "exponent-2", "Exponent 2: not RSA.";
    EXPONENT_65536, "exponent-65536", "An even exponent that looks like the usual one.";
    EXPONENT_BEYOND_MODULUS, "exponent-beyond-modulus", "An exponent larger than the modulus.";
    CERTIFICATE, "certificate", "A certificate, not a public key.";
    EC_P256, "ec-p256", "A public key of another algorithm.";
    ED25519, "ed25519", "A public key of yet another algorithm.";
    PRIVATE_PKCS8, "private-pkcs8", "A private key (PKCS#8).";
    PRIVATE_PKCS1, "private-pkcs1", "A private key (PKCS#1).";
    PRIVATE_ENCRYPTED, "private-encrypted", "An encrypted private key.";
    TRUNCATED, "truncated", "DER that ends too early.";
    TRAILING_BYTES, "trailing-bytes", "DER with bytes behind it.";
    LIANLIAN_DEMO_MERCHANT, "lianlian-demo-merchant",
        "The demo merchant's key, whose private half LianLian's public demos print.";
}

/// The key that LianLian's own demo programs verify notifications with; see `tests/README.md`.
pub const LIANLIAN_PLATFORM: &str = include_str!("../keys/lianlian-platform.public.pem");

impl KeyPair {
    /// The private half.
    pub fn private(&self) -> RsaPrivateKey {
        RsaPrivateKey::from_pkcs8_pem(self.private_pem).expect("a key file of our own")
    }

    /// The private half as PEM.
    pub fn private_pem(&self) -> &'static str {
        self.private_pem
    }

    /// The public half as PEM, the way `openssl pkey -pubout` writes it.
    pub fn pem(&self) -> String {
        self.public_pem.to_owned()
    }

    /// The public half as one line of base64, the way a provider's dashboard shows it.
    pub fn one_line(&self) -> String {
        STANDARD.encode(self.spki_der())
    }

    /// The public half as PEM with Windows line ends.
    pub fn crlf(&self) -> String {
        self.public_pem.replace('\n', "\r\n")
    }

    /// The public half as PEM without its last line end.
    pub fn no_final_newline(&self) -> String {
        self.public_pem.trim_end().to_owned()
    }

    /// The public half as PEM with lines of `columns` characters.
    pub fn columns(&self, columns: usize) -> String {
        armour("PUBLIC KEY", &self.spki_der(), columns)
    }

    /// The public half as `RSA PUBLIC KEY`.
    pub fn pkcs1_pem(&self) -> String {
        armour("RSA PUBLIC KEY", &self.pkcs1_der(), 64)
    }

    /// The bare PKCS#1 structure as one line of base64.
    pub fn pkcs1_one_line(&self) -> String {
        STANDARD.encode(self.pkcs1_der())
    }

    /// The DER of the X.509 `SubjectPublicKeyInfo`.
    pub fn spki_der(&self) -> Vec<u8> {
        let base64: String = self
            .public_pem
            .lines()
            .filter(|line| !line.starts_with("-----"))
            .collect();
        STANDARD.decode(base64).expect("a key file of our own")
    }

    /// The DER of the PKCS#1 structure inside it.
    fn pkcs1_der(&self) -> Vec<u8> {
        let spki = self.spki_der();
        let info = SubjectPublicKeyInfoRef::try_from(spki.as_slice()).expect("a key of our own");
        info.subject_public_key.raw_bytes().to_vec()
    }
}

fn armour(label: &str, der: &[u8], columns: usize) -> String {
    let text = STANDARD.encode(der);
    let mut out = format!("-----BEGIN {label}-----\n");
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, tail) = rest.split_at(columns.min(rest.len()));
        out.push_str(line);
        out.push('\n');
        rest = tail;
    }
    out + &format!("-----END {label}-----\n")
}

#[cfg(test)]
mod tests {
    use rsa::RsaPublicKey;
    use rsa::pkcs8::EncodePublicKey as _;
    use rsa::traits::PublicKeyParts as _;

    use super::*;

    #[test]
    fn every_private_key_belongs_to_the_public_one_beside_it() {
        for pair in ALL {
            let public = RsaPublicKey::from(&pair.private());
            let expected = public.to_public_key_der().expect("an RSA key encodes");
            assert_eq!(expected.as_bytes(), pair.spki_der(), "{}", pair.name);
        }
    }

    #[test]
    fn sizes_are_what_the_names_say() {
        let bits = |pair: &KeyPair| pair.private().n().bits();
        assert_eq!(bits(&PLATFORM), 1024);
        assert_eq!(bits(&ODD_SIZE), 1031);
        assert_eq!(bits(&RSA_8192), 8192);
    }
}
