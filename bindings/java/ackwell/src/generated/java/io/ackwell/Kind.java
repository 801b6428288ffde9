// Made by `cargo xtask generate` from the tables in core and ledger. Do not edit.
package io.ackwell;

/** A kind of notification. */
public enum Kind {
    /**
     * {@link LianLianPayment}.
     */
    LIANLIAN_PAYMENT("lianlian.payment"),
    /**
     * {@link LianLianExchangePayment}.
     */
    LIANLIAN_EXCHANGE_PAYMENT("lianlian.exchange_payment"),
    /**
     * {@link PingPongTransaction}.
     */
    PINGPONG_TRANSACTION("pingpong.transaction"),
    /**
     * {@link PingPongRefund}.
     */
    PINGPONG_REFUND("pingpong.refund"),
    /**
     * {@link PingPongCapture}.
     */
    PINGPONG_CAPTURE("pingpong.capture"),
    /**
     * {@link PingPongVoid}.
     */
    PINGPONG_VOID("pingpong.void"),
    /**
     * {@link PingPongOther}.
     */
    PINGPONG_OTHER("pingpong.other");

    private final String text;

    Kind(String text) {
        this.text = text;
    }

    /**
     * The word, the same in every language.
     *
     * @return the text
     */
    public String text() {
        return text;
    }

    /**
     * Whose kind it is.
     *
     * @return the provider
     */
    public Provider provider() {
        return Provider.of(text.substring(0, text.indexOf('.')));
    }

    /**
     * The class of its notifications.
     *
     * @return the class
     */
    public Class<? extends Notification> type() {
        return switch (this) {
            case LIANLIAN_PAYMENT -> LianLianPayment.class;
            case LIANLIAN_EXCHANGE_PAYMENT -> LianLianExchangePayment.class;
            case PINGPONG_TRANSACTION -> PingPongTransaction.class;
            case PINGPONG_REFUND -> PingPongRefund.class;
            case PINGPONG_CAPTURE -> PingPongCapture.class;
            case PINGPONG_VOID -> PingPongVoid.class;
            case PINGPONG_OTHER -> PingPongOther.class;
        };
    }

    /**
     * The value of a word.
     *
     * @param text the word
     * @return the value
     * @throws IllegalArgumentException if there is none
     */
    public static Kind of(String text) {
        return switch (text) {
            case "lianlian.payment" -> LIANLIAN_PAYMENT;
            case "lianlian.exchange_payment" -> LIANLIAN_EXCHANGE_PAYMENT;
            case "pingpong.transaction" -> PINGPONG_TRANSACTION;
            case "pingpong.refund" -> PINGPONG_REFUND;
            case "pingpong.capture" -> PINGPONG_CAPTURE;
            case "pingpong.void" -> PINGPONG_VOID;
            case "pingpong.other" -> PINGPONG_OTHER;
            default -> throw new IllegalArgumentException("no Kind has that text");
        };
    }

    /** The word. */
    @Override
    public String toString() {
        return text;
    }
}
