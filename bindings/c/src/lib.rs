//! bindings/c.
