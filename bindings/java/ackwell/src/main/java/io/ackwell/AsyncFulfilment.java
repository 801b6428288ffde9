package io.ackwell;

import java.util.concurrent.CompletionStage;

/**
 * As {@link Fulfilment}, for work that ends later. See
 * {@link Receiver#handleAsync(Request, Ledger, AsyncFulfilment)}.
 */
@FunctionalInterface
public interface AsyncFulfilment {
    /**
     * Begins the work.
     *
     * @param notification what the provider reports; look at its status
     * @return a stage that completes when the work is done, or with an exception if it could not be
     *     done. If it is cancelled the work may go on, so the lease runs out instead of being released
     * @throws Exception if it could not be begun
     */
    CompletionStage<?> fulfil(Notification notification) throws Exception;
}
