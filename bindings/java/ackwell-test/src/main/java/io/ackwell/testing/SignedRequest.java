package io.ackwell.testing;

import io.ackwell.Acknowledgement;
import io.ackwell.Code;
import io.ackwell.Kind;
import io.ackwell.Provider;
import io.ackwell.Receiver;
import io.ackwell.Request;
import io.ackwell.TestKit;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One HTTP request as the provider sends it, by POST. */
public final class SignedRequest {
    /** So much of an answer is in a message. */
    private static final int SHOWN = 200;

    private final Receiver receiver;
    private final Kind kind;
    private final Variant variant;
    private final byte[] body;
    private final Map<String, String> headers;
    private final String peer;
    private final @Nullable Code code;

    SignedRequest(Map<String, ? extends @Nullable Object> made, Sender sender) {
        this.kind = Kind.of(text(made, "kind"));
        this.receiver = sender.receiver(kind.provider());
        this.variant = Variant.of(text(made, "variant"));
        this.body = Base64.getDecoder().decode(text(made, "body_base64"));
        Map<String, String> pairs = new LinkedHashMap<>();
        for (Object pair : (List<?>) Objects.requireNonNull(made.get("headers"))) {
            List<?> both = (List<?>) pair;
            pairs.put((String) both.get(0), (String) both.get(1));
        }
        this.headers = Collections.unmodifiableMap(pairs);
        this.peer = text(made, "peer");
        Object refused = made.get("code");
        this.code = refused == null ? null : Code.of((String) refused);
    }

    private static String text(Map<String, ? extends @Nullable Object> made, String name) {
        return (String) Objects.requireNonNull(made.get(name), name);
    }

    /**
     * Its kind.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * Who sends it.
     *
     * @return the provider
     */
    public Provider provider() {
        return kind.provider();
    }

    /**
     * In which way it is wrong on purpose.
     *
     * @return the way
     */
    public Variant variant() {
        return variant;
    }

    /**
     * The body. Post these bytes as they are.
     *
     * @return a copy
     */
    public byte[] body() {
        return body.clone();
    }

    /**
     * The headers: the content type, and the address that a proxy on this machine saw.
     *
     * @return the values by name
     */
    public Map<String, String> headers() {
        return headers;
    }

    /**
     * The address from which the test itself connects.
     *
     * @return the address
     */
    public String peer() {
        return peer;
    }

    /**
     * What a receiver must refuse it with, if no member was replaced.
     *
     * @return the code; null for what it must accept
     */
    public @Nullable Code code() {
        return code;
    }

    /**
     * The request for a receiver, without HTTP.
     *
     * @return the request
     */
    public Request toRequest() {
        Map<String, List<String>> values = new LinkedHashMap<>();
        headers.forEach((name, value) -> values.put(name, List.of(value)));
        return Request.of(body, values, peer);
    }

    /**
     * The request for {@link HttpClient}, to be changed further if needed.
     *
     * @param endpoint the address of your endpoint
     * @return the request, with body and headers
     */
    public HttpRequest.Builder toHttpRequest(URI endpoint) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(endpoint).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        return request;
    }

    /**
     * Posts it to your endpoint, and follows no redirect, as the provider.
     *
     * @param endpoint the address of your endpoint on this machine
     * @return the answer
     * @throws IOException nothing answers there, or not in as many seconds as the provider waits
     * @throws InterruptedException the thread was interrupted
     */
    public HttpResponse<String> post(URI endpoint) throws IOException, InterruptedException {
        Duration limit = receiver.schedule().deadline();
        return HttpClient.newHttpClient()
                .send(toHttpRequest(endpoint).timeout(limit).build(), HttpResponse.BodyHandlers.ofString());
    }

    /**
     * Fails unless the provider takes this answer as "received".
     *
     * @param answer the answer of your endpoint
     * @throws AssertionError it would send again; the message says why
     */
    public void assertReceived(HttpResponse<String> answer) {
        assertReceived(answer.statusCode(), answer.body());
    }

    /**
     * Fails unless the provider takes this answer as "received".
     *
     * @param answer the answer of a receiver
     * @throws AssertionError it would send again; the message says why
     */
    public void assertReceived(Acknowledgement answer) {
        assertReceived(answer.status(), text(answer));
    }

    /**
     * Fails unless the provider takes this answer as "received".
     *
     * @param status the HTTP status of the answer of your endpoint
     * @param body its body
     * @throws AssertionError it would send again; the message says why
     */
    public void assertReceived(int status, String body) {
        Judgement judgement = Judgement.of(provider(), status, body);
        if (!judgement.received()) {
            throw new AssertionError(provider() + " would send " + kind + " again: " + judgement.why()
                    + "; the answer was " + shown(status, body));
        }
    }

    /**
     * Fails unless this is the answer to a request that was refused with the code of the variant.
     *
     * @param answer the answer of your endpoint
     * @throws AssertionError it is another answer
     * @throws IllegalStateException the request is genuine: say which code it must be refused with
     */
    public void assertRefused(HttpResponse<String> answer) {
        assertRefused(answer.statusCode(), answer.body());
    }

    /**
     * Fails unless this is the answer to a request that was refused with the code of the variant.
     *
     * @param answer the answer of a receiver
     * @throws AssertionError it is another answer
     * @throws IllegalStateException the request is genuine: say which code it must be refused with
     */
    public void assertRefused(Acknowledgement answer) {
        assertRefused(answer.status(), text(answer));
    }

    /**
     * Fails unless this is the answer to a request that was refused with the code of the variant.
     *
     * @param status the HTTP status of the answer of your endpoint
     * @param body its body
     * @throws AssertionError it is another answer
     * @throws IllegalStateException the request is genuine: say which code it must be refused with
     */
    public void assertRefused(int status, String body) {
        if (code == null) {
            throw new IllegalStateException("the request is genuine: say which code it must be refused with");
        }
        assertRefused(code, status, body);
    }

    /**
     * Fails unless this is the answer to a request that was refused with a code.
     *
     * @param code the code
     * @param status the HTTP status of the answer of your endpoint
     * @param body its body
     * @throws AssertionError it is another answer
     */
    public void assertRefused(Code code, int status, String body) {
        Acknowledgement wanted = Objects.requireNonNull(receiver.refuse(code, "").acknowledgement());
        if (wanted.status() != status || !text(wanted).equals(body)) {
            throw new AssertionError("expected " + kind + " (" + variant + ") to be refused with " + code.text()
                    + ", which is " + shown(wanted.status(), text(wanted)) + "; the answer was " + shown(status, body));
        }
    }

    private static String text(Acknowledgement answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static String shown(int status, String body) {
        return status + " " + (body.length() > SHOWN ? body.substring(0, SHOWN) + "…" : body);
    }

    /** The kind and the variant. */
    @Override
    public String toString() {
        return "SignedRequest[" + kind + ", " + variant + "]";
    }
}
