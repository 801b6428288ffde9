package io.ackwell;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What to answer to the provider, byte for byte. */
public final class Acknowledgement {
    private static final Map<Provider, Acknowledgement> SUCCESSES = new ConcurrentHashMap<>();

    private final int status;
    private final String contentType;
    private final String body;

    private Acknowledgement(int status, String contentType, String body) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
    }

    static Acknowledgement of(Members members) {
        return new Acknowledgement(
                Math.toIntExact(members.count("status")), members.text("content_type"), members.text("body"));
    }

    /** It never changes. */
    static Acknowledgement success(Provider provider) {
        Acknowledgement known = SUCCESSES.get(provider);
        if (known == null) {
            known = of(Members.read(Native.answer("success", provider.text())));
            SUCCESSES.put(provider, known);
        }
        return known;
    }

    /**
     * The HTTP status.
     *
     * @return the status
     */
    public int status() {
        return status;
    }

    /**
     * The value of the {@code Content-Type} header.
     *
     * @return the content type
     */
    public String contentType() {
        return contentType;
    }

    /**
     * The body.
     *
     * @return a new array with the bytes
     */
    public byte[] body() {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Whether this answer makes the provider stop sending.
     *
     * @return whether it is a success
     */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** The status and the body. */
    @Override
    public String toString() {
        return status + " " + body;
    }
}
