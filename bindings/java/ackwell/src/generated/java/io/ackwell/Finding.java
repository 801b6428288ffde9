// Made by `cargo xtask generate` from the tables of the ledger. Do not edit.
package io.ackwell;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a request, and what to do about it.
 *
 * @param cause The stable word of the cause, as docs/troubleshooting.md lists them, or the code of a check
 *     that fails.
 * @param sureness {@code certain} if the signature or the check proves it, {@code likely} if nothing does.
 * @param member The member that it is about, under its name on the wire.
 * @param sentence What was found. It holds no secret and no value of the body.
 * @param remedy What to do about it.
 */
public record Finding(
        String cause,
        String sureness,
        @Nullable String member,
        String sentence,
        String remedy) {
    static Finding of(Members members) {
        return new Finding(
                members.text("cause"),
                members.text("sureness"),
                members.findText("member"),
                members.text("sentence"),
                members.text("remedy"));
    }
}
