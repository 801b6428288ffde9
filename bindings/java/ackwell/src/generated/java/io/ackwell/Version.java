// Made by `cargo xtask generate`. Do not edit.
package io.ackwell;

/** The version of these classes, which the native half must have too. */
final class Version {
    static final String TEXT = "0.1.0";

    private Version() {}
}
