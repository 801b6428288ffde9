package io.ackwell;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The durable memory that makes a shop act on each notification once.
 *
 * <p>Opened once and shared: every call may come from any thread. A call waits for the store; on a
 * virtual thread it waits without its carrier.
 */
public final class Ledger implements AutoCloseable {
    private final long number;
    private final Cleaner.Cleanable closing;

    Ledger(long number) {
        this.number = number;
        this.closing = Receiver.CLEANER.register(this, Native.closing(number));
    }

    /**
     * Opens a ledger.
     *
     * @param url {@code memory:} for tests, {@code sqlite:///absolute/path.db} or
     *     {@code sqlite:relative.db} for one machine, {@code postgres://}, {@code mysql://},
     *     {@code redis://} or {@code rediss://} for several
     * @return the ledger, which is to be closed when the shop ends
     * @throws AckwellException {@link Code#INVALID_CONFIG}, or {@link Code#LEDGER_UNAVAILABLE} if a file
     *     cannot be opened. A server is connected to when it is first needed
     */
    public static Ledger open(String url) {
        return builder(url).open();
    }

    /**
     * Begins a ledger with options.
     *
     * @param url as for {@link #open(String)}
     * @return the builder
     */
    public static LedgerBuilder builder(String url) {
        return new LedgerBuilder(Objects.requireNonNull(url, "url"));
    }

    /**
     * Begins a ledger with options.
     *
     * @param url the place where the URL is
     * @return the builder
     */
    public static LedgerBuilder builder(io.ackwell.Reference url) {
        return new LedgerBuilder(url.value());
    }

    /**
     * Claims the delivery of a notification that was verified before.
     * {@link Receiver#receive(Request, Ledger)} does both.
     *
     * @param notification what a receiver verified
     * @return the receipt, which is to be closed
     * @throws AckwellException {@link Code#LEDGER_UNAVAILABLE}: answer its
     *     {@link AckwellException#acknowledgement()}
     */
    public Receipt claim(Notification notification) {
        return new Receipt(notification, this, waiting(notification.question("claim", number), notification));
    }

    CompletableFuture<Receipt> claimAsync(Notification notification) {
        return Calls.submit(notification.question("claim", number)).thenApply(answer -> {
            Receipt receipt = new Receipt(notification, this, Native.text(Native.checked(answer)));
            Reference.reachabilityFence(this);
            return receipt;
        });
    }

    /**
     * The first payment of the same order by another transaction that was committed before. "Once" is
     * once per transaction: ask before you ship, and refund the second.
     *
     * @param notification what a receiver verified
     * @return the payment, or null
     * @throws AckwellException {@link Code#LEDGER_UNAVAILABLE}
     */
    public @Nullable EarlierPayment earlierPayment(Notification notification) {
        String json = waiting(notification.question("earlier_payment", number), notification);
        return json.isEmpty() ? null : EarlierPayment.of(Members.read(json));
    }

    /**
     * Writes down an order that waits for a notification, for {@link #overdueOrders()}. Do so before the
     * customer is sent to the provider.
     *
     * @param order the order
     * @throws AckwellException {@link Code#LEDGER_UNAVAILABLE}
     */
    public void expectOrder(ExpectedOrder order) {
        ask("expect_order", order.parts());
    }

    /**
     * The orders whose notification should have come by now and did not: ask the provider.
     *
     * @return the orders
     * @throws AckwellException {@link Code#LEDGER_UNAVAILABLE}
     */
    public List<OverdueOrder> overdueOrders() {
        return Members.readAll(ask("overdue_orders", (Object) null), OverdueOrder::of);
    }

    /**
     * As {@link #overdueOrders()} at another moment.
     *
     * @param now the moment
     * @return the orders
     * @throws AckwellException {@link Code#LEDGER_UNAVAILABLE}
     */
    public List<OverdueOrder> overdueOrders(Instant now) {
        return Members.readAll(ask("overdue_orders", now.toEpochMilli()), OverdueOrder::of);
    }

