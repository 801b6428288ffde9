//! OpenSSL's own verification, called through its library.

use std::ffi::c_int;

use base64::Engine as _;

/// A key in OpenSSL's own structure, as `RSA_verify` takes it.
pub struct OpenSsl(*mut openssl_sys::RSA);

// SAFETY: `RSA_verify` only reads a key that is not being changed, and OpenSSL guards the
// Montgomery context that it prepares on first use.
unsafe impl Send for OpenSsl {}
// SAFETY: as above.
unsafe impl Sync for OpenSsl {}

impl OpenSsl {
    /// Reads a `SubjectPublicKeyInfo`.
    pub fn from_der(spki: &[u8]) -> Self {
        let mut at = spki.as_ptr();
        let length = spki.len().try_into().expect("a key is short");
        // SAFETY: `at` points to `length` readable bytes, and a null first argument asks for a
        // new structure, which `Drop` frees.
        let key = unsafe { openssl_sys::d2i_RSA_PUBKEY(std::ptr::null_mut(), &raw mut at, length) };
        assert!(!key.is_null(), "OpenSSL reads the key");
        Self(key)
    }

    /// Reads a PEM block.
    pub fn from_pem(pem: &str) -> Self {
        let text: String = pem
            .lines()
            .filter(|line| !line.starts_with("-----"))
            .collect();
        let der = base64::engine::general_purpose::STANDARD.decode(text.trim());
        Self::from_der(&der.expect("base64"))
    }

    /// Whether the key signed the hash: MD5, or else SHA-256.
    pub fn verify(&self, md5: bool, hash: &[u8], signature: &[u8]) -> bool {
        const NID_MD5: c_int = 4;
        const NID_SHA256: c_int = 672;
        let length = |bytes: &[u8]| bytes.len().try_into().expect("short");
        // SAFETY: the key is OpenSSL's own and alive, and both buffers are as long as said.
        unsafe {
            openssl_sys::RSA_verify(
                if md5 { NID_MD5 } else { NID_SHA256 },
                hash.as_ptr(),
                length(hash),
                signature.as_ptr(),
                length(signature),
                self.0,
            ) == 1
        }
    }
}

impl Drop for OpenSsl {
    fn drop(&mut self) {
        // SAFETY: made by `d2i_RSA_PUBKEY` and freed once.
        unsafe { openssl_sys::RSA_free(self.0) }
    }
}
