// Made by `cargo xtask generate` from the tables in core. Do not edit.
package io.ackwell;

/**
 * Why something was not done: a stable code, the same in every language. A number is never reused.
 */
public enum Code {
    /** The configuration is wrong. */
    INVALID_CONFIG(
            "invalid_config",
            1,
            500,
            Severity.ERROR,
            "the configuration is wrong",
            "correct the option that the message names; docs/configuration.md lists every option"),
    /** The client address is not on the list of sources. */
    UNTRUSTED_SOURCE(
            "untrusted_source",
            2,
            403,
            Severity.WARNING,
            "the client address is not on the list of sources",
            "if a reverse proxy or load balancer is in front, list its address in `trusted_proxies`; if the provider has new addresses, add them to `sources`"),
    /** The client address cannot be determined. */
    INVALID_PEER(
            "invalid_peer",
            3,
            400,
            Severity.WARNING,
            "the client address cannot be determined",
            "pass the connection's remote address as the peer; if a proxy connects over a Unix socket, list `unix` in `trusted_proxies`"),
    /** The body is longer than the limit. */
    BODY_TOO_LARGE(
            "body_too_large",
            4,
            413,
            Severity.WARNING,
            "the body is longer than the limit",
            "real notifications are shorter than 4 KiB; raise `max_body_bytes` only if the provider announces longer ones"),
    /** The body is not one strict UTF-8 JSON object. */
    MALFORMED_BODY(
            "malformed_body",
            5,
            400,
            Severity.WARNING,
            "the body is not one strict UTF-8 JSON object",
            "pass the raw bytes of the body, before any framework parses or re-encodes them"),
    /** The body has two members of one name. */
    DUPLICATE_MEMBER(
            "duplicate_member",
            6,
            400,
            Severity.WARNING,
            "the body has two members of one name",
            "no provider sends this: treat it as an attack, unless a proxy of yours rewrites bodies"),
    /** The signed text of the body has more than one reading. */
    AMBIGUOUS_BODY(
            "ambiguous_body",
            7,
            400,
            Severity.WARNING,
            "the signed text of the body has more than one reading",
            "treat it as an attack; keep `&` out of the order numbers and order information that you send to the provider"),
    /** The body carries no signature. */
    MISSING_SIGNATURE(
            "missing_signature",
            8,
            403,
            Severity.WARNING,
            "the body carries no signature",
            "check that the provider's product is one that this receiver supports, and that the URL you gave it is for notifications"),
    /** The body names a signature scheme that is not configured. */
    UNSUPPORTED_SIGN_TYPE(
            "unsupported_sign_type",
            9,
            403,
            Severity.WARNING,
            "the body names a signature scheme that is not configured",
            "if the provider signs your notifications with another hash, allow it in `hashes` or `digest`"),
    /** No configured key or salt vouches for the body. */
    INVALID_SIGNATURE(
            "invalid_signature",
            10,
            403,
            Severity.WARNING,
            "no configured key or salt vouches for the body",
            "check that the key or salt is the one that the provider's dashboard shows (not your own key), and that the body is byte for byte what arrived; docs/troubleshooting.md has every cause, and `ackwell explain` finds it"),
    /** The message is genuine but it is not a notification. */
    NOT_A_NOTIFICATION(
            "not_a_notification",
            11,
            422,
            Severity.WARNING,
            "the message is genuine but it is not a notification",
            "give the provider this URL for notifications only; answers to requests and browser returns do not belong here"),
    /** A required member is missing. */
    MISSING_FIELD(
            "missing_field",
            12,
            422,
            Severity.ERROR,
            "a required member is missing",
            "a genuine message lacks a member that its kind requires: look at the payment in the provider's dashboard, and report the member's name to Ackwell"),
    /** A member is outside its documented form. */
    INVALID_FIELD(
            "invalid_field",
            13,
            422,
            Severity.ERROR,
            "a member is outside its documented form",
            "a genuine message has a member of an undocumented form: look at the payment in the provider's dashboard, and report the member's name to Ackwell"),
    /** The notification is for another merchant. */
    WRONG_MERCHANT(
            "wrong_merchant",
            14,
            422,
            Severity.ERROR,
            "the notification is for another merchant",
            "if the merchant is yours, add its number to `merchant_ids` (LianLian), or correct `client_id` and `acc_ids` (PingPong)"),
    /** The notification is not about the expected payment. */
    EXPECTATION_MISMATCH(
            "expectation_mismatch",
            15,
            422,
            Severity.ERROR,
            "the notification is not about the expected payment",
            "do not ship: compare your order with what was paid"),
    /** The same delivery came before with a different content. */
    CONFLICT(
            "conflict",
            16,
            409,
            Severity.ERROR,
            "the same delivery came before with a different content",
            "let a person compare both notifications with the provider's dashboard; `ackwell ledger list --conflicts` shows them"),
    /** Another worker is fulfilling this notification. */
    IN_PROGRESS(
            "in_progress",
            17,
            503,
            Severity.INFO,
            "another worker is fulfilling this notification",
            "nothing needs to be done: the provider sends it again"),
    /** The ledger cannot be reached. */
    LEDGER_UNAVAILABLE(
            "ledger_unavailable",
            18,
            503,
            Severity.ERROR,
            "the ledger cannot be reached",
            "make the ledger's store reachable; until then the provider sends again"),
    /** The fulfilment failed. */
    FULFILMENT_FAILED(
            "fulfilment_failed",
            19,
            500,
            Severity.ERROR,
            "the fulfilment failed",
            "correct what the fulfilment reports; the provider sends the notification again"),
    /** An internal error of the library. */
    INTERNAL(
            "internal",
            20,
            500,
            Severity.ERROR,
            "an internal error of the library",
            "this is a defect of Ackwell: report it with the version and this line"),
    /** An argument is not valid. */
    INVALID_ARGUMENT(
            "invalid_argument",
            21,
            500,
            Severity.ERROR,
            "an argument is not valid",
            "correct the code that calls Ackwell; the message names the argument"),
    /** The lease has passed to another worker. */
    LEASE_LOST(
            "lease_lost",
            22,
            503,
            Severity.ERROR,
            "the lease has passed to another worker",
            "the work took longer than the lease: raise `lease_seconds` or extend the lease while it runs"),
    /** A code of a newer native library that this version does not know. */
    UNKNOWN("unknown", 0, 500, Severity.ERROR, "a code that this version does not know", "update the library");

