package io.ackwell;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What {@code handle} does around the shop's own work. */
final class Handling {
    private static final System.Logger LOG = System.getLogger("ackwell");

    private Handling() {}

    static Outcome outcome(Receiver receiver, Request request, Ledger ledger, Fulfilment fulfil) {
        try (Receipt receipt = receiver.receive(request, ledger)) {
            Outcome decided = receipt.decided();
            return decided != null ? decided : fulfilled(receipt, fulfil);
        } catch (AckwellException refused) {
            return refused.outcome();
        }
    }

    private static Outcome fulfilled(Receipt receipt, Fulfilment fulfil) {
        try {
            fulfil.fulfil(receipt.notification());
        } catch (Throwable cause) {
            if (cause instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            return receipt.settle("failed", cause);
        }
        return receipt.settle("fulfilled", null);
    }

    /** The outcome that the native half describes. */
    static Outcome outcome(Members described, Notification notification, @Nullable Throwable cause) {
        Acknowledgement answer = Acknowledgement.of(described.one("acknowledgement"));
        return Outcome.of(described.one("facts"), answer, notification, cause);
    }

    /** What was thrown, in words. */
    static String words(Throwable cause) {
        if (cause instanceof AckwellException known) {
            return known.code() + ": " + known.getMessage();
        }
        try {
            return cause.toString();
        } catch (RuntimeException broken) {
            return cause.getClass().getName();
        }
    }

    /** Logs the outcome and hands it to the shop. Nothing that fails here changes the answer. */
    static Acknowledgement report(Outcome outcome, Consumer<? super Outcome> observer) {
        try {
            log(outcome);
            observer.accept(outcome);
        } catch (RuntimeException cause) {
            LOG.log(System.Logger.Level.ERROR, "the observer of an outcome failed", cause);
        }
        return outcome.acknowledgement();
    }

    private static void log(Outcome outcome) {
        Severity severity = outcome.severity();
        System.Logger.Level level = severity == null ? System.Logger.Level.DEBUG : switch (severity) {
            case INFO -> System.Logger.Level.INFO;
            case WARNING -> System.Logger.Level.WARNING;
            case ERROR -> System.Logger.Level.ERROR;
        };
        Throwable cause = outcome.cause();
        if (cause == null) {
            LOG.log(level, outcome.logLine());
        } else {
            LOG.log(level, outcome.logLine(), cause);
        }
    }
}
