package io.ackwell.tests;

import io.ackwell.Acknowledgement;
import io.ackwell.AckwellException;
import io.ackwell.Ledger;
import io.ackwell.Notification;
import io.ackwell.Receiver;
import io.ackwell.Request;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * What takes long: many inputs, many threads, much time. Each is a method, and the arguments name
 * those that are to run: {@code Soak VECTORS mutated 1000000}.
 */
final class Soak {
    private final Path vectors;
    private final int count;

    private Soak(Path vectors, int count) {
        this.vectors = vectors;
        this.count = count;
    }

    public static void main(String[] arguments) throws Exception {
        Soak soak = new Soak(Path.of(arguments[0]), Integer.parseInt(arguments[2]));
        switch (arguments[1]) {
            case "mutated" -> soak.mutated();
            case "memory" -> soak.memory();
            case "threads" -> soak.threads();
            case "virtual" -> soak.virtual();
            case "loaders" -> soak.loaders();
            case "loaded" -> {
                // Called in each class loader of `loaders`.
                soak.threads();
            }
            default -> throw new IllegalArgumentException(arguments[1]);
        }
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    /** Any body is a notification or a refusal, and nothing else escapes. */
    private void mutated() throws IOException {
        Random random = new Random(20130515);
        List<Inputs> inputs = List.of(
                Inputs.of(vectors, "lianlian-payment.json"), Inputs.of(vectors, "pingpong-refund.json"));
        int accepted = 0;
        for (int index = 0; index < count; index++) {
            Inputs chosen = inputs.get(index % 2);
            try {
                Notification notification = chosen.receiver.verify(Request.of(chosen.mutated(random), chosen.peer));
                check(!notification.deliveryKey().isEmpty(), "it has a key");
                accepted++;
            } catch (AckwellException refused) {
                check(refused.acknowledgement() != null && !refused.acknowledgement().isSuccess(), "answered");
            }
        }
        // Bodies that say nothing else: a change of a blank, an overwrite with the same bytes.
        check(accepted < count / 10, accepted + " were accepted");
        System.out.println("mutated: " + count + " inputs, " + accepted + " still genuine");
    }

    /** After a warm-up, neither the heap nor the process grows. */
    private void memory() throws Exception {
        Inputs inputs = Inputs.of(vectors, "lianlian-payment.json");
        byte[] genuine = inputs.bodies.get(0);
        Random random = new Random(1);
        try (Ledger ledger = Ledger.open("memory:")) {
            long[] resident = new long[2];
            for (int half = 0; half < 2; half++) {
                for (int index = 0; index < count; index++) {
                    byte[] body = index % 4 == 0 ? inputs.mutated(random) : genuine;
                    inputs.receiver.handle(Request.of(body, inputs.peer), ledger, n -> n.toJson());
                }
                for (int collected = 0; collected < 5; collected++) {
                    System.gc();
                    Thread.sleep(50);
                }
                resident[half] = resident();
            }
            long grown = resident[1] - resident[0];
            check(grown < 16 << 20, "the process grew by " + (grown >> 20) + " MiB in " + count + " more");
            System.out.println("memory: " + count + " after as many, " + (grown >> 10) + " KiB more");
        }
    }

    private static long resident() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            String line = lines.filter(text -> text.startsWith("VmRSS:")).findFirst().orElseThrow();
            return Long.parseLong(line.replaceAll("\\D", "")) << 10;
        }
    }

    /** 32 threads over one receiver and one ledger. */
    private void threads() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(32);
        try {
            handle(pool, 32, count);
        } finally {
            pool.shutdown();
        }
        System.out.println("threads: 32, " + count + " requests each");
    }

    private void handle(ExecutorService pool, int tasks, int each) throws Exception {
        Inputs inputs = Inputs.of(vectors, "lianlian-payment.json");
        Receiver receiver = inputs.receiver;
        AtomicInteger fulfilled = new AtomicInteger();
        try (Ledger ledger = Ledger.open("memory:")) {
            List<Future<?>> ended = new ArrayList<>();
            for (int task = 0; task < tasks; task++) {
                ended.add(pool.submit(() -> {
                    Request request = Request.of(inputs.bodies.get(0), inputs.peer);
                    for (int index = 0; index < each; index++) {
                        Acknowledgement answer = receiver.handle(request, ledger, n -> fulfilled.incrementAndGet());
                        check(answer.status() == 200 || answer.status() == 503, answer.toString());
                    }
                    return null;
                }));
            }
            for (Future<?> task : ended) {
                task.get(120, TimeUnit.SECONDS);
            }
        }
        check(fulfilled.get() == 1, "fulfilled " + fulfilled + " times");
    }

    /**
     * On JDK 21 and later: while every virtual thread waits for a store, another one runs. The store
     * is a SQLite file that this process has locked.
     */
    private void virtual() throws Exception {
        ExecutorService pool = virtualThreads();
        try {
            handle(pool, 1_000, 20);
            Inputs inputs = Inputs.of(vectors, "lianlian-payment.json");
            Path file = Files.createTempDirectory("ackwell").resolve("ackwell.db");
            try (Ledger ledger = Ledger.builder("sqlite://" + file).timeoutMs(1_500).open()) {
                ledger.migrate();
                Process lock = new ProcessBuilder("python3", "-c", """
                        import sqlite3, sys, time
                        c = sqlite3.connect(sys.argv[1], isolation_level=None)
                        c.execute("BEGIN EXCLUSIVE")
                        print("locked", flush=True)
                        time.sleep(60)
                        """, file.toString()).start();
                lock.inputReader().readLine();
                CountDownLatch waiting = new CountDownLatch(64);
                List<Future<Acknowledgement>> answers = new ArrayList<>();
                for (int index = 0; index < 64; index++) {
                    answers.add(pool.submit((Callable<Acknowledgement>) () -> {
                        waiting.countDown();
                        return inputs.receiver.handle(Request.of(inputs.bodies.get(0), inputs.peer), ledger, n -> {});
                    }));
                }
                waiting.await();
                Thread.sleep(100);
                long begun = System.nanoTime();
                pool.submit(() -> {}).get();
                long waited = (System.nanoTime() - begun) / 1_000_000;
                check(!answers.get(0).isDone(), "the calls were to wait for the store meanwhile");
                check(waited < 500, "an empty virtual thread had to wait " + waited + " ms");
                for (Future<Acknowledgement> answer : answers) {
                    check(!answer.get(60, TimeUnit.SECONDS).isSuccess(), "the store was locked");
                }
                lock.destroy();
                System.out.println("virtual: 1000 threads; an empty one waited " + waited + " ms beside 64 locked calls");
            }
        } finally {
            pool.shutdown();
        }
    }

    private static ExecutorService virtualThreads() throws ReflectiveOperationException {
        // By reflection: these classes are compiled for 17.
        Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
        Method factory = Class.forName("java.lang.Thread$Builder").getMethod("factory");
        return (ExecutorService) Executors.class.getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
                .invoke(null, factory.invoke(builder));
    }

    /** Class loaders that come and go each load the library, and are collected. */
    private void loaders() throws Exception {
        URL[] paths = Arrays.stream(System.getProperty("java.class.path").split(":"))
                .flatMap(Soak::jars)
                .toArray(URL[]::new);
        List<WeakReference<ClassLoader>> gone = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            gone.add(new WeakReference<>(load(paths)));
        }
        long collected = 0;
        for (int wait = 0; wait < 100 && collected < count; wait++) {
            System.gc();
            Thread.sleep(100);
            collected = gone.stream().filter(loader -> loader.get() == null).count();
        }
        check(collected == count, collected + " of " + count + " class loaders were collected");
        System.out.println("loaders: " + count + " came and went");
    }

    private ClassLoader load(URL[] paths) throws Exception {
        URLClassLoader loader = new URLClassLoader(paths, ClassLoader.getPlatformClassLoader());
        Method main = loader.loadClass(Soak.class.getName()).getDeclaredMethod("main", String[].class);
        main.setAccessible(true);
        // What Jackson keeps for a thread goes with the thread.
        Thread thread = new Thread(() -> {
            try {
                main.invoke(null, (Object) new String[] {vectors.toString(), "loaded", "20"});
            } catch (ReflectiveOperationException cause) {
                throw new IllegalStateException(cause);
            }
        });
        thread.start();
        thread.join();
        loader.close();
        return loader;
    }

    private static Stream<URL> jars(String path) {
        try {
            return Stream.of(Path.of(path).toUri().toURL());
        } catch (IOException cause) {
            throw new IllegalArgumentException(cause);
        }
    }
}
