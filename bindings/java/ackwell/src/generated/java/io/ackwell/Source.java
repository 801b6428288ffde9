// Made by `cargo xtask generate` from the tables in core. Do not edit.
package io.ackwell;

import org.jspecify.annotations.Nullable;

/**
 * What the check of the client address saw.
 *
 * @param check How the list of sources is applied: {@code enforced}, {@code reported}, or {@code any} where
 *     every source is accepted.
 * @param address The client's address; absent where it was not looked at and could not be read.
 * @param trusted Whether the address is on the list; absent where any source is accepted.
 */
public record Source(String check, @Nullable String address, @Nullable Boolean trusted) {
    static Source of(Members members) {
        return new Source(members.text("check"), members.findText("address"), members.findFlag("trusted"));
    }
}
