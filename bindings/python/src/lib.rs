//! bindings/python.
