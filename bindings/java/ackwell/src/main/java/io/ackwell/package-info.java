/**
 * Receivers, notifications and the ledger.
 *
 * <p>Begin with {@link io.ackwell.LianLian#builder()}, {@link io.ackwell.PingPong#builder()} or
 * {@link io.ackwell.Config#fromFile(java.nio.file.Path)}, open a {@link io.ackwell.Ledger}, and hand
 * each request to {@link io.ackwell.Receiver#handle(Request, Ledger, Fulfilment)}.
 */
@NullMarked
package io.ackwell;

import org.jspecify.annotations.NullMarked;
