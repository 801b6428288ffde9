package io.ackwell;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Calls that the ledger's own threads answer, so that neither a virtual thread's carrier nor the
 * caller of an async method waits in native code. One thread takes all answers; it ends when there
 * are none to come.
 */
final class Calls {
    /** How long that thread waits for more to do. */
    private static final long IDLE_MILLISECONDS = 1_000;
    private static final Map<Long, CompletableFuture<byte[]>> WAITING = new ConcurrentHashMap<>();
    private static final AtomicLong LAST = new AtomicLong();
    private static final @Nullable MethodHandle IS_VIRTUAL = isVirtualMethod();
    /** Guarded by the class. */
    private static boolean running;

    private Calls() {}

    /** Has a thread of the ledger answer. The future must not run anything on the thread that completes it. */
    static CompletableFuture<byte[]> submit(byte[] question) {
        long number = LAST.incrementAndGet();
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        WAITING.put(number, answer);
        start();
        byte[] begun = Native.submit(number, question);
        if (begun[0] == 0) {
            // It never began: the problem is the answer.
            WAITING.remove(number);
            answer.complete(begun);
        }
        return answer;
    }

    private static synchronized void start() {
        if (!running) {
            Thread thread = new Thread(null, Calls::take, "ackwell-answers", 0, false);
            thread.setDaemon(true);
            thread.start();
            running = true;
        }
    }

    private static synchronized boolean isOver() {
        running = !WAITING.isEmpty();
        return !running;
    }

    private static void take() {
        while (true) {
            byte[] next = Native.next(IDLE_MILLISECONDS);
            if (next.length > 0) {
                CompletableFuture<byte[]> waiting = WAITING.remove(ByteBuffer.wrap(next).getLong());
                if (waiting != null) {
                    waiting.complete(Arrays.copyOfRange(next, Long.BYTES, next.length));
                }
            } else if (isOver()) {
                return;
            }
        }
    }

    /** Whether this is a virtual thread, which must not wait in native code. */
    static boolean isVirtual() {
        if (IS_VIRTUAL == null) {
            return false;
        }
        try {
            return (boolean) IS_VIRTUAL.invokeExact(Thread.currentThread());
        } catch (Throwable never) {
            return false;
        }
    }

    /** There is none before Java 21. */
    private static @Nullable MethodHandle isVirtualMethod() {
        try {
            MethodType type = MethodType.methodType(boolean.class);
            return MethodHandles.publicLookup().findVirtual(Thread.class, "isVirtual", type);
        } catch (ReflectiveOperationException older) {
            return null;
        }
    }
}
