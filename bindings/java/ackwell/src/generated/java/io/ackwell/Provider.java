// Made by `cargo xtask generate` from the tables in core and ledger. Do not edit.
package io.ackwell;

/** A payment provider. */
public enum Provider {
    /**
     * LianLian Pay, classic scheme: an RSA signature in the body.
     */
    LIANLIAN("lianlian"),
    /**
     * PingPongCheckout v4: a salted hash in the body.
     */
    PINGPONG("pingpong");

    private final String text;

    Provider(String text) {
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
    public static Provider of(String text) {
        return switch (text) {
            case "lianlian" -> LIANLIAN;
            case "pingpong" -> PINGPONG;
            default -> throw new IllegalArgumentException("no Provider has that text");
        };
    }

    /** The word. */
    @Override
    public String toString() {
        return text;
    }
}
