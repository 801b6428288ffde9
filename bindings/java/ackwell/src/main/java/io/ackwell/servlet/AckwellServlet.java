package io.ackwell.servlet;

import io.ackwell.Acknowledgement;
import io.ackwell.Code;
import io.ackwell.Fulfilment;
import io.ackwell.Ledger;
import io.ackwell.Outcome;
import io.ackwell.Receiver;
import io.ackwell.Request;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One path that receives a provider's notifications.
 *
 * <pre>{@code
 * context.addServlet("lianlian", new AckwellServlet(receiver, ledger, this::markPaid))
 *         .addMapping("/notify/lianlian");
 * }</pre>
 *
 * @serial exclude
 */
public final class AckwellServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient Receiver receiver;
    private final transient Function<? super Request, Acknowledgement> handle;
    private final transient Consumer<? super Outcome> observer;

    /**
     * Takes what {@link Receiver#handle(Request, Ledger, Fulfilment)} takes.
     *
     * @param receiver whose notifications come
     * @param ledger where deliveries are claimed
     * @param fulfil the shop's own work; if it throws, the provider sends again
     */
    public AckwellServlet(Receiver receiver, Ledger ledger, Fulfilment fulfil) {
        this(receiver, ledger, fulfil, outcome -> {});
    }

    /**
     * As the other one, and reports what became of each request.
     *
     * @param receiver whose notifications come
     * @param ledger where deliveries are claimed
     * @param fulfil the shop's own work; if it throws, the provider sends again
     * @param observer is called once per notification, before it is answered
     */
    public AckwellServlet(
            Receiver receiver, Ledger ledger, Fulfilment fulfil, Consumer<? super Outcome> observer) {
        this(receiver, request -> receiver.handle(request, ledger, fulfil, observer), observer);
        Objects.requireNonNull(ledger, "ledger");
        Objects.requireNonNull(fulfil, "fulfil");
    }

    /**
     * With another way to handle a request than {@link Receiver#handle(Request, Ledger, Fulfilment)}.
     *
     * @param receiver whose notifications come
     * @param handle has a request handled, and returns what to answer
     * @param observer is called with the outcome of a request that cannot be handled, because its body
     *     is gone
     */
    public AckwellServlet(
            Receiver receiver,
            Function<? super Request, Acknowledgement> handle,
            Consumer<? super Outcome> observer) {
        this.receiver = Objects.requireNonNull(receiver, "receiver");
        this.handle = Objects.requireNonNull(handle, "handle");
        this.observer = Objects.requireNonNull(observer, "observer");
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getMethod().equals("POST")) {
            response.setHeader("Allow", "POST");
            response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
            return;
        }
        Acknowledgement answer = answer(request);
        byte[] bytes = answer.body();
        response.setStatus(answer.status());
        response.setContentType(answer.contentType());
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    private Acknowledgement answer(HttpServletRequest request) throws IOException {
        byte[] body;
        try {
            body = request.getInputStream().readNBytes(receiver.maxBodyBytes() + 1);
        } catch (IllegalStateException readAsText) {
            return eaten("something has called getReader()");
        }
        if (body.length == 0 && request.getContentLengthLong() > 0) {
            return eaten("something has read it, a filter that calls getParameter() for example");
        }
        Request arrived = Request.of(body, name -> Collections.list(request.getHeaders(name)), request.getRemoteAddr());
        return handle.apply(arrived);
    }

    private Acknowledgement eaten(String what) {
        String remedy = "; let this come before it, since the signature covers the bytes that arrived";
        return receiver.answer(receiver.refuse(Code.MALFORMED_BODY, "the body is gone: " + what + remedy), observer);
    }
}
