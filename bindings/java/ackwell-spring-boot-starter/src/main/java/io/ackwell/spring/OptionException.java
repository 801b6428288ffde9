package io.ackwell.spring;

import io.ackwell.AckwellException;
import org.jspecify.annotations.Nullable;

/**
 * A property that is missing or wrong, so the application does not start.
 *
 * @serial exclude
 */
public final class OptionException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final @Nullable String property;
    private final String remedy;

    OptionException(@Nullable String property, String message, String remedy, @Nullable Throwable cause) {
        super(message, cause);
        this.property = property;
        this.remedy = remedy;
    }

    /** Where core found it: {@code lianlian.public_keys[0]} is {@code ackwell.lianlian.public-keys[0]} here. */
    static OptionException of(AckwellException wrong, @Nullable String file) {
        String member = wrong.member();
        String property = "ackwell." + (member == null || member.isEmpty() || file != null ? "config" : member.replace('_', '-'));
        return new OptionException(property, wrong.getMessage(), wrong.remedy(), wrong);
    }

    /**
     * The property.
     *
     * @return its name, or null if it is about no single one
     */
    public @Nullable String property() {
        return property;
    }

    /**
     * What to do about it.
     *
     * @return the remedy
     */
    public String remedy() {
        return remedy;
    }
}
