package io.ackwell;

import java.lang.ref.Reference;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A verified notification as the native half packed it: {@code packed.rs} has the form. Parts are cut
 * out when they are asked for.
 */
abstract sealed class Packed permits Notification {
    /** The bits of an end that say where it is. Above them: absent, and more than ASCII. */
    private static final int PLACE = (1 << 30) - 1;

    private final Receiver receiver;
    private final byte[] packed;
    /** How many parts there are, the seal included. */
    private final int count;
    private volatile @Nullable Members described;

    Packed(Receiver receiver, byte[] packed, int count) {
        this.receiver = receiver;
        this.packed = packed;
        this.count = count;
    }

    private int end(int part) {
        int at = 1 + 4 * part;
        return packed[at] & 0xFF
                | (packed[at + 1] & 0xFF) << 8
                | (packed[at + 2] & 0xFF) << 16
                | (packed[at + 3] & 0xFF) << 24;
    }

    final @Nullable String find(int part) {
        int end = end(part);
        if (end < 0) {
            return null;
        }
        int begin = part == 0 ? 1 + 4 * count : end(part - 1) & PLACE;
        return new String(packed, begin, (end & PLACE) - begin, StandardCharsets.UTF_8);
    }

    final String text(int part) {
        return Objects.requireNonNull(find(part));
    }

    final <T> @Nullable T find(int part, Function<String, T> made) {
        String text = find(part);
        return text == null ? null : made.apply(text);
    }

    final @Nullable Amount amount(int value, int currency) {
        String text = find(value);
        return text == null ? null : new Amount(new BigDecimal(text), text(currency));
    }

    /** What is asked for rarely: the notification's JSON, read once. */
    final Members described() {
        Members known = described;
        if (known == null) {
            known = Members.read(about("notification"));
            described = known;
        }
        return known;
    }

    /** What the native half answers about the notification. */
    final String about(String question, String... arguments) {
        try {
            Object[] all = new Object[2 + arguments.length];
            all[0] = receiver.number();
            all[1] = packed;
            System.arraycopy(arguments, 0, all, 2, arguments.length);
            return Native.answer(question, all);
        } finally {
            Reference.reachabilityFence(receiver);
        }
    }

    final long receiverNumber() {
        return receiver.number();
    }

    final byte[] packed() {
        return packed;
    }

    /** A question to a ledger about the notification. */
    final byte[] question(String question, long ledger) {
        return Native.question(question, ledger, receiver.number(), packed);
    }
}
