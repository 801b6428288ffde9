package io.ackwell;

import java.io.ByteArrayOutputStream;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * One provider's receiver: keys or salt, merchants, trusted sources, limits.
 *
 * <p>Built once, immutable: one receiver serves many threads at the same time. It needs no closing.
 */
public abstract sealed class Receiver permits LianLian, PingPong {
    /** Frees what nobody uses any more. */
    static final Cleaner CLEANER = Cleaner.create();

    private final long number;
    private final Provider provider;
    private final int maxBodyBytes;
    private final List<String> headerNames;
    private final List<String> keyFingerprints;

    Receiver(long number) {
        this.number = number;
        Members facts = Members.read(Native.answer("facts", number));
        this.provider = facts.provider("provider");
        this.maxBodyBytes = Math.toIntExact(facts.count("max_body_bytes"));
        this.headerNames = facts.words("header_names");
        this.keyFingerprints = facts.words("key_fingerprints");
        CLEANER.register(this, Native.closing(number));
    }

    final long number() {
        return number;
    }

    /**
     * Turns one request into a notification. Pure: no input or output, no clock, and it takes a few
     * microseconds, so it may run on any thread.
     *
     * @param request what came over HTTP
     * @return the notification
     * @throws AckwellException if the request is refused: answer its
     *     {@link AckwellException#acknowledgement()}
     */
    public final Notification verify(Request request) {
        try {
            byte[] answer = Native.verify(number, request.body(), request.headers(headerNames), request.peer());
            return Kinds.make(this, Native.checked(answer));
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * As {@link #verify} for each request, several side by side, which is faster than one by one.
     *
     * @param requests what came over HTTP
     * @return what became of each, in their order
     */
    public final List<Verified> verifyBatch(List<Request> requests) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Request request : requests) {
            Native.append(bytes, request.body());
            Native.append(bytes, request.headers(headerNames));
            Native.append(bytes, request.peer());
        }
        try {
            List<Verified> verified = new ArrayList<>(requests.size());
            for (byte[] answer : Native.parts(Native.checked(Native.verifyBatch(number, bytes.toByteArray())))) {
                verified.add(answer[0] == 0
                        ? new Verified(null, AckwellException.of(Native.text(answer)))
                        : new Verified(Kinds.make(this, answer), null));
            }
            return verified;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Why a request is refused: goes through every check instead of stopping at the first, and for a
     * signature looks for the reason. For the developer: log it while you set the shop up, and never
     * answer with it. It accepts nothing, holds no secret, and may take a thousand times as long as
     * {@link #verify}.
     *
     * @param request what came over HTTP
     * @return what is wrong; no findings if nothing is
     */
    public final Diagnosis explain(Request request) {
        try {
            return Diagnosis.of(Members.read(Native.answer(
                    "explain", number, request.body(), request.headers(headerNames), request.peer())));
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Verifies one request and claims its delivery, for work that does not fit into a method. If the
     * delivery is the first one, do the work, then {@link Receipt#commit()} or
     * {@link Receipt#release()}. For every other one answer {@link Receipt#acknowledgement()}
     * immediately.
     *
     * @param request what came over HTTP
     * @param ledger where deliveries are claimed
     * @return the receipt, which is to be closed
     * @throws AckwellException if the request is refused or the ledger cannot say: answer its
     *     {@link AckwellException#acknowledgement()}
     */
    public final Receipt receive(Request request, Ledger ledger) {
        return ledger.claim(verify(request));
    }

    /**
     * Does all of it: verifies the request, claims its delivery, has the first one fulfilled, commits
     * or releases, logs one line through {@link System.Logger} {@code ackwell}, and returns what to
     * answer.
     *
     * <p>The work has to be done when {@code fulfil} returns. Work that ends later, behind a
     * {@link java.util.concurrent.Future} for example, is for {@link #handleAsync}: javac drops what a
     * lambda like {@code n -> orders.markPaidLater(n)} returns, and the order would be committed
     * before it is paid.
     *
     * @param request what came over HTTP
     * @param ledger where deliveries are claimed
     * @param fulfil the shop's own work; if it throws, the delivery is released
     * @return what to answer, byte for byte
     * @throws AckwellException for a mistake in the code that calls, never for a request
     */
    public final Acknowledgement handle(Request request, Ledger ledger, Fulfilment fulfil) {
        return handle(request, ledger, fulfil, outcome -> {});
    }

    /**
     * As {@link #handle(Request, Ledger, Fulfilment)}, and reports what became of the request.
     *
     * @param request what came over HTTP
     * @param ledger where deliveries are claimed
     * @param fulfil the shop's own work; if it throws, the delivery is released
     * @param observer is called once with the outcome, before the answer is returned
     * @return what to answer, byte for byte
     * @throws AckwellException for a mistake in the code that calls, never for a request
     */
    public final Acknowledgement handle(
            Request request, Ledger ledger, Fulfilment fulfil, Consumer<? super Outcome> observer) {
        Objects.requireNonNull(fulfil, "fulfil");
        Objects.requireNonNull(observer, "observer");
        return Handling.report(Handling.outcome(this, request, ledger, fulfil), observer);
    }

    /**
     * As {@link #handle(Request, Ledger, Fulfilment)}, without waiting for the ledger or the work.
     *
     * <p>To cancel the future does not end work that has begun: its delivery is settled when it ends.
     *
     * @param request what came over HTTP
     * @param ledger where deliveries are claimed
     * @param fulfil begins the shop's own work, on a thread of the common pool; if its stage ends
     *     with an exception, the delivery is released
     * @return what to answer, byte for byte
     */
    public final CompletableFuture<Acknowledgement> handleAsync(
            Request request, Ledger ledger, AsyncFulfilment fulfil) {
        return handleAsync(request, ledger, fulfil, outcome -> {});
    }

    /**
     * As {@link #handleAsync(Request, Ledger, AsyncFulfilment)}, and reports what became of the request.
     *
     * @param request what came over HTTP
     * @param ledger where deliveries are claimed
     * @param fulfil begins the shop's own work, on a thread of the common pool; if its stage ends
     *     with an exception, the delivery is released
     * @param observer is called once with the outcome, before the answer is there
     * @return what to answer, byte for byte
     */
    public final CompletableFuture<Acknowledgement> handleAsync(
            Request request, Ledger ledger, AsyncFulfilment fulfil, Consumer<? super Outcome> observer) {
        Objects.requireNonNull(fulfil, "fulfil");
        Objects.requireNonNull(observer, "observer");
        return new AsyncHandling(fulfil, observer).begin(this, request, ledger);
    }

    /**
     * Verifies one request, claims its delivery in a transaction of the shop's own database, has
     * {@code fulfil} do the work in the same transaction if it is the first, and commits both together:
     * <b>exactly once</b>, whatever crashes. Logs and answers as {@link #handle}.
     *
     * <p>What the work does elsewhere (mails, other services) is not part of the transaction and may
     * happen again. The ledger's tables must be in that database: {@link TransactionLedger#createTables},
     * or {@code ackwell ledger migrate}.
     *
     * @param request what came over HTTP
     * @param source the shop's own database: SQLite, PostgreSQL, MySQL or MariaDB
     * @param fulfil the shop's own work, which writes through the connection that it is given; if it
     *     throws, all of it is rolled back
     * @return what to answer, byte for byte
     * @throws AckwellException for a mistake in the code that calls, such as another database, never for
     *     a request
     */
    public final Acknowledgement handleInTransaction(
            Request request, DataSource source, TransactionFulfilment fulfil) {
        return handleInTransaction(request, Transactions.of(source), fulfil, outcome -> {});
    }

    /**
     * As {@link #handleInTransaction(Request, DataSource, TransactionFulfilment)}, however the shop runs
     * its transactions, and reports what became of the request.
     *
     * @param request what came over HTTP
     * @param transactions how a transaction is run, for example {@link Transactions#on} a connection
     * @param fulfil the shop's own work; if it throws, all of it is rolled back
     * @param observer is called once with the outcome, before the answer is returned
     * @return what to answer, byte for byte
     * @throws AckwellException for a mistake in the code that calls, such as another database, never for
     *     a request
     */
    public final Acknowledgement handleInTransaction(
            Request request,
            Transactions transactions,
            TransactionFulfilment fulfil,
            Consumer<? super Outcome> observer) {
        Objects.requireNonNull(fulfil, "fulfil");
        Objects.requireNonNull(observer, "observer");
        return Handling.report(TransactionHandling.outcome(this, request, transactions, fulfil), observer);
    }

    /**
     * Whose notifications it receives.
     *
     * @return the provider
     */
    public final Provider provider() {
        return provider;
    }

    /**
     * The longest body that is looked at, in bytes. A server that reads one byte more knows that the
     * body will be refused, and need not read the rest.
     *
     * @return the limit
     */
    public final int maxBodyBytes() {
        return maxBodyBytes;
    }

    /**
     * The names, in lower case, of the only headers that are read; none without proxies.
     *
     * @return the names
     */
    public final List<String> headerNames() {
        return headerNames;
    }

    /**
     * SHA-256 of each public key's DER in lower-case hex; none for PingPong.
     *
     * @return the fingerprints
     */
    public final List<String> keyFingerprints() {
        return keyFingerprints;
    }

    /**
     * When the provider sends again, and when it gives up.
     *
     * @return the schedule
     */
    public final Schedule schedule() {
        return Schedule.of(provider);
    }

    /**
     * What to answer to a notification that was acted on.
     *
     * @return the provider's success
     */
    public final Acknowledgement acknowledge() {
        return Acknowledgement.success(provider);
    }

    /**
     * A refusal with that code, for what happens before there is a notification, with what to answer.
     * It is not thrown yet.
     *
     * @param code why
     * @param cause what was found, for the shop's own log
     * @return the exception
     */
    public final AckwellException refuse(Code code, String cause) {
        try {
            return AckwellException.of(Native.answer("refuse", number, code.text(), cause));
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * What to answer for a refusal that an adapter made, which is logged as {@code handle} does.
     *
     * @param refusal what {@link #refuse} returned, for example
     * @param observer is called once with the outcome, before the answer is returned
     * @return what to answer, byte for byte
     * @throws AckwellException the refusal itself, if no provider waits for an answer to it
     */
    public final Acknowledgement answer(AckwellException refusal, Consumer<? super Outcome> observer) {
        return Handling.report(refusal.outcome(), observer);
    }

    /** Whose receiver it is. */
    @Override
    public final String toString() {
        return getClass().getSimpleName();
    }
}
