package io.ackwell;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What came over HTTP. Nothing in it is trusted. */
public final class Request {
    private final byte[] body;
    private final @Nullable Function<String, ? extends Iterable<String>> headers;
    private final @Nullable String peer;

    private Request(
            byte[] body, @Nullable Function<String, ? extends Iterable<String>> headers, @Nullable String peer) {
        this.body = Objects.requireNonNull(body, "body");
        this.headers = headers;
        this.peer = peer;
    }

    /**
     * A request without headers: behind no proxy, none is read.
     *
     * @param body the body, byte for byte as it arrived: not parsed, not read as text
     * @param peer the address at the other end of the connection, with or without a port; null for a
     *     Unix socket
     * @return the request
     */
    public static Request of(byte[] body, @Nullable String peer) {
        return new Request(body, null, peer);
    }

    /**
     * A request with its headers in a map, as {@code java.net.http} and Spring have them. The case of
     * the names does not matter.
     *
     * @param body the body, byte for byte as it arrived: not parsed, not read as text
     * @param headers the values of each header, in the order of arrival
     * @param peer the address at the other end of the connection, with or without a port; null for a
     *     Unix socket
     * @return the request
     */
    public static Request of(
            byte[] body, Map<String, ? extends Iterable<String>> headers, @Nullable String peer) {
        Objects.requireNonNull(headers, "headers");
        return new Request(body, name -> named(headers, name), peer);
    }

    /**
     * A request whose headers are asked for by name, as servlets have them.
     *
     * @param body the body, byte for byte as it arrived: not parsed, not read as text
     * @param headers returns the values of a header, in the order of arrival
     * @param peer the address at the other end of the connection, with or without a port; null for a
     *     Unix socket
     * @return the request
     */
    public static Request of(
            byte[] body, Function<String, ? extends Iterable<String>> headers, @Nullable String peer) {
        return new Request(body, Objects.requireNonNull(headers, "headers"), peer);
    }

    private static List<String> named(Map<String, ? extends Iterable<String>> headers, String name) {
        List<String> values = new ArrayList<>();
        headers.forEach((given, each) -> {
            // Some maps have a member without a name, for the request line.
            if (given != null && given.toLowerCase(Locale.ROOT).equals(name)) {
                each.forEach(values::add);
            }
        });
        return values;
    }

    byte[] body() {
        return body;
    }

    byte @Nullable [] peer() {
        return peer == null ? null : peer.getBytes(StandardCharsets.UTF_8);
    }

    /** Those that a receiver reads, as it takes them; null if it reads none. */
    byte @Nullable [] headers(List<String> names) {
        if (headers == null || names.isEmpty()) {
            return null;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String name : names) {
            Iterable<String> values = headers.apply(name);
            for (String value : values == null ? List.<String>of() : values) {
                Native.append(bytes, name);
                Native.append(bytes, arrived(value));
            }
        }
        return bytes.toByteArray();
    }

    /** The bytes that arrived: servers make one character of each. */
    private static byte[] arrived(String value) {
        boolean narrow = value.chars().allMatch(c -> c <= 0xFF);
        return value.getBytes(narrow ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }
}
