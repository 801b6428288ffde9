// Made by `cargo xtask generate` from the tables in core. Do not edit.
package io.ackwell;

/**
 * The options that all receivers share. What is not set is left to core.
 *
 * @param <B> the builder itself
 */
public abstract sealed class ReceiverBuilder<B extends ReceiverBuilder<B>> extends Options<B>
        permits LianLian.Builder, PingPong.Builder {

    ReceiverBuilder() {}

    /**
     * Addresses and networks of your own reverse proxies, and {@code unix} for one that connects
     * over a Unix socket. Only their {@code X-Forwarded-For} and {@code Forwarded} headers are
     * believed, read from the right to the first address that is not a proxy. Adds one.
     *
     * @param text the text
     * @return this builder
     */
    public B trustedProxy(String text) {
        return add("receiver", "trusted_proxies", text);
    }

    /**
     * As {@link #trustedProxy(String)}, with the place where the text is.
     *
     * @param place a file or an environment variable
     * @return this builder
     */
    public B trustedProxy(Reference place) {
        return add("receiver", "trusted_proxies", place.value());
    }

    /**
     * The header that your proxy writes. If it is not set, both are read and must agree. One of
     * {@code x-forwarded-for} and {@code forwarded}.
     *
     * @param word the word
     * @return this builder
     */
    public B clientAddressHeader(ClientAddressHeader word) {
        return set("receiver", "client_address_header", word.text());
    }

    /**
     * The longest body that is read, in bytes: 1 to 16,777,216. Default: 65,536.
     *
     * @param number the number
     * @return this builder
     */
    public B maxBodyBytes(long number) {
        return set("receiver", "max_body_bytes", number);
    }

    /** The words of the option {@code client_address_header}. */
    public enum ClientAddressHeader {
        /** {@code x-forwarded-for}. */
        X_FORWARDED_FOR("x-forwarded-for"),
        /** {@code forwarded}. */
        FORWARDED("forwarded");

        private final String text;

        ClientAddressHeader(String text) {
            this.text = text;
        }

        /**
         * The word as a configuration has it.
         *
         * @return the text
         */
        public String text() {
            return text;
        }
    }
}
