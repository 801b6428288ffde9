package io.ackwell;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What {@code handleAsync} does around the shop's own work. */
final class AsyncHandling {
    private final AsyncFulfilment fulfil;
    private final Consumer<? super Outcome> observer;
    private final CompletableFuture<Acknowledgement> result = new CompletableFuture<>();

    AsyncHandling(AsyncFulfilment fulfil, Consumer<? super Outcome> observer) {
        this.fulfil = fulfil;
        this.observer = observer;
    }

    CompletableFuture<Acknowledgement> begin(Receiver receiver, Request request, Ledger ledger) {
        try {
            ledger.claimAsync(receiver.verify(request)).whenCompleteAsync(this::claimed);
        } catch (Throwable thrown) {
            failed(thrown);
        }
        return result;
    }

    private void claimed(@Nullable Receipt receipt, @Nullable Throwable thrown) {
        if (receipt == null) {
            failed(thrown == null ? new IllegalStateException("no receipt") : thrown);
            return;
        }
        try {
            Outcome decided = receipt.decided();
            if (decided != null) {
                done(receipt, decided);
            } else if (result.isDone()) {
                // Whoever waited has gone, and nothing has begun.
                receipt.settleAsync("failed", new CancellationException("nobody waits for it any more"))
                        .whenCompleteAsync((outcome, cause) -> receipt.close());
            } else {
                work(receipt);
            }
        } catch (Throwable cause) {
            receipt.close();
            failed(cause);
        }
    }

    private void work(Receipt receipt) {
        CompletionStage<?> stage;
        try {
            stage = fulfil.fulfil(receipt.notification());
        } catch (Throwable cause) {
            settle(receipt, "failed", cause);
            return;
        }
        if (stage == null) {
            settle(receipt, "failed", new IllegalStateException("it returned no stage, so nothing says when it is done"));
            return;
        }
        stage.whenCompleteAsync((value, thrown) -> {
            Throwable cause = unwrapped(thrown);
            if (value instanceof CompletionStage || value instanceof Future) {
                Throwable open = new IllegalStateException("its stage ended with another one, whose work may not be done");
                settle(receipt, "may_run", open);
            } else if (cause instanceof CancellationException) {
                settle(receipt, "may_run", cause);
            } else {
                settle(receipt, cause == null ? "fulfilled" : "failed", cause);
            }
        });
    }

    private void settle(Receipt receipt, String ended, @Nullable Throwable cause) {
        receipt.settleAsync(ended, cause).whenCompleteAsync((outcome, thrown) -> {
            if (outcome == null) {
                receipt.close();
                failed(thrown == null ? new IllegalStateException("no outcome") : thrown);
            } else {
                done(receipt, outcome);
            }
        });
    }

    private void done(Receipt receipt, Outcome outcome) {
        receipt.close();
        result.complete(Handling.report(outcome, observer));
    }

    private void failed(Throwable thrown) {
        Throwable cause = unwrapped(thrown);
        try {
            if (cause instanceof AckwellException refused) {
                result.complete(Handling.report(refused.outcome(), observer));
                return;
            }
        } catch (Throwable wrong) {
            cause = wrong;
        }
        result.completeExceptionally(cause == null ? thrown : cause);
    }

    private static @Nullable Throwable unwrapped(@Nullable Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }
}
