//! What a caller passes: pointers and lengths to slices, or `invalid_argument`.

use std::mem::MaybeUninit;

use crate::guard::Problem;

/// The bytes at a pointer. NULL is fine for no bytes.
///
/// # Safety
///
/// `data` is NULL or points to `len` bytes that stay unchanged for `'a`.
pub(crate) unsafe fn bytes<'a, B>(
    data: *const B,
    len: usize,
    argument: &'static str,
) -> Result<&'a [u8], Problem> {
    const { assert!(size_of::<B>() == 1, "bytes or characters") };
    // SAFETY: as this function's own; a byte has no alignment.
    unsafe { items(data.cast::<u8>(), len, argument) }
}

/// The items at a pointer. NULL is fine for none.
///
/// # Safety
///
/// `data` is NULL or points to `len` items that stay unchanged for `'a`.
pub(crate) unsafe fn items<'a, T>(
    data: *const T,
    len: usize,
    argument: &'static str,
) -> Result<&'a [T], Problem> {
    if len == 0 {
        return Ok(&[]);
    }
    if data.is_null() {
        return Err(Problem::misuse(argument, "is NULL and its length is not 0"));
    }
    if !data.is_aligned() {
        return Err(Problem::misuse(argument, "is not aligned"));
    }
    let size = size_of::<T>().checked_mul(len);
    if size.is_none_or(|size| isize::try_from(size).is_err()) {
        return Err(Problem::misuse(
            argument,
            "has a length that no memory can have",
        ));
    }
    // SAFETY: not NULL, aligned, of a possible size, and the caller vouches for the rest.
    Ok(unsafe { std::slice::from_raw_parts(data, len) })
}

/// The text at a pointer.
///
/// # Safety
///
/// As [`bytes`].
pub(crate) unsafe fn text<'a, B>(
    data: *const B,
    len: usize,
    argument: &'static str,
) -> Result<&'a str, Problem> {
    // SAFETY: as this function's own.
    let bytes = unsafe { bytes(data, len, argument) }?;
    std::str::from_utf8(bytes).map_err(|_| Problem::misuse(argument, "is not UTF-8"))
}

/// The text at a pointer, for a message: what is not UTF-8 is replaced.
///
/// # Safety
///
/// As [`bytes`].
pub(crate) unsafe fn lossy<B>(
    data: *const B,
    len: usize,
    argument: &'static str,
) -> Result<String, Problem> {
    // SAFETY: as this function's own.
    let bytes = unsafe { bytes(data, len, argument) }?;
    Ok(String::from_utf8_lossy(bytes).into_owned())
}

/// The object at a pointer that must not be NULL.
///
/// # Safety
///
/// `data` is NULL or points to a `T` that stays unchanged for `'a`.
pub(crate) unsafe fn one<'a, T>(data: *const T, argument: &'static str) -> Result<&'a T, Problem> {
    if data.is_null() {
        return Err(Problem::misuse(argument, "is NULL"));
    }
    if !data.is_aligned() {
        return Err(Problem::misuse(argument, "is not aligned"));
    }
    // SAFETY: not NULL, aligned, and the caller vouches for the rest.
    Ok(unsafe { &*data })
}

/// The places at a pointer, to write results to. NULL is fine for none.
///
/// # Safety
///
/// `data` is NULL or points to `len` places that nobody else uses during `'a`.
pub(crate) unsafe fn places<'a, T>(
    data: *mut T,
    len: usize,
    argument: &'static str,
) -> Result<&'a mut [MaybeUninit<T>], Problem> {
    // SAFETY: as this function's own; whatever is in a place is a `MaybeUninit`.
    let found = unsafe { items(data.cast::<MaybeUninit<T>>(), len, argument) }?.len();
    if found == 0 {
        return Ok(&mut []);
    }
    // SAFETY: `items` has found them not NULL, aligned and of a possible size; the caller vouches
    // for the rest.
    Ok(unsafe { std::slice::from_raw_parts_mut(data.cast(), found) })
}

/// A place to write a result to; it may be nowhere.
pub(crate) struct Out<T>(*mut T);

impl<T> Out<T> {
    /// A place that must be given. Checked before any work is done, so that no result is lost.
    ///
    /// # Safety
    ///
    /// `place` is NULL or may be written to until [`Out::write`].
    pub(crate) unsafe fn new(place: *mut T, argument: &'static str) -> Result<Out<T>, Problem> {
        if place.is_null() {
            return Err(Problem::misuse(argument, "is NULL"));
        }
        // SAFETY: as this function's own.
        unsafe { Out::optional(place, argument) }
    }

    /// A place that may be NULL: then nothing is written.
    ///
    /// # Safety
    ///
    /// As [`Out::new`].
    pub(crate) unsafe fn optional(
        place: *mut T,
        argument: &'static str,
    ) -> Result<Out<T>, Problem> {
        if !place.is_aligned() {
            return Err(Problem::misuse(argument, "is not aligned"));
        }
        Ok(Out(place))
    }

    pub(crate) fn write(self, value: T) {
        if !self.0.is_null() {
            // SAFETY: aligned, and the caller of `new` or `optional` vouched for the rest. What
            // is there is a C object without a destructor.
            unsafe { self.0.write(value) }
        }
    }
}
