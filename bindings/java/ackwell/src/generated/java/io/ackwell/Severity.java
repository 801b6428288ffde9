// Made by `cargo xtask generate` from the tables in core and ledger. Do not edit.
package io.ackwell;

/** How urgent a failure is, for the level of a log line. */
public enum Severity {
    /**
     * Part of normal operation, nothing needs to be done.
     */
    INFO("info"),
    /**
     * A request was refused before its signature was proven.
     */
    WARNING("warning"),
    /**
     * Something genuine was not acted on, a person should look.
     */
    ERROR("error");

    private final String text;

    Severity(String text) {
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
    public static Severity of(String text) {
        return switch (text) {
            case "info" -> INFO;
            case "warning" -> WARNING;
            case "error" -> ERROR;
            default -> throw new IllegalArgumentException("no Severity has that text");
        };
    }

    /** The word. */
    @Override
    public String toString() {
        return text;
    }
}
