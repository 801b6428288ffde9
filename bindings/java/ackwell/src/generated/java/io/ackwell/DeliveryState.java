// Made by `cargo xtask generate` from the tables in core and ledger. Do not edit.
package io.ackwell;

/** The state of a delivery in the ledger. */
public enum DeliveryState {
    /**
     * A worker holds a lease that still runs.
     */
    IN_PROGRESS("in_progress"),
    /**
     * A worker held a lease that ran out. The next delivery is claimed again.
     */
    EXPIRED("expired"),
    /**
     * Fulfilled.
     */
    COMMITTED("committed"),
    /**
     * The fulfilment failed, or a person reopened it. The next delivery is claimed again.
     */
    RELEASED("released");

    private final String text;

    DeliveryState(String text) {
        this.text = text;
    }

    /**
     * The word, the same in every language.
     *
     * @return the text
     */
    public String text() {
        return text;
    }

    /**
     * The value of a word.
     *
     * @param text the word
     * @return the value
     * @throws IllegalArgumentException if there is none
     */
    public static DeliveryState of(String text) {
        return switch (text) {
            case "in_progress" -> IN_PROGRESS;
            case "expired" -> EXPIRED;
            case "committed" -> COMMITTED;
            case "released" -> RELEASED;
            default -> throw new IllegalArgumentException("no DeliveryState has that text");
        };
    }

    /** The word. */
    @Override
    public String toString() {
        return text;
    }
}
