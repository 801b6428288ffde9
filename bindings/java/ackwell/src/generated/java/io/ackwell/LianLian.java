// Made by `cargo xtask generate` from the tables in core. Do not edit.
package io.ackwell;

/**
 * A receiver for LianLian Pay, classic scheme.
 *
 * <p>Built once, immutable: one receiver serves many threads at the same time. It needs no closing.
 */
public final class LianLian extends Receiver {
    LianLian(long number) {
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

    /** The options of a receiver for LianLian Pay, classic scheme. */
    public static final class Builder extends ReceiverBuilder<Builder> {
        Builder() {}

        /**
         * LianLian's public keys from the merchant dashboard, as PEM or base64. A notification is
         * genuine if any of them verifies it, so a key is rotated by listing both for a while. Adds one.
         *
         * @param text the text
         * @return this builder
         */
        public Builder publicKey(String text) {
            return add("lianlian", "public_keys", text);
        }

        /**
         * As {@link #publicKey(String)}, with the place where the text is.
         *
         * @param place a file or an environment variable
         * @return this builder
         */
        public Builder publicKey(Reference place) {
            return add("lianlian", "public_keys", place.value());
        }

        /**
         * Your own {@code oid_partner} numbers. LianLian signs for all merchants with one key, so
         * without them another merchant's payment would pass. {@code any} accepts every merchant. Adds one.
         *
         * @param text the text
         * @return this builder
         */
        public Builder merchantId(String text) {
            return add("lianlian", "merchant_ids", text);
        }

        /**
         * As {@link #merchantId(String)}, with the place where the text is.
         *
         * @param place a file or an environment variable
         * @return this builder
         */
        public Builder merchantId(Reference place) {
            return add("lianlian", "merchant_ids", place.value());
        }

        /**
         * Your own {@code oid_partner} numbers. LianLian signs for all merchants with one key, so
         * without them another merchant's payment would pass. {@code any} accepts every merchant.
         *
         * @param word the word
         * @return this builder
         */
        public Builder merchantIds(MerchantIds word) {
            return set("lianlian", "merchant_ids", word.text());
        }

        /**
         * The hash of the signatures. A body cannot choose it. LianLian signs with {@code MD5}. One of
         * {@code MD5}, {@code SHA1} and {@code SHA256}. Default: {@code MD5}.
         *
         * @param word the word
         * @return this builder
         */
        public Builder digest(Digest word) {
            return set("lianlian", "digest", word.text());
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
            return add("lianlian", "sources", text);
        }

        /**
         * As {@link #source(String)}, with the place where the text is.
         *
         * @param place a file or an environment variable
         * @return this builder
         */
        public Builder source(Reference place) {
            return add("lianlian", "sources", place.value());
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
            return set("lianlian", "sources", word.text());
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
            return set("lianlian", "source_mode", word.text());
        }

        /**
         * Builds the receiver.
         *
         * @return the receiver
         * @throws AckwellException {@link Code#INVALID_CONFIG}: {@link AckwellException#member()} is
         *     the option, and the message says what is expected there
         */
        public LianLian build() {
            return document().lianlian();
        }
    }

    /** The words of the option {@code merchant_ids}. */
    public enum MerchantIds {
        /** {@code any}. */
        ANY("any");

        private final String text;

        MerchantIds(String text) {
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

    /** The words of the option {@code digest}. */
    public enum Digest {
        /** {@code MD5}. */
        MD5("MD5"),
        /** {@code SHA1}. */
        SHA1("SHA1"),
        /** {@code SHA256}. */
        SHA256("SHA256");

        private final String text;

        Digest(String text) {
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
