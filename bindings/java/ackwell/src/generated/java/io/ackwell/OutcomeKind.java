// Made by `cargo xtask generate` from the tables in core and ledger. Do not edit.
package io.ackwell;

/** What became of one request, in one word. */
public enum OutcomeKind {
    /**
     * The order is fulfilled and committed; answered with success.
     */
    FULFILLED("fulfilled"),
    /**
     * It was fulfilled and committed before; answered with success.
     */
    REPEAT("repeat"),
    /**
     * Another worker holds the lease; answered with failure, so the provider comes back.
     */
    IN_PROGRESS("in_progress"),
    /**
     * The delivery came before with another amount, currency or order number; answered with
     * failure, and a person should look.
     */
    CONFLICT("conflict"),
    /**
     * The fulfilment failed, or it could not be committed; answered with failure, so the provider
     * comes back.
     */
    FAILED("failed"),
    /**
     * The receiver refused the request; answered with failure.
     */
    REFUSED("refused"),
    /**
     * The ledger could not be asked, so nothing was done; answered with failure, so the provider
     * comes back.
     */
    UNAVAILABLE("unavailable");

    private final String text;

    OutcomeKind(String text) {
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
    public static OutcomeKind of(String text) {
        return switch (text) {
            case "fulfilled" -> FULFILLED;
            case "repeat" -> REPEAT;
            case "in_progress" -> IN_PROGRESS;
            case "conflict" -> CONFLICT;
            case "failed" -> FAILED;
            case "refused" -> REFUSED;
            case "unavailable" -> UNAVAILABLE;
            default -> throw new IllegalArgumentException("no OutcomeKind has that text");
        };
    }

    /** The word. */
    @Override
    public String toString() {
        return text;
    }
}
