// Made by `cargo xtask generate` from the tables in core. Do not edit.
package io.ackwell;

/** From the position of a kind in core's tables to its class. */
final class Kinds {
    private Kinds() {}

    /** Makes the notification of what the native half packed. */
    static Notification make(Receiver receiver, byte[] packed) {
        return switch (packed[0] - 1) {
            case 0 -> new LianLianPayment(receiver, packed, 22);
            case 1 -> new LianLianExchangePayment(receiver, packed, 30);
            case 2 -> new PingPongTransaction(receiver, packed, 30);
            case 3 -> new PingPongRefund(receiver, packed, 22);
            case 4 -> new PingPongCapture(receiver, packed, 20);
            case 5 -> new PingPongVoid(receiver, packed, 20);
            default -> new PingPongOther(receiver, packed, 10);
        };
    }
}
