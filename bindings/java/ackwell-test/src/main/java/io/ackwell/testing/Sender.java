package io.ackwell.testing;

import io.ackwell.Config;
import io.ackwell.Kind;
import io.ackwell.LianLian;
import io.ackwell.PingPong;
import io.ackwell.Provider;
import io.ackwell.Receiver;
import io.ackwell.TestKit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Plays the providers, with keys and ids made on the spot: never the same ones again.
 *
 * <pre>{@code
 * Sender sender = new Sender();
 * SignedRequest paid = sender.request(Kind.LIANLIAN_PAYMENT).order("42").amount("10.00").build();
 * paid.assertReceived(paid.post(URI.create("http://127.0.0.1:8080/notify/lianlian")));
 * }</pre>
 *
 * <p>For tests only. It may be shared between threads.
 */
public final class Sender {
    private final Map<String, ?> secret;
    private final Map<String, Map<String, ?>> document;

    /**
     * Makes the keys.
     *
     * @param providers whom to play; all of them if there is none. A key of LianLian takes some
     *     hundredths of a second to make, a salt of PingPong nothing
     */
    public Sender(Provider... providers) {
        List<String> names = Arrays.stream(providers).map(Provider::text).toList();
        Map<String, ?> made = TestKit.ask(Map.of("do", "keys", "providers", names));
        this.secret = object(made.get("sender"));
        Map<String, Map<String, ?>> sections = new LinkedHashMap<>();
        object(made.get("receiver")).forEach((section, options) -> sections.put(section, object(options)));
        this.document = Collections.unmodifiableMap(sections);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, ?> object(Object value) {
        return (Map<String, ?>) value;
    }

    /**
     * Whom it plays.
     *
     * @return the providers
     */
    public List<Provider> providers() {
        List<Provider> providers = new ArrayList<>();
        for (Provider provider : Provider.values()) {
            if (secret.containsKey(provider.text())) {
                providers.add(provider);
            }
        }
        return Collections.unmodifiableList(providers);
    }

    /**
     * The configuration of receivers that accept what this sends, as sections with options, for whoever
     * adds to them: {@link Config#of}.
     *
     * @return the options by section and name
     */
    public Map<String, Map<String, ?>> document() {
        return document;
    }

    /**
     * The configuration of receivers that accept what this sends, and of a new ledger in memory. It takes
     * only the providers' published addresses, and believes a proxy on this machine, as which the
     * requests are sent.
     *
     * @return the configuration
     */
    public Config config() {
        return config("memory:");
    }

    /**
     * As {@link #config()}, with another ledger.
     *
     * @param ledger the URL of the ledger
     * @return the configuration
     */
    public Config config(String ledger) {
        Map<String, Map<String, ?>> sections = new LinkedHashMap<>(document);
        sections.put("ledger", Map.of("url", ledger));
        return Config.of(sections);
    }

    /**
     * A receiver of a provider, configured for what this sends.
     *
     * @param provider the provider
     * @return the receiver
     */
    public Receiver receiver(Provider provider) {
        return config().receiver(provider);
    }

    /**
     * A receiver of LianLian, configured for what this sends.
     *
     * @return the receiver
     */
    public LianLian lianlian() {
        return config().lianlian();
    }

    /**
     * A receiver of PingPong, configured for what this sends.
     *
     * @return the receiver
     */
    public PingPong pingpong() {
        return config().pingpong();
    }

    /**
     * Begins a request.
     *
     * @param kind its kind
     * @return the request, to be chosen further and built
     */
    public RequestBuilder request(Kind kind) {
        return new RequestBuilder(this, secret, kind);
    }

    /** It has secrets. */
    @Override
    public String toString() {
        return "Sender" + providers();
    }
}
