package io.ackwell;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The native half. Byte arrays and numbers cross, and nothing else.
 *
 * <p>An answer is one byte that is not zero and what was asked for, or a zero and a problem as JSON.
 */
final class Native {
    private static final int ABSENT = -1;

    private Native() {}

    static native byte[] verify(long receiver, byte[] body, byte @Nullable [] headers, byte @Nullable [] peer);

    static native byte[] verifyBatch(long receiver, byte[] requests);

    static native byte[] ask(byte[] question);

    static native byte[] submit(long call, byte[] question);

    static native byte[] next(long milliseconds);

    /** Asks on this thread, which waits. */
    static String answer(String question, @Nullable Object... arguments) {
        return text(answered(question(question, arguments)));
    }

    /** The answer to a {@link #question}. It waits for the store, but never on a virtual thread. */
    static String waiting(byte[] question) {
        return text(Calls.isVirtual() ? checked(Calls.submit(question).join()) : answered(question));
    }

    private static byte[] answered(byte[] question) {
        return checked(ask(question));
    }

    /** The answer, unless it is a problem: that is thrown. */
    static byte[] checked(byte[] answer) {
        if (answer[0] == 0) {
            throw AckwellException.of(text(answer));
        }
        return answer;
    }

    /** What an answer has after its first byte. */
    static String text(byte[] answer) {
        return new String(answer, 1, answer.length - 1, StandardCharsets.UTF_8);
    }

    /** A question and its arguments in one array: texts, bytes, numbers and nulls. */
    static byte[] question(String question, @Nullable Object... arguments) {
        Loader.check();
        return encoded(question, arguments);
    }

    static byte[] encoded(String question, @Nullable Object... arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        append(bytes, question);
        for (Object argument : arguments) {
            append(bytes, argument);
        }
        return bytes.toByteArray();
    }

    static void append(ByteArrayOutputStream bytes, @Nullable Object part) {
        if (part == null) {
            bytes.writeBytes(length(ABSENT));
            return;
        }
        byte[] raw = part instanceof byte[] given ? given : part.toString().getBytes(StandardCharsets.UTF_8);
        bytes.writeBytes(length(raw.length));
        bytes.writeBytes(raw);
    }

    private static byte[] length(int length) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(length).array();
    }

    /** The parts of an answer that has several. */
    static List<byte[]> parts(byte[] answer) {
        ByteBuffer buffer = ByteBuffer.wrap(answer, 1, answer.length - 1);
        List<byte[]> parts = new ArrayList<>();
        while (buffer.hasRemaining()) {
            byte[] part = new byte[buffer.getInt()];
            buffer.get(part);
            parts.add(part);
        }
        return parts;
    }

    /** Frees what a number stands for. */
    static Runnable closing(long number) {
        return new Closing(number);
    }

    private record Closing(long number) implements Runnable {
        @Override
        public void run() {
            answer("close", number);
        }
    }
}
