package io.ackwell.httpserver;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.ackwell.Acknowledgement;
import io.ackwell.Fulfilment;
import io.ackwell.Ledger;
import io.ackwell.Outcome;
import io.ackwell.Receiver;
import io.ackwell.Request;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * One path that receives a provider's notifications.
 *
 * <pre>{@code
 * server.createContext("/notify/lianlian", new AckwellHandler(receiver, ledger, this::markPaid));
 * server.setExecutor(Executors.newFixedThreadPool(32));
 * }</pre>
 */
public final class AckwellHandler implements HttpHandler {
    private final Receiver receiver;
    private final Ledger ledger;
    private final Fulfilment fulfil;
    private final Consumer<? super Outcome> observer;

    /**
     * Takes what {@link Receiver#handle(Request, Ledger, Fulfilment)} takes.
     *
     * @param receiver whose notifications come
     * @param ledger where deliveries are claimed
     * @param fulfil the shop's own work; if it throws, the provider sends again
     */
    public AckwellHandler(Receiver receiver, Ledger ledger, Fulfilment fulfil) {
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
    public AckwellHandler(
            Receiver receiver, Ledger ledger, Fulfilment fulfil, Consumer<? super Outcome> observer) {
        this.receiver = Objects.requireNonNull(receiver, "receiver");
        this.ledger = Objects.requireNonNull(ledger, "ledger");
        this.fulfil = Objects.requireNonNull(fulfil, "fulfil");
        this.observer = Objects.requireNonNull(observer, "observer");
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("POST")) {
                exchange.getResponseHeaders().set("Allow", "POST");
                exchange.sendResponseHeaders(405, -1);
                return;
            }
            byte[] body = exchange.getRequestBody().readNBytes(receiver.maxBodyBytes() + 1);
            String peer = exchange.getRemoteAddress().getAddress().getHostAddress();
            Request request = Request.of(body, exchange.getRequestHeaders(), peer);
            Acknowledgement answer = receiver.handle(request, ledger, fulfil, observer);
            byte[] bytes = answer.body();
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
