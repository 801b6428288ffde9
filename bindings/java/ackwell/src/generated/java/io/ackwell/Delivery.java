// Made by `cargo xtask generate` from the tables in core and ledger. Do not edit.
package io.ackwell;

/** What the ledger reports of a delivery. */
public enum Delivery {
    /**
     * Nobody has fulfilled it and nobody else is about to: fulfil it, then commit; if that fails,
     * release.
     */
    FIRST("first"),
    /**
     * It was fulfilled and committed before: do nothing, answer success.
     */
    REPEAT("repeat"),
    /**
     * Another worker holds the lease: do nothing, answer failure; the provider comes back.
     */
    IN_PROGRESS("in_progress"),
    /**
     * The same delivery came before with another amount, currency or order number: do nothing,
     * answer failure, and let a person look.
     */
    CONFLICT("conflict");

    private final String text;

    Delivery(String text) {
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
    public static Delivery of(String text) {
        return switch (text) {
            case "first" -> FIRST;
            case "repeat" -> REPEAT;
            case "in_progress" -> IN_PROGRESS;
            case "conflict" -> CONFLICT;
            default -> throw new IllegalArgumentException("no Delivery has that text");
        };
    }

    /** The word. */
    @Override
    public String toString() {
        return text;
    }
}
