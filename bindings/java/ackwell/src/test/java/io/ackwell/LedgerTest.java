package io.ackwell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    private final LianLian receiver = Samples.LIANLIAN;
    private final List<Outcome> outcomes = new ArrayList<>();
    private Ledger ledger;

    @BeforeEach
    void open() {
        ledger = Ledger.open("memory:");
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void theFirstDeliveryIsFulfilledAndTheNextIsARepeat() {
        AtomicInteger fulfilled = new AtomicInteger();
        for (int send = 0; send < 3; send++) {
            Acknowledgement answer = receiver.handle(
                    Samples.PAYMENT, ledger, n -> fulfilled.incrementAndGet(), outcomes::add);
            assertTrue(answer.isSuccess(), answer.toString());
        }
        assertEquals(1, fulfilled.get());
        assertEquals(
                List.of(OutcomeKind.FULFILLED, OutcomeKind.REPEAT, OutcomeKind.REPEAT),
                outcomes.stream().map(Outcome::outcome).toList());
        Outcome first = outcomes.get(0);
        assertEquals("lianlian.payment", first.kind());
        assertEquals("2013051500001", first.orderNo());
        assertNull(first.code());
        assertNull(first.severity());
        assertNotNull(first.notification());
        LedgerStatus status = ledger.status();
        assertEquals("memory", status.store());
        assertEquals(1, status.counts().committed());
        LedgerRecord kept = ledger.list().get(0);
        assertEquals(DeliveryState.COMMITTED, kept.state());
        assertEquals(Amount.of("210.97", "CNY"), kept.amount());
        assertEquals(1, ledger.orderHistory("2013051500001").deliveries().size());
        assertTrue(ledger.reopen(kept.deliveryKey()));
        assertFalse(ledger.reopen("no such key"));
        assertEquals(List.of(), ledger.list(DeliveryState.COMMITTED, false, null, 10));
        assertThrows(AckwellException.class, () -> ledger.list(null, false, null, -1));
    }

    @Test
    void workThatThrowsIsReleasedAndItsCauseIsLogged() {
        Exception shut = new IllegalStateException("the warehouse is shut");
        Acknowledgement failure = receiver.handle(Samples.PAYMENT, ledger, n -> { throw shut; }, outcomes::add);
        assertEquals(500, failure.status());
        Outcome failed = outcomes.get(0);
        assertEquals(OutcomeKind.FAILED, failed.outcome());
        assertEquals(Code.FULFILMENT_FAILED, failed.code());
        assertEquals(Severity.ERROR, failed.severity());
        assertSame(shut, failed.cause());
        assertTrue(failed.logLine().contains("the warehouse is shut"), failed.logLine());
        assertEquals(1, ledger.status().counts().released());
        assertTrue(receiver.handle(Samples.PAYMENT, ledger, n -> {}).isSuccess());
    }

    @Test
    void anErrorOrAnObserverThatThrowsChangesNoAnswer() {
        Acknowledgement failure = receiver.handle(Samples.PAYMENT, ledger, n -> { throw new AssertionError("no"); });
        assertEquals(500, failure.status());
        Acknowledgement success = receiver.handle(Samples.PAYMENT, ledger, n -> {}, outcome -> {
            throw new IllegalStateException("broken metrics");
        });
        assertTrue(success.isSuccess());
    }

    @Test
    void aRefusedRequestIsAnAnswerToo() {
        Acknowledgement refused = receiver.handle(
                Request.of(new byte[] {'{', '}'}, "115.236.102.36"), ledger, n -> {}, outcomes::add);
        assertEquals(403, refused.status());
        assertEquals(OutcomeKind.REFUSED, outcomes.get(0).outcome());
        assertEquals(Code.MISSING_SIGNATURE, outcomes.get(0).code());
        assertNull(outcomes.get(0).notification());
    }

    @Test
    void aReceiptIsCommittedOrReleasedByItsCaller() {
        Lease lease;
        try (Receipt receipt = receiver.receive(Samples.PAYMENT, ledger)) {
            assertTrue(receipt.isFirst());
            lease = receipt.lease();
            assertEquals(1, lease.token());
            assertTrue(lease.remaining().compareTo(Duration.ofSeconds(50)) > 0, lease.toString());
            try (Receipt other = receiver.receive(Samples.PAYMENT, ledger)) {
                assertEquals(Delivery.IN_PROGRESS, other.delivery());
                assertTrue(other.remaining().toSeconds() > 50);
                assertNull(other.lease());
                assertThrows(AckwellException.class, other::commit);
            }
            receipt.extend();
            // Closed without a commit: released.
        }
        Receipt again = receiver.receive(Samples.PAYMENT, ledger);
        assertEquals(2, again.lease().token());
        assertTrue(again.commit().isSuccess());
        assertTrue(again.commit().isSuccess());
        assertTrue(again.release().isSuccess());
        assertThrows(AckwellException.class, again::releaseOrThrow);
        again.close();
        AckwellException closed = assertThrows(AckwellException.class, again::commit);
        assertEquals(Code.INVALID_ARGUMENT, closed.code());
    }

    @Test
    void anOrderThatWaitsIsOverdueAndResolved() {
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));
        ledger.expectOrder(new ExpectedOrder(Provider.LIANLIAN, "1", "A-1", yesterday, Amount.of("5", "CNY")));
        List<OverdueOrder> overdue = ledger.overdueOrders();
        assertEquals("A-1", overdue.get(0).orderNo());
        assertEquals(Amount.of("5", "CNY"), overdue.get(0).amount());
        assertEquals(yesterday.toEpochMilli(), overdue.get(0).placedAt().toEpochMilli());
        assertEquals(List.of(), ledger.overdueOrders(yesterday));
        assertTrue(ledger.resolveOrder(Provider.LIANLIAN, "1", "A-1"));
        assertFalse(ledger.resolveOrder(Provider.LIANLIAN, "1", "A-1"));
        assertEquals(0, ledger.prune().deliveries());
        assertNull(ledger.earlierPayment(receiver.verify(Samples.PAYMENT)));
    }

    @Test
    void aClosedLedgerIsAFailureTheProviderComesBackAfter(@TempDir Path folder) {
        Ledger file = Ledger.builder("sqlite://" + folder.resolve("ackwell.db")).leaseSeconds(5).open();
        assertTrue(file.migrate() > 0);
        file.close();
        file.close();
        Acknowledgement answer = receiver.handle(Samples.PAYMENT, file, n -> {}, outcomes::add);
        assertEquals(503, answer.status());
        assertEquals(OutcomeKind.UNAVAILABLE, outcomes.get(0).outcome());
        AckwellException closed = assertThrows(AckwellException.class, file::status);
        assertEquals(Code.INVALID_ARGUMENT, closed.code());
        assertEquals("the ledger was closed", file.toString());
        AckwellException wrong = assertThrows(AckwellException.class, () -> Ledger.open("nowhere:"));
        assertEquals(Code.INVALID_CONFIG, wrong.code());
    }

    @Test
    void nothingIsLeftInTheNativeHalfOfWhatWasHandled() {
        long before = Long.parseLong(Native.answer("count"));
        for (int send = 0; send < 100; send++) {
            receiver.handle(Samples.PAYMENT, ledger, n -> {});
        }
        assertEquals(before, Long.parseLong(Native.answer("count")));
    }

    @Test
    void asyncWorkIsCommittedWhenItsStageIsDoneAndNotBefore() throws Exception {
        CompletableFuture<Void> work = new CompletableFuture<>();
        CompletableFuture<Acknowledgement> answer = receiver.handleAsync(Samples.PAYMENT, ledger, n -> work, outcomes::add);
        Acknowledgement meanwhile = receiver.handleAsync(Samples.PAYMENT, ledger, n -> work).get(5, TimeUnit.SECONDS);
        assertEquals(503, meanwhile.status());
        assertFalse(answer.isDone());
        work.complete(null);
        assertTrue(answer.get(5, TimeUnit.SECONDS).isSuccess());
        assertEquals(OutcomeKind.FULFILLED, outcomes.get(0).outcome());
    }

    @Test
    void asyncWorkThatFailsIsReleased() throws Exception {
        Exception shut = new IllegalStateException("the warehouse is shut");
        Acknowledgement failure = receiver.handleAsync(
                Samples.PAYMENT, ledger, n -> CompletableFuture.failedFuture(shut), outcomes::add).get(5, TimeUnit.SECONDS);
        assertEquals(500, failure.status());
        assertSame(shut, outcomes.get(0).cause());
        assertEquals(1, ledger.status().counts().released());
        Acknowledgement thrown = receiver.handleAsync(Samples.PAYMENT, ledger, n -> { throw shut; }).get(5, TimeUnit.SECONDS);
        assertEquals(500, thrown.status());
        Acknowledgement none = receiver.handleAsync(Samples.PAYMENT, ledger, n -> null).get(5, TimeUnit.SECONDS);
        assertEquals(500, none.status());
        assertEquals(1, ledger.status().counts().released());
        Acknowledgement refused = receiver.handleAsync(Request.of(new byte[0], null), ledger, n -> null).get(5, TimeUnit.SECONDS);
        assertFalse(refused.isSuccess());
    }

    @Test
    void asyncWorkThatMayGoOnIsNotReleased() throws Exception {
        CompletableFuture<Void> cancelled = new CompletableFuture<>();
        cancelled.cancel(true);
        receiver.handleAsync(Samples.PAYMENT, ledger, n -> cancelled, outcomes::add).get(5, TimeUnit.SECONDS);
        assertInstanceOf(CancellationException.class, outcomes.get(0).cause());
        assertEquals(1, ledger.status().counts().inProgress());
        Ledger other = Ledger.open("memory:");
        CompletableFuture<Void> open = new CompletableFuture<>();
        Acknowledgement nested = receiver.handleAsync(
                Samples.PAYMENT, other, n -> CompletableFuture.completedFuture(open)).get(5, TimeUnit.SECONDS);
        assertEquals(500, nested.status());
        assertEquals(1, other.status().counts().inProgress());
        other.close();
    }

    @Test
    void workThatHasBegunIsSettledThoughItsCallerIsGone() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Void> work = new CompletableFuture<>();
        CompletableFuture<Acknowledgement> answer = receiver.handleAsync(Samples.PAYMENT, ledger, n -> {
            begun.countDown();
            return work;
        });
        assertTrue(begun.await(5, TimeUnit.SECONDS));
        answer.cancel(true);
        assertEquals(1, ledger.status().counts().inProgress());
        work.complete(null);
        for (int wait = 0; wait < 500 && ledger.status().counts().committed() == 0; wait++) {
            Thread.sleep(10);
        }
        assertEquals(1, ledger.status().counts().committed());
    }

    @Test
    void manyThreadsFulfilOneDeliveryOnce() throws Exception {
        AtomicInteger fulfilled = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int index = 0; index < 32; index++) {
            Thread thread = new Thread(() -> {
                for (int send = 0; send < 200; send++) {
                    receiver.handle(Samples.PAYMENT, ledger, n -> fulfilled.incrementAndGet());
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(1, fulfilled.get());
    }
}
