// Made by `cargo xtask generate` from the tables of the ledger. Do not edit.
package io.ackwell;

/** The options of a ledger besides its URL. What is not set is left to core. */
public final class LedgerBuilder extends Options<LedgerBuilder> {
    LedgerBuilder(Object url) {
        set("ledger", "url", url);
    }

    /**
     * How long one worker may take to fulfil before another worker may claim the notification, in
     * seconds: 1 to half the time in which the provider sends again (LianLian: 1,800, PingPong:
     * 21,695). Default: 60.
     *
     * @param number the number
     * @return this builder
     */
    public LedgerBuilder leaseSeconds(double number) {
        return set("ledger", "lease_seconds", number);
    }

    /**
     * How long deliveries are kept, in days: at least as long as the provider sends again
     * (LianLian: 60 minutes, PingPong: 724 minutes). Default: 90.
     *
     * @param number the number
     * @return this builder
     */
    public LedgerBuilder retentionDays(double number) {
        return set("ledger", "retention_days", number);
    }

    /**
     * How long one call of the store may take, in milliseconds: 10 to 60,000. A claim and a commit
     * together must stay inside the 5 seconds that a provider waits for an answer. Default: 2,000.
     *
     * @param number the number
     * @return this builder
     */
    public LedgerBuilder timeoutMs(double number) {
        return set("ledger", "timeout_ms", number);
    }

    /**
     * Opens the ledger.
     *
     * @return the ledger, which is to be closed when the shop ends
     * @throws AckwellException {@link Code#INVALID_CONFIG}, or {@link Code#LEDGER_UNAVAILABLE} if a
     *     file cannot be opened. A server is connected to when it is first needed
     */
    public Ledger open() {
        return document().ledger();
    }
}
