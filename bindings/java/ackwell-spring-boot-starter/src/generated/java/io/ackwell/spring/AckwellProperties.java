// Made by `cargo xtask generate` from the tables in core and ledger. Do not edit.
package io.ackwell.spring;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties {@code ackwell.*}. What is not set is left to core. A name that is not known is
 * refused when the application starts.
 *
 * @param lianlian LianLian Pay, classic scheme
 * @param pingpong PingPongCheckout v4
 * @param receiver what all receivers share
 * @param ledger the ledger
 * @param config A TOML or JSON file with the sections {@code lianlian}, {@code pingpong}, {@code receiver}
 *     and {@code ledger}, the same for every language. It takes the place of those properties.
 * @param web where notifications are received
 * @param transaction claims inside the application's own transactions
 */
@ConfigurationProperties(prefix = "ackwell", ignoreUnknownFields = false)
public record AckwellProperties(
        @Nullable Lianlian lianlian,
        @Nullable Pingpong pingpong,
        @Nullable Receiver receiver,
        @Nullable Ledger ledger,
        @Nullable String config,
        @DefaultValue Web web,
        @DefaultValue Transaction transaction) {

    /**
     * The sections that have an option, as core takes them.
     *
     * @return the options by section and name
     */
    Map<String, Map<String, Object>> document() {
        Map<String, Map<String, Object>> document = new LinkedHashMap<>();
        if (lianlian != null) {
            document.put("lianlian", lianlian.options());
        }
        if (pingpong != null) {
            document.put("pingpong", pingpong.options());
        }
        if (receiver != null) {
            document.put("receiver", receiver.options());
        }
        if (ledger != null) {
            document.put("ledger", ledger.options());
        }
        return document;
    }

    /** It has secrets. */
    @Override
    public String toString() {
        return "AckwellProperties" + document().keySet();
    }

    /**
     * The properties {@code ackwell.lianlian.*}: LianLian Pay, classic scheme.
     *
     * @param publicKeys LianLian's public keys from the merchant dashboard, as PEM or base64. A notification is
     *     genuine if any of them verifies it, so a key is rotated by listing both for a while.
     * @param merchantIds Your own {@code oid_partner} numbers. LianLian signs for all merchants with one key, so
     *     without them another merchant's payment would pass. {@code any} accepts every merchant.
     * @param digest The hash of the signatures. A body cannot choose it. LianLian signs with {@code MD5}. One
     *     of {@code MD5}, {@code SHA1} and {@code SHA256}. Default: {@code MD5}.
     * @param sources Where notifications may come from: {@code published} is the provider's published list,
     *     {@code any} accepts every address, and a list has addresses, networks such as {@code
     *     203.0.113.0/24} and names of published lists. Default: {@code published}.
     * @param sourceMode What happens to a notification from another address: {@code enforce} refuses it, {@code
     *     report} accepts it, and the notification's {@code source} has what was seen. Default:
     *     {@code enforce}.
     */
    public record Lianlian(
            @Nullable List<OptionText> publicKeys,
            @Nullable List<OptionText> merchantIds,
            @Nullable String digest,
            @Nullable List<OptionText> sources,
            @Nullable String sourceMode) {

        Map<String, Object> options() {
            Map<String, Object> options = new LinkedHashMap<>();
            OptionText.put(options, "public_keys", publicKeys);
            OptionText.put(options, "merchant_ids", merchantIds, "any");
            OptionText.put(options, "digest", digest);
            OptionText.put(options, "sources", sources, "published", "any");
            OptionText.put(options, "source_mode", sourceMode);
            return options;
        }

        /** It may have secrets. */
        @Override
        public String toString() {
            return "Lianlian" + options().keySet();
        }
    }

    /**
     * The properties {@code ackwell.pingpong.*}: PingPongCheckout v4.
     *
     * @param salt The salt from PingPong's dashboard. It is a secret.
     * @param clientId Your own {@code clientId}.
     * @param accIds Your own {@code accId} numbers. {@code any} accepts every account of the client.
     * @param environment Which of PingPong's environments sends: it picks the published sources. Required unless
     *     {@code sources} is {@code any} or has no {@code published}. One of {@code production} and
     *     {@code sandbox}.
     * @param hashes The hashes that signatures may be made with. Add {@code MD5} only if PingPong signs your
     *     notifications with it. One of {@code SHA256} and {@code MD5}. Default: {@code
     *     ["SHA256"]}.
     * @param sources Where notifications may come from: {@code published} is the provider's published list,
     *     {@code any} accepts every address, and a list has addresses, networks such as {@code
     *     203.0.113.0/24} and names of published lists. Default: {@code published}.
     * @param sourceMode What happens to a notification from another address: {@code enforce} refuses it, {@code
     *     report} accepts it, and the notification's {@code source} has what was seen. Default:
     *     {@code enforce}.
     */
    public record Pingpong(
            @Nullable OptionText salt,
            @Nullable OptionText clientId,
            @Nullable List<OptionText> accIds,
            @Nullable String environment,
            @Nullable List<String> hashes,
            @Nullable List<OptionText> sources,
            @Nullable String sourceMode) {

        Map<String, Object> options() {
            Map<String, Object> options = new LinkedHashMap<>();
            OptionText.put(options, "salt", salt);
            OptionText.put(options, "client_id", clientId);
            OptionText.put(options, "acc_ids", accIds, "any");
            OptionText.put(options, "environment", environment);
            OptionText.put(options, "hashes", hashes);
            OptionText.put(options, "sources", sources, "published", "any");
            OptionText.put(options, "source_mode", sourceMode);
            return options;
        }

        /** It may have secrets. */
        @Override
        public String toString() {
            return "Pingpong" + options().keySet();
        }
    }

    /**
     * The properties {@code ackwell.receiver.*}: what all receivers share.
     *
     * @param trustedProxies Addresses and networks of your own reverse proxies, and {@code unix} for one that
     *     connects over a Unix socket. Only their {@code X-Forwarded-For} and {@code Forwarded}
     *     headers are believed, read from the right to the first address that is not a proxy.
     * @param clientAddressHeader The header that your proxy writes. If it is not set, both are read and must agree. One of
     *     {@code x-forwarded-for} and {@code forwarded}.
     * @param maxBodyBytes The longest body that is read, in bytes: 1 to 16,777,216. Default: 65,536.
     */
    public record Receiver(
            @Nullable List<OptionText> trustedProxies,
            @Nullable String clientAddressHeader,
            @Nullable Long maxBodyBytes) {

        Map<String, Object> options() {
            Map<String, Object> options = new LinkedHashMap<>();
            OptionText.put(options, "trusted_proxies", trustedProxies);
            OptionText.put(options, "client_address_header", clientAddressHeader);
            OptionText.put(options, "max_body_bytes", maxBodyBytes);
            return options;
        }

        /** It may have secrets. */
        @Override
        public String toString() {
            return "Receiver" + options().keySet();
        }
    }

    /**
     * The properties {@code ackwell.ledger.*}: the ledger.
     *
     * @param url Where the ledger is: {@code memory:} (for tests), {@code sqlite:///absolute/path.db} or
     *     {@code sqlite:relative.db} for one machine, {@code postgres://}, {@code mysql://}
     *     (MariaDB too), {@code redis://} or {@code rediss://} for several.
     * @param leaseSeconds How long one worker may take to fulfil before another worker may claim the notification,
     *     in seconds: 1 to half the time in which the provider sends again (LianLian: 1,800,
     *     PingPong: 21,695). Default: 60.
     * @param retentionDays How long deliveries are kept, in days: at least as long as the provider sends again
     *     (LianLian: 60 minutes, PingPong: 724 minutes). Default: 90.
     * @param timeoutMs How long one call of the store may take, in milliseconds: 10 to 60,000. A claim and a
     *     commit together must stay inside the 5 seconds that a provider waits for an answer.
     *     Default: 2,000.
     */
    public record Ledger(
            @Nullable OptionText url,
            @Nullable Double leaseSeconds,
            @Nullable Double retentionDays,
            @Nullable Double timeoutMs) {

        Map<String, Object> options() {
            Map<String, Object> options = new LinkedHashMap<>();
            OptionText.put(options, "url", url);
            OptionText.put(options, "lease_seconds", leaseSeconds);
            OptionText.put(options, "retention_days", retentionDays);
            OptionText.put(options, "timeout_ms", timeoutMs);
            return options;
        }

        /** It may have secrets. */
        @Override
        public String toString() {
            return "Ledger" + options().keySet();
        }
    }

    /**
     * The properties {@code ackwell.web.*}: where notifications are received.
     *
     * @param lianlianPath The path that receives the notifications of LianLian Pay, classic scheme: an RSA
     *     signature in the body.
     * @param pingpongPath The path that receives the notifications of PingPongCheckout v4: a salted hash in the
     *     body.
     * @param filterOrder The order of the servlet filter that receives notifications. By default it comes before
     *     all that may read a body, and before Spring Security: the signature says who sends.
     * @param enabled Whether the paths exist. Without them, the application calls a receiver itself.
     */
    public record Web(
            @DefaultValue("/notify/lianlian") String lianlianPath,
            @DefaultValue("/notify/pingpong") String pingpongPath,
            @DefaultValue("-2147483632") int filterOrder,
            @DefaultValue("true") boolean enabled) {
        /**
         * The path of a provider.
         *
         * @param provider the provider
         * @return the path
         */
        public String path(io.ackwell.Provider provider) {
            return switch (provider) {
                case LIANLIAN -> lianlianPath;
                case PINGPONG -> pingpongPath;
            };
        }
    }

    /**
     * The properties {@code ackwell.transaction.*}: claims inside the application's own transactions.
     *
     * @param enabled Whether a delivery is claimed in one transaction with the handler's own work, in the
     *     application's own {@code DataSource}, so that it is fulfilled exactly once. The section
     *     {@code ledger} is not used then.
     * @param createTables Whether the ledger's tables are created there at the start. Leave it off where Flyway or
     *     Liquibase creates them.
     */
    public record Transaction(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("false") boolean createTables) {}
}