    private final String text;
    private final int number;
    private final int httpStatus;
    private final Severity severity;
    private final String sentence;
    private final String remedy;

    Code(String text, int number, int httpStatus, Severity severity, String sentence, String remedy) {
        this.text = text;
        this.number = number;
        this.httpStatus = httpStatus;
        this.severity = severity;
        this.sentence = sentence;
        this.remedy = remedy;
    }

    /**
     * The code as text, the same in every language.
     *
     * @return the text
     */
    public String text() {
        return text;
    }

    /**
     * The number, the same in every language.
     *
     * @return the number
     */
    public int number() {
        return number;
    }

    /**
     * The HTTP status of an answer with this code.
     *
     * @return the status
     */
    public int httpStatus() {
        return httpStatus;
    }

    /**
     * How urgent it is.
     *
     * @return the severity
     */
    public Severity severity() {
        return severity;
    }

    /**
     * What it means, in one sentence.
     *
     * @return the sentence, without a full stop
     */
    public String sentence() {
        return sentence;
    }

    /**
     * What to do about it, in one sentence.
     *
     * @return the sentence, without a full stop
     */
    public String remedy() {
        return remedy;
    }

    /**
     * The code of a text.
     *
     * @param text the text
     * @return the code, or {@link #UNKNOWN}
     */
    public static Code of(String text) {
        for (Code code : values()) {
            if (code.text.equals(text)) {
                return code;
            }
        }
        return UNKNOWN;
    }

    /** The code as text. */
    @Override
    public String toString() {
        return text;
    }
}
