// Made by `cargo xtask generate` from the tables in core. Do not edit.
package io.ackwell;

/**
 * A notification of a kind that this version does not know. It is genuine.
 *
 * <p>Kind {@code pingpong.other}.
 */
public final class PingPongOther extends Notification {
    PingPongOther(Receiver receiver, byte[] packed, int count) {
        super(receiver, packed, count);
    }
}
