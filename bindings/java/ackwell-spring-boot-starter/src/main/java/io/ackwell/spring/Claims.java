package io.ackwell.spring;

import io.ackwell.Acknowledgement;
import io.ackwell.Fulfilment;
import io.ackwell.Ledger;
import io.ackwell.Outcome;
import io.ackwell.Receiver;
import io.ackwell.Request;
import java.util.function.Consumer;

/** Where deliveries are claimed. */
interface Claims {
    /** As {@link Receiver#handle(Request, Ledger, Fulfilment, Consumer)}. */
    Acknowledgement handle(Receiver receiver, Request request, Fulfilment fulfil, Consumer<? super Outcome> observer);

    /** Throws if it cannot be asked. */
    void check();

    /** Claims with leases, in a ledger that was opened by URL. */
    record Leases(Ledger ledger) implements Claims {
        @Override
        public Acknowledgement handle(
                Receiver receiver, Request request, Fulfilment fulfil, Consumer<? super Outcome> observer) {
            return receiver.handle(request, ledger, fulfil, observer);
        }

        @Override
        public void check() {
            ledger.list(null, false, null, 1);
        }

        @Override
        public String toString() {
            return ledger.toString();
        }
    }
}
