package io.ackwell;

import org.jspecify.annotations.Nullable;

/**
 * Why something was not done, with a stable code. Its message says what was found and where, and
 * holds no secret and nothing that a payer wrote.
 *
 * @serial exclude
 */
public final class AckwellException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Code code;
    private final @Nullable String member;
    private final @Nullable Provider provider;
    private final String remedy;
    private final Severity severity;
    private final @Nullable String address;
    private final String logLine;
    private final transient @Nullable Members outcome;
    private final transient @Nullable Acknowledgement acknowledgement;

    private AckwellException(Members problem, @Nullable Members acknowledgement, @Nullable String outcome) {
        super(problem.text("message"));
        this.code = Code.of(problem.text("code"));
        this.member = problem.findText("member");
        this.provider = problem.findWord("provider", Provider::of);
        this.remedy = problem.text("remedy");
        this.severity = Severity.of(problem.text("severity"));
        this.address = problem.findText("address");
        this.logLine = problem.text("log_line");
        // Whatever ends a request is a refusal, unless the native half has another word for it.
        this.outcome = problem.with("outcome", outcome == null ? OutcomeKind.REFUSED.text() : outcome);
        this.acknowledgement = acknowledgement == null ? null : Acknowledgement.of(acknowledgement);
    }

    /** A mistake in a configuration as a whole, which only this side can see. */
    AckwellException(String message) {
        super(message);
        this.code = Code.INVALID_CONFIG;
        this.member = "";
        this.provider = null;
        this.remedy = code.remedy();
        this.severity = code.severity();
        this.address = null;
        this.logLine = code + ": " + message + "; remedy: " + remedy;
        this.outcome = null;
        this.acknowledgement = null;
    }

    /** The exception that the native half describes, not thrown yet. */
    static AckwellException of(String json) {
        Members all = Members.read(json);
        return new AckwellException(all.one("problem"), all.find("acknowledgement"), all.findText("outcome"));
    }

    /**
     * The stable code, the same in every language.
     *
     * @return the code
     */
    public Code code() {
        return code;
    }

    /**
     * The member of the body or of the configuration that it is about.
     *
     * @return the member, or null
     */
    public @Nullable String member() {
        return member;
    }

    /**
     * The provider whose receiver it was.
     *
     * @return the provider, or null
     */
    public @Nullable Provider provider() {
        return provider;
    }

    /**
     * What to do about it, in one sentence.
     *
     * @return the remedy
     */
    public String remedy() {
        return remedy;
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
     * The client's address, if it is about that and it could be read.
     *
     * @return the address, or null
     */
    public @Nullable String address() {
        return address;
    }

    /**
     * The line that {@code handle} logs.
     *
     * @return the line
     */
    public String logLine() {
        return logLine;
    }

    /**
     * What to answer, where a provider waits for an answer.
     *
     * @return the failure to answer, or null
     */
    public @Nullable Acknowledgement acknowledgement() {
        return acknowledgement;
    }

    /**
     * What a request came to that ends with it.
     *
     * @throws AckwellException itself, if no provider waits for an answer
     */
    Outcome outcome() {
        if (outcome == null || acknowledgement == null) {
            throw this;
        }
        return Outcome.of(outcome, acknowledgement, null, null);
    }
}
