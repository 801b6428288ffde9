//! Proof of a signature, as a type.

/// Proof that a key or salt vouched for `T`. Only [`super::check_rsa`], its batch,
/// [`super::check_salted_hash`], and the seal of one of them make one.
#[derive(Debug)]
pub(crate) struct Verified<T>(T);

impl<T> Verified<T> {
    pub(super) fn vouched(value: T) -> Verified<T> {
        Verified(value)
    }

    pub(crate) fn into_inner(self) -> T {
        self.0
    }
}
