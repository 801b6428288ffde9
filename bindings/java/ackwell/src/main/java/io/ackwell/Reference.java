package io.ackwell;

import java.nio.file.Path;
import java.util.Map;

/**
 * A place where a text of a configuration is. It is read when a receiver is built or a ledger is
 * opened, and again by the next one.
 */
public final class Reference {
    private final Map<String, String> value;

    private Reference(Map<String, String> value) {
        this.value = value;
    }

    /**
     * What a file holds, without one line end at its end.
     *
     * @param path the file
     * @return the reference
     */
    public static Reference file(Path path) {
        return new Reference(Map.of("file", path.toString()));
    }

    /**
     * The value of an environment variable, unchanged.
     *
     * @param name the variable
     * @return the reference
     */
    public static Reference env(String name) {
        return new Reference(Map.of("env", name));
    }

    /** As a configuration has it. */
    Map<String, String> value() {
        return value;
    }
}
