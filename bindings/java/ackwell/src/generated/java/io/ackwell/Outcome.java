// Made by `cargo xtask generate` from the tables of the ledger. Do not edit.
package io.ackwell;

import org.jspecify.annotations.Nullable;

/**
 * What became of one request, for logs and metrics. What is absent is null.
 *
 * @param outcome What became of it, in one word.
 * @param kind The notification's kind, for example {@code lianlian.payment}. Absent if the request was
 *     refused.
 * @param provider The provider whose receiver it was.
 * @param orderNo The shop's order number.
 * @param deliveryKey The delivery key.
 * @param code The stable code of a failure. Absent for a success.
 * @param message What was found and where.
 * @param member The member of the body that it is about.
 * @param remedy What to do about it, in one sentence.
 * @param severity How urgent a failure is. Absent for a success, which is no more than a line for debugging.
 * @param address The client's address, if it is about that.
 * @param logLine One line for the shop's log.
 * @param acknowledgement What is answered to the provider.
 * @param notification What the request said; null if it was refused.
 * @param cause What the shop's own work threw.
 */
public record Outcome(
        OutcomeKind outcome,
        @Nullable String kind,
        @Nullable Provider provider,
        @Nullable String orderNo,
        @Nullable String deliveryKey,
        @Nullable Code code,
        @Nullable String message,
        @Nullable String member,
        @Nullable String remedy,
        @Nullable Severity severity,
        @Nullable String address,
        String logLine,
        Acknowledgement acknowledgement,
        @Nullable Notification notification,
        @Nullable Throwable cause) {
    static Outcome of(
            Members members,
            Acknowledgement acknowledgement,
            @Nullable Notification notification,
            @Nullable Throwable cause) {
        return new Outcome(
                members.word("outcome", OutcomeKind::of),
                members.findText("kind"),
                members.findWord("provider", Provider::of),
                members.findText("order_no"),
                members.findText("delivery_key"),
                members.findWord("code", Code::of),
                members.findText("message"),
                members.findText("member"),
                members.findText("remedy"),
                members.findWord("severity", Severity::of),
                members.findText("address"),
                members.text("log_line"),
                acknowledgement,
                notification,
                cause);
    }
}
