// Made by `cargo xtask generate` from the table of the test kit. Do not edit.
package io.ackwell.testing;

import io.ackwell.Code;
import org.jspecify.annotations.Nullable;

/** In which way a request is wrong on purpose. */
public enum Variant {
    /**
     * Signed with the sender's key, as the provider does.
     */
    GENUINE("genuine", null),
    /**
     * The amount is another one than was signed.
     */
    TAMPERED("tampered", Code.INVALID_SIGNATURE),
    /**
     * Signed by somebody else, with a key or salt made on the spot.
     */
    WRONG_KEY("wrong_key", Code.INVALID_SIGNATURE),
    /**
     * Without a signature.
     */
    UNSIGNED("unsigned", Code.MISSING_SIGNATURE),
    /**
     * Genuine, and for another merchant.
     */
    OTHER_MERCHANT("other_merchant", Code.WRONG_MERCHANT),
    /**
     * Genuine, and from an address that is not the provider's.
     */
    WRONG_SOURCE("wrong_source", Code.UNTRUSTED_SOURCE),
    /**
     * A member appears twice, with two values.
     */
    DUPLICATE_MEMBER("duplicate_member", Code.DUPLICATE_MEMBER),
    /**
     * Signed, with the name of a member hidden in free text.
     */
    AMBIGUOUS("ambiguous", Code.AMBIGUOUS_BODY),
    /**
     * What somebody makes of an ambiguous body under the same signature.
     */
    OTHER_READING("other_reading", Code.AMBIGUOUS_BODY),
    /**
     * What the provider's API answers to a request, signed with the same key.
     */
    API_ANSWER("api_answer", Code.NOT_A_NOTIFICATION),
    /**
     * A form in place of JSON.
     */
    NOT_JSON("not_json", Code.MALFORMED_BODY);

    private final String text;
    private final @Nullable Code code;

    Variant(String text, @Nullable Code code) {
        this.text = text;
        this.code = code;
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
     * What a receiver must refuse it with.
     *
     * @return the code; null for what it must accept
     */
    public @Nullable Code code() {
        return code;
    }

    /**
     * The value of a word.
     *
     * @param text the word
     * @return the value
     * @throws IllegalArgumentException if there is none
     */
    public static Variant of(String text) {
        return switch (text) {
            case "genuine" -> GENUINE;
            case "tampered" -> TAMPERED;
            case "wrong_key" -> WRONG_KEY;
            case "unsigned" -> UNSIGNED;
            case "other_merchant" -> OTHER_MERCHANT;
            case "wrong_source" -> WRONG_SOURCE;
            case "duplicate_member" -> DUPLICATE_MEMBER;
            case "ambiguous" -> AMBIGUOUS;
            case "other_reading" -> OTHER_READING;
            case "api_answer" -> API_ANSWER;
            case "not_json" -> NOT_JSON;
            default -> throw new IllegalArgumentException("no Variant has that text");
        };
    }

    /** The word. */
    @Override
    public String toString() {
        return text;
    }
}
