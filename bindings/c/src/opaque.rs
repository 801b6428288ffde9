//! Opaque objects that know their own type and whether they are still alive.
//!
//! A handle is a `Box` with a word in front of the value that names its type. Freeing overwrites
//! the word, so that a second free and a use after the free are noticed **as long as the allocator
//! has not given the memory to somebody else**; a handle of one type passed as another, and a NULL,
//! always are. It is a seat belt, not a promise: Valgrind and AddressSanitizer see the rest.

use std::ptr;
use std::sync::atomic::{AtomicU64, Ordering};

use ::ackwell_binding::Problem;

/// An opaque C type and the Rust value behind it.
pub(crate) trait Opaque: Sized {
    type Inner;
    /// Tells the type from every other: eight readable bytes.
    const TAG: u64;
    /// What an argument of the type is called in messages.
    const NAME: &'static str;
}

/// Set in the tag of an object that is part of another one and is freed with it.
const LENT: u64 = 1 << 63;
const DEAD: u64 = u64::from_be_bytes(*b"\0ackdead");

#[repr(C)]
struct Boxed<T> {
    /// Where allocators keep their own notes after a free. Never read.
    _notes: [u64; 2],
    tag: AtomicU64,
    value: T,
}

/// Why a pointer is not a handle.
fn wrong<O: Opaque>(why: &'static str) -> Problem {
    Problem::misuse(O::NAME, why)
}

fn boxed<O: Opaque>(handle: *const O) -> Result<*const Boxed<O::Inner>, Problem> {
    let boxed: *const Boxed<O::Inner> = handle.cast();
    if boxed.is_null() {
        return Err(wrong::<O>("is NULL"));
    }
    if !boxed.is_aligned() {
        return Err(wrong::<O>("is not aligned"));
    }
    Ok(boxed)
}

fn check<O: Opaque>(tag: u64) -> Result<(), Problem> {
    match tag {
        DEAD => Err(wrong::<O>("was freed before")),
        tag if tag & !LENT == O::TAG => Ok(()),
        _ => Err(wrong::<O>("is not a handle of this type")),
    }
}

fn allocate<O: Opaque>(tag: u64, value: O::Inner) -> *mut O {
    let boxed = Box::new(Boxed {
        _notes: [0; 2],
        tag: AtomicU64::new(tag),
        value,
    });
    Box::into_raw(boxed).cast()
}

/// A new handle that the caller frees.
pub(crate) fn give<O: Opaque>(value: O::Inner) -> *mut O {
    allocate(O::TAG, value)
}

/// A new handle that belongs to another object: freed by [`Lent`]'s drop and never by the caller.
pub(crate) struct Lent<O: Opaque>(*mut O);

impl<O: Opaque> Lent<O> {
    pub(crate) fn new(value: O::Inner) -> Lent<O> {
        Lent(allocate(O::TAG | LENT, value))
    }

    pub(crate) fn as_ptr(&self) -> *const O {
        self.0
    }
}

impl<O: Opaque> Drop for Lent<O> {
    fn drop(&mut self) {
        let boxed: *mut Boxed<O::Inner> = self.0.cast();
        // SAFETY: made by `allocate`, and only this drop takes it back: `free` refuses it.
        let boxed = unsafe { Box::from_raw(boxed) };
        boxed.tag.store(DEAD, Ordering::Relaxed);
    }
}

// SAFETY: it owns its value as a `Box` does.
unsafe impl<O: Opaque> Send for Lent<O> where O::Inner: Send {}
// SAFETY: as above.
unsafe impl<O: Opaque> Sync for Lent<O> where O::Inner: Sync {}

/// The value behind a handle.
///
/// # Safety
///
/// `handle` is NULL or came from this library and is not freed during `'h`.
pub(crate) unsafe fn borrow<'h, O: Opaque>(handle: *const O) -> Result<&'h O::Inner, Problem> {
    let boxed = boxed(handle)?;
    // SAFETY: not NULL and aligned; the caller vouches that it is ours. The word is atomic, so
    // reading it is fine whatever other threads do.
    let tag = unsafe { &*ptr::addr_of!((*boxed).tag) };
    check::<O>(tag.load(Ordering::Relaxed))?;
    // SAFETY: the tag says that a live `Boxed<O::Inner>` is there, and the caller vouches that
    // it stays.
    Ok(unsafe { &(*boxed).value })
}

/// Frees a handle. NULL is fine.
///
/// # Safety
///
/// `handle` is NULL or came from this library, and nobody uses it any more.
pub(crate) unsafe fn free<O: Opaque>(handle: *mut O) -> Result<(), Problem> {
    if handle.is_null() {
        return Ok(());
    }
    let boxed = boxed(handle.cast_const())?.cast_mut();
    // SAFETY: as in `borrow`.
    let tag = unsafe { &*ptr::addr_of!((*boxed).tag) };
    let before = tag.load(Ordering::Relaxed);
    check::<O>(before)?;
    if before & LENT != 0 {
        return Err(wrong::<O>("belongs to another object and is freed with it"));
    }
    let swapped = tag.compare_exchange(before, DEAD, Ordering::AcqRel, Ordering::Relaxed);
    swapped.map_err(|_| wrong::<O>("was freed before"))?;
    // SAFETY: the tag was a live handle's and this call alone has changed it, so the box is ours.
    drop(unsafe { Box::from_raw(boxed) });
    Ok(())
}
