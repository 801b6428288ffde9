// Made by `cargo xtask generate` from the tables in core and ledger. Do not edit.
package io.ackwell;

/** How the operation that a notification reports has ended, or that it has not. */
public enum Status {
    /**
     * The money has moved.
     */
    SUCCEEDED("succeeded"),
    /**
     * Not decided yet: another notification will follow.
     */
    PROCESSING("processing"),
    /**
     * It failed.
     */
    FAILED("failed"),
    /**
     * The money is reserved and waits for a confirmation.
     */
    AUTHORIZED("authorized"),
    /**
     * It was cancelled.
     */
    CANCELLED("cancelled"),
    /**
     * It was closed without a payment.
     */
    CLOSED("closed"),
    /**
     * Something else, which the status text has.
     */
    OTHER("other");

    private final String text;

    Status(String text) {
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
     * @return the value, or {@link #OTHER}
     */
    public static Status of(String text) {
        return switch (text) {
            case "succeeded" -> SUCCEEDED;
            case "processing" -> PROCESSING;
            case "failed" -> FAILED;
            case "authorized" -> AUTHORIZED;
            case "cancelled" -> CANCELLED;
            case "closed" -> CLOSED;
            default -> OTHER;
        };
    }

    /** The word. */
    @Override
    public String toString() {
        return text;
    }
}