    /**
     * Resolves an order because the provider was asked.
     *
     * @param provider the provider
     * @param merchantId the shop's number there
     * @param orderNo the shop's own order number
     * @return whether it waited
     * @throws AckwellException {@link Code#LEDGER_UNAVAILABLE}
     */
    public boolean resolveOrder(Provider provider, String merchantId, String orderNo) {
        return Boolean.parseBoolean(ask("resolve_order", provider.text(), merchantId, orderNo));
    }

    /**
     * Everything known of an order number, whichever provider and merchant.
     *
     * @param orderNo the shop's own order number
     * @return its history
     * @throws AckwellException {@link Code#LEDGER_UNAVAILABLE}
     */
    public OrderHistory orderHistory(String orderNo) {
        return OrderHistory.of(Members.read(ask("order_history", orderNo)));
    }

    /**
     * What is kept, in the order of the delivery keys: the first 1,000.
     *
     * @return the records
     * @throws AckwellException {@link Code#LEDGER_UNAVAILABLE}
     */
    public List<LedgerRecord> list() {
        return list(null, false, null, 1_000);
    }

    /**
     * What is kept, in the order of the delivery keys.
     *
     * @param state only deliveries in this state; null for all
     * @param conflicts only deliveries that a later notification contradicted
     * @param after only deliveries whose key sorts after this one, the last of a page; null for all
     * @param limit at most so many, up to 100,000
     * @return the records
     * @throws AckwellException {@link Code#LEDGER_UNAVAILABLE}, or {@link Code#INVALID_ARGUMENT} for a
     *     limit out of range
     */
    public List<LedgerRecord> list(
            @Nullable DeliveryState state, boolean conflicts, @Nullable String after, int limit) {
        Map<String, @Nullable Object> filter = new LinkedHashMap<>();
        filter.put("state", state);
        filter.put("conflicts", conflicts);
        filter.put("after", after);
        filter.put("limit", limit);
        return Members.readAll(ask("list", Json.write(filter)), LedgerRecord::of);
    }

    /**
     * What it is and how much it keeps. Counts every record.
     *
     * @return the status
     * @throws AckwellException {@link Code#LEDGER_UNAVAILABLE}
     */
    public LedgerStatus status() {
        return LedgerStatus.of(Members.read(ask("status")));
    }

    /**
     * Reopens a delivery by a person's decision: it will be fulfilled again.
     *
     * @param deliveryKey the delivery's key
     * @return whether it was there
     * @throws AckwellException {@link Code#LEDGER_UNAVAILABLE}
     */
    public boolean reopen(String deliveryKey) {
        return Boolean.parseBoolean(ask("reopen", deliveryKey));
    }

    /**
     * Removes what has not changed for longer than the retention. Run it once a day.
     *
     * @return how much was removed
     * @throws AckwellException {@link Code#LEDGER_UNAVAILABLE}
     */
    public Pruned prune() {
        return Pruned.of(Members.read(ask("prune")));
    }

    /**
     * Creates the tables, or brings them to this version.
     *
     * @return the version of the tables
     * @throws AckwellException {@link Code#LEDGER_UNAVAILABLE}
     */
    public int migrate() {
        return Integer.parseInt(ask("migrate"));
    }

    /**
     * Closes its file and its connections, once the calls that are on their way have ended. Receipts
     * that are open keep what they need. To close twice is no error.
     */
    @Override
    public void close() {
        closing.clean();
    }

    /** What it is called: never a password. */
    @Override
    public String toString() {
        return Native.answer("ledger_name", number);
    }

    private String ask(String question, @Nullable Object... arguments) {
        @Nullable Object[] all = new Object[1 + arguments.length];
        all[0] = number;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return waiting(Native.question(question, all), this);
    }

    private String waiting(byte[] question, Object used) {
        try {
            return Native.waiting(question);
        } finally {
            Reference.reachabilityFence(used);
            Reference.reachabilityFence(this);
        }
    }
}
