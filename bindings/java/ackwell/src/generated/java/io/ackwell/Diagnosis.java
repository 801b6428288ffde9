// Made by `cargo xtask generate` from the tables of the ledger. Do not edit.
package io.ackwell;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a request is refused: every check instead of the first, and for a signature the reason.
 *
 * <p>For the developer: an answer to the sender must not show it.
 *
 * @param provider Whose notification it was taken for.
 * @param code The code of the refusal. Absent if the request is accepted.
 * @param findings What is wrong, in the order of the checks. Empty only for an accepted request.
 */
public record Diagnosis(
        Provider provider,
        @Nullable String code,
        List<Finding> findings) {
    static Diagnosis of(Members members) {
        return new Diagnosis(
                members.provider("provider"),
                members.findText("code"),
                members.many("findings", Finding::of));
    }
}
