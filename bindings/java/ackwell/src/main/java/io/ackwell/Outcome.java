package io.ackwell;

import org.jspecify.annotations.Nullable;

/**
 * What became of one request, for logs and metrics. What is not known is null.
 *
 * @param outcome what became of it, in one word
 * @param kind the notification's kind
 * @param provider the provider
 * @param orderNo the shop's order number
 * @param deliveryKey which fact the notification reports
 * @param code the stable code of a failure; null for a success
 * @param message what was found and where; null for a success
 * @param member the member that it is about
 * @param remedy what to do about it; null for a success
 * @param severity how urgent a failure is; null for a success
 * @param address the client's address, if it is about that
 * @param logLine the line that was logged
 * @param acknowledgement what is answered to the provider
 * @param notification what the request said; null if it was refused
 * @param cause what the shop's own work threw
 */
public record Outcome(
        OutcomeKind outcome,
        @Nullable Kind kind,
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
            Members all, Acknowledgement acknowledgement, Notification notification, @Nullable Throwable cause) {
        String kind = all.findText("kind");
        String provider = all.findText("provider");
        String code = all.findText("code");
        String severity = all.findText("severity");
        return new Outcome(
                OutcomeKind.of(all.text("outcome")),
                kind == null ? null : Kind.of(kind),
                provider == null ? null : Provider.of(provider),
                all.findText("order_no"),
                all.findText("delivery_key"),
                code == null ? null : Code.of(code),
                all.findText("message"),
                all.findText("member"),
                all.findText("remedy"),
                severity == null ? null : Severity.of(severity),
                all.findText("address"),
                all.text("log_line"),
                acknowledgement,
                notification,
                cause);
    }

    /** Of a request that ended with an exception before its delivery was claimed. */
    static Outcome of(AckwellException refused, Acknowledgement acknowledgement) {
        OutcomeKind outcome = refused.outcome();
        return new Outcome(
                outcome == null ? OutcomeKind.REFUSED : outcome,
                null,
                refused.provider(),
                null,
                null,
                refused.code(),
                refused.getMessage(),
                refused.member(),
                refused.remedy(),
                refused.severity(),
                refused.address(),
                refused.logLine(),
                acknowledgement,
                null,
                null);
    }
}
