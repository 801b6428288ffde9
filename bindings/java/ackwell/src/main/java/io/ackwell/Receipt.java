package io.ackwell;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A notification, what the ledger reports of its delivery, and what to answer.
 *
 * <pre>{@code
 * try (Receipt receipt = receiver.receive(request, ledger)) {
 *     if (receipt.isFirst()) {
 *         orders.markPaid(receipt.notification().orderNo());
 *         receipt.commit();
 *     }
 *     return receipt.acknowledgement();
 * }
 * }</pre>
 */
public final class Receipt implements AutoCloseable {
    private final Notification notification;
    private final Ledger ledger;
    private final long number;
    private final Cleaner.Cleanable closing;
    private volatile Facts facts;
    private volatile boolean settled;

    /** What the native half reported last, and when. */
    private record Facts(Members all, long nanoTime) {
        static Facts of(Members all) {
            return new Facts(all, System.nanoTime());
        }
    }

    Receipt(Notification notification, Ledger ledger, String claimed) {
        Members claim = Members.read(claimed);
        this.notification = notification;
        this.ledger = ledger;
        this.number = claim.count("receipt");
        this.facts = Facts.of(claim.one("facts"));
        this.closing = Receiver.CLEANER.register(this, Native.closing(number));
    }

    /**
     * What the request said.
     *
     * @return the notification
     */
    public Notification notification() {
        return notification;
    }

    /**
     * What the ledger reports.
     *
     * @return the delivery
     */
    public Delivery delivery() {
        return Delivery.of(facts.all.text("delivery"));
    }

    /**
     * Whether it is this worker's to fulfil.
     *
     * @return whether the delivery is the first one
     */
    public boolean isFirst() {
        return delivery() == Delivery.FIRST;
    }

    /**
     * The right to fulfil it.
     *
     * @return the lease, or null if the delivery is not the first one
     */
    public @Nullable Lease lease() {
        Facts known = facts;
        Members lease = known.all.find("lease");
        if (lease == null) {
            return null;
        }
        Duration left = lease.duration("remaining_ms").minusNanos(System.nanoTime() - known.nanoTime);
        return new Lease(
                lease.count("token"), lease.moment("expires_at_ms"), left.isNegative() ? Duration.ZERO : left);
    }

    /**
     * How long another worker's lease still ran when the delivery was claimed.
     *
     * @return the time, or null if the delivery is not in progress
     */
    public @Nullable Duration remaining() {
        return delivery() == Delivery.IN_PROGRESS ? facts.all.duration("remaining_ms") : null;
    }

    /**
     * What disagrees.
     *
     * @return the conflict, or null if the delivery is none
     */
    public @Nullable Conflict conflict() {
        Members found = facts.all.find("conflict");
        return found == null ? null : Conflict.of(found);
    }

    /**
     * What to answer now: success for a repeat and after a commit, otherwise failure.
     *
     * @return the answer
     */
    public Acknowledgement acknowledgement() {
        return Acknowledgement.of(facts.all.one("acknowledgement"));
    }

    /**
     * The first payment of the same order by another transaction that was committed before.
     *
     * @return the payment, or null
     * @throws AckwellException {@link Code#LEDGER_UNAVAILABLE}
     */
    public @Nullable EarlierPayment earlierPayment() {
        return ledger.earlierPayment(notification);
    }

    /**
     * The order is fulfilled. To commit twice is no error.
     *
     * @return the answer that ends the re-sends
     * @throws AckwellException {@link Code#LEASE_LOST}, {@link Code#LEDGER_UNAVAILABLE}, or
     *     {@link Code#INVALID_ARGUMENT} if it is not the first delivery
     */
    public Acknowledgement commit() {
        ask("commit");
        settled = true;
        return acknowledgement();
    }

    /**
     * The work failed: releases the delivery, so that the next one may try immediately. Where it cannot
     * be released, its lease runs out.
     *
     * @return the failure to answer
     */
    public Acknowledgement release() {
        settled = true;
        ask("release");
        return acknowledgement();
    }

    /**
     * As {@link #release()}, for callers who want to know how it went.
     *
     * @return the failure to answer
     * @throws AckwellException {@link Code#LEASE_LOST}, {@link Code#LEDGER_UNAVAILABLE}, or
     *     {@link Code#INVALID_ARGUMENT} if it is not the first delivery
     */
    public Acknowledgement releaseOrThrow() {
        settled = true;
        ask("try_release");
        return acknowledgement();
    }

    /**
     * Lets the lease run its whole time again from now.
     *
     * @throws AckwellException as {@link #commit()}
     */
    public void extend() {
        ask("extend");
    }

    /** Releases what was neither committed nor released. Call nothing but getters afterwards. */
    @Override
    public void close() {
        try {
            if (!settled && isFirst()) {
                release();
            }
        } finally {
            closing.clean();
        }
    }

    /** The outcome of a delivery that is not the first one. */
    @Nullable Outcome decided() {
        Members outcome = facts.all.find("outcome");
        return outcome == null ? null : Outcome.of(outcome, acknowledgement(), notification, null);
    }

    /** Settles the delivery as its work ended. */
    Outcome settle(String ended, @Nullable Throwable cause) {
        settled = true;
        ask(ended, cause == null ? "" : Handling.words(cause));
        return settledOutcome(cause);
    }

    CompletableFuture<Outcome> settleAsync(String ended, @Nullable Throwable cause) {
        settled = true;
        return Calls.submit(question(ended, cause == null ? "" : Handling.words(cause))).thenApply(answer -> {
            facts = Facts.of(Members.read(Native.text(Native.checked(answer))));
            Reference.reachabilityFence(this);
            return settledOutcome(cause);
        });
    }

    private Outcome settledOutcome(@Nullable Throwable cause) {
        return Outcome.of(facts.all.one("outcome"), acknowledgement(), notification, cause);
    }

    private void ask(String question) {
        ask(question, "");
    }

    private void ask(String question, String cause) {
        try {
            facts = Facts.of(Members.read(Native.waiting(question(question, cause))));
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private byte[] question(String question, String cause) {
        return Native.question("settle", number, question, cause);
    }
}
