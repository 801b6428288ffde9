// Made by `cargo xtask generate` from the tables in core. Do not edit.
package io.ackwell;

/**
 * A receiver for PingPongCheckout v4.
 *
 * <p>Built once, immutable: one receiver serves many threads at the same time. It needs no closing.
 */
public final class PingPong extends Receiver {
    PingPong(long number) {
        super(number);
    }

    /**
     * Begins a receiver. What is not set is left to core, and what has to be set and is not is
     * refused by {@link Builder#build()}.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** The options of a receiver for PingPongCheckout v4. */
    public static final class Builder extends ReceiverBuilder<Builder> {
        Builder() {}

        /**
         * The salt from PingPong's dashboard. It is a secret.
         *
         * @param text the text
         * @return this builder
         */
        public Builder salt(String text) {
            return set("pingpong", "salt", text);
        }

        /**
         * As {@link #salt(String)}, with the place where the text is.
         *
         * @param place a file or an environment variable
         * @return this builder
         */
        public Builder salt(Reference place) {
            return set("pingpong", "salt", place.value());
        }

        /**
         * Your own {@code clientId}.
         *
         * @param text the text
         * @return this builder
         */
        public Builder clientId(String text) {
            return set("pingpong", "client_id", text);
        }

        /**
         * As {@link #clientId(String)}, with the place where the text is.
         *
         * @param place a file or an environment variable
         * @return this builder
         */
        public Builder clientId(Reference place) {
            return set("pingpong", "client_id", place.value());
        }

        /**
         * Your own {@code accId} numbers. {@code any} accepts every account of the client. Adds one.
         *
         * @param text the text
         * @return this builder
         */
        public Builder accId(String text) {
            return add("pingpong", "acc_ids", text);
        }

        /**
         * As {@link #accId(String)}, with the place where the text is.
         *
         * @param place a file or an environment variable
         * @return this builder
         */
        public Builder accId(Reference place) {
            return add("pingpong", "acc_ids", place.value());
        }

        /**
         * Your own {@code accId} numbers. {@code any} accepts every account of the client.
         *
         * @param word the word
         * @return this builder
         */
        public Builder accIds(AccIds word) {
            return set("pingpong", "acc_ids", word.text());
        }

        /**
         * Which of PingPong's environments sends: it picks the published sources. Required unless
         * {@code sources} is {@code any} or has no {@code published}. One of {@code production} and
         * {@code sandbox}.
         *
         * @param word the word
         * @return this builder
         */
        public Builder environment(Environment word) {
            return set("pingpong", "environment", word.text());
        }

        /**
         * The hashes that signatures may be made with. Add {@code MD5} only if PingPong signs your
         * notifications with it. One of {@code SHA256} and {@code MD5}. Default: {@code ["SHA256"]}. Adds one.
         *
         * @param word the word
         * @return this builder
         */
        public Builder hash(Hash word) {
            return add("pingpong", "hashes", word.text());
        }

        /**
         * Where notifications may come from: {@code published} is the provider's published list, {@code
         * any} accepts every address, and a list has addresses, networks such as {@code 203.0.113.0/24}
         * and names of published lists. Default: {@code published}. Adds one.
         *
         * @param text the text
         * @return this builder
         */
        public Builder source(String text) {
            return add("pingpong", "sources", text);
        }

        /**
         * As {@link #source(String)}, with the place where the text is.
         *
         * @param place a file or an environment variable
         * @return this builder
         */
        public Builder source(Reference place) {
            return add("pingpong", "sources", place.value());
        }

        /**
         * Where notifications may come from: {@code published} is the provider's published list, {@code
         * any} accepts every address, and a list has addresses, networks such as {@code 203.0.113.0/24}
         * and names of published lists. Default: {@code published}.
         *
         * @param word the word
         * @return this builder
         */
        public Builder sources(Sources word) {
            return set("pingpong", "sources", word.text());
        }

        /**
         * What happens to a notification from another address: {@code enforce} refuses it, {@code
         * report} accepts it, and the notification's {@code source} has what was seen. Default: {@code
         * enforce}.
         *
         * @param word the word
         * @return this builder
         */
        public Builder sourceMode(SourceMode word) {
            return set("pingpong", "source_mode", word.text());
        }

        /**
         * Builds the receiver.
         *
         * @return the receiver
         * @throws AckwellException {@link Code#INVALID_CONFIG}: {@link AckwellException#member()} is
         *     the option, and the message says what is expected there
         */
        public PingPong build() {
            return document().pingpong();
        }
    }

    /** The words of the option {@code acc_ids}. */
    public enum AccIds {
        /** {@code any}. */
        ANY("any");

        private final String text;

        AccIds(String text) {
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

    /** The words of the option {@code environment}. */
    public enum Environment {
        /** {@code production}. */
        PRODUCTION("production"),
        /** {@code sandbox}. */
        SANDBOX("sandbox");

        private final String text;

        Environment(String text) {
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

    /** The words of the option {@code hashes}. */
    public enum Hash {
        /** {@code SHA256}. */
        SHA256("SHA256"),
        /** {@code MD5}. */
        MD5("MD5");

        private final String text;

        Hash(String text) {
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

    /** The words of the option {@code sources}. */
    public enum Sources {
        /** {@code published}. */
        PUBLISHED("published"),
        /** {@code any}. */
        ANY("any");

        private final String text;

        Sources(String text) {
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

    /** The words of the option {@code source_mode}. */
    public enum SourceMode {
        /** {@code enforce}. */
        ENFORCE("enforce"),
        /** {@code report}. */
        REPORT("report");

        private final String text;

        SourceMode(String text) {
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
