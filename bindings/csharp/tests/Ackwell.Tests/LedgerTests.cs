using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Ackwell.Native;
using System.Runtime.InteropServices;

namespace Ackwell.Tests;

internal static class LedgerTests
{
    public static void A_notification_is_fulfilled_once_and_acknowledged_each_time()
    {
        using Ledger ledger = Ledger.Open("memory:");
        Case sample = Pack.LianLian;
        int fulfilled = 0;
        for (int time = 0; time < 3; time++)
        {
            Acknowledgement answer = sample.Receiver.Handle(sample.Request, ledger, _ => fulfilled++);
            Check.Equal(sample.Receiver.Acknowledge(), answer);
        }
        Check.Equal(1, fulfilled);
        Check.Equal(1L, ledger.Status().Counts.Committed);
    }

    public static void Work_that_throws_is_answered_with_failure_and_can_be_tried_again_at_once()
    {
        using Ledger ledger = Ledger.Open("memory:");
        Case sample = Pack.PingPong;
        Outcome failed = sample.Receiver.HandleOutcome(
            sample.Request, ledger, _ => throw new InvalidOperationException("no stock"));
        Check.Equal<Code?>(Code.FulfilmentFailed, failed.Code);
        Check.Equal(sample.Receiver.Refuse(Code.FulfilmentFailed), failed.Acknowledgement);
        Check.Equal("no stock", failed.Exception!.Message);
        Check.That(failed.Refusal!.Message.Contains("InvalidOperationException: no stock"), failed.ToString());
        Outcome done = sample.Receiver.HandleOutcome(sample.Request, ledger, _ => { });
        Check.That(done.Code is null && done.Delivery == Delivery.First, done.ToString());
        Outcome again = sample.Receiver.HandleOutcome(
            sample.Request, ledger, _ => throw new Check.Failed("it was called again"));
        Check.That(again.Code is null && again.Delivery == Delivery.Repeat && again.Exception is null, again.ToString());
    }

    public static void A_refused_request_is_never_fulfilled()
    {
        using Ledger ledger = Ledger.Open("memory:");
        Case sample = Pack.LianLian;
        Request request = new(sample.Request.Body, null, "203.0.113.9");
        Outcome outcome = sample.Receiver.HandleOutcome(request, ledger, _ => throw new Check.Failed("called"));
        Check.Equal<Code?>(Code.UntrustedSource, outcome.Code);
        Check.That(outcome.Notification is null && outcome.Delivery is null, "nothing of it is kept");
        Check.Equal((OutcomeKind.Refused, outcome.Refusal!.Acknowledgement), (outcome.Kind, outcome.Acknowledgement));
        Check.Equal(null, outcome.Exception);
        Check.Equal(0L, ledger.Status().Counts.Committed + ledger.Status().Counts.InProgress);
    }

    public static async Task The_asynchronous_twin_does_the_same()
    {
        using Ledger ledger = Ledger.Open("memory:");
        Case sample = Pack.LianLian;
        Outcome failed = await sample.Receiver.HandleOutcomeAsync(sample.Request, ledger, async (_, _) =>
        {
            await Task.Yield();
            throw new InvalidOperationException("no stock");
        });
        Check.Equal<Code?>(Code.FulfilmentFailed, failed.Code);
        Outcome thrown = await sample.Receiver.HandleOutcomeAsync(
            sample.Request, ledger, (_, _) => throw new InvalidOperationException("before the first await"));
        Check.Equal<Code?>(Code.FulfilmentFailed, thrown.Code);
        int fulfilled = 0;
        for (int time = 0; time < 2; time++)
        {
            Acknowledgement answer = await sample.Receiver.HandleAsync(sample.Request, ledger, async (_, _) =>
            {
                await Task.Delay(5);
                fulfilled++;
            });
            Check.Equal(sample.Receiver.Acknowledge(), answer);
        }
        Check.Equal(1, fulfilled);
        Outcome refused = await sample.Receiver.HandleOutcomeAsync(
            new Request(sample.Request.Body), ledger, (_, _) => throw new Check.Failed("called"));
        Check.Equal<Code?>(Code.InvalidPeer, refused.Code);
    }

    public static void Sixteen_threads_with_one_notification_fulfil_it_once()
    {
        foreach (string url in new[] { "memory:", $"sqlite://{Path.GetTempFileName()}.db" })
        {
            using Ledger ledger = Ledger.Open(url);
            Case sample = Pack.LianLian;
            int fulfilled = 0;
            int succeeded = 0;
            int waiting = 0;
            Thread[] threads = [.. Enumerable.Range(0, 16).Select(_ => new Thread(() =>
            {
                Outcome outcome = sample.Receiver.HandleOutcome(sample.Request, ledger, _ =>
                {
                    Interlocked.Increment(ref fulfilled);
                    Thread.Sleep(50);
                });
                if (outcome.Code is null)
                {
                    Interlocked.Increment(ref succeeded);
                }
                else if (outcome.Code == Code.InProgress)
                {
                    Interlocked.Increment(ref waiting);
                }
            }))];
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
            Check.Equal(1, fulfilled, url);
            Check.Equal(16, succeeded + waiting, url);
            Check.That(succeeded >= 1, url);
        }
    }

    public static void A_receipt_is_committed_or_released_by_the_caller()
    {
        using Ledger ledger = Ledger.Open("memory:");
        Case sample = Pack.PingPong;
        using Receipt first = sample.Receiver.Receive(sample.Request, ledger);
        Check.Equal(Delivery.First, first.Delivery);
        Check.Equal(1L, first.Token);
        Check.That(first.Remaining > TimeSpan.FromSeconds(50), first.Remaining.ToString());
        Check.Equal(503, first.Acknowledgement.Status);

        using Receipt other = ledger.Claim(sample.Receiver.Verify(sample.Request));
        Check.Equal(Delivery.InProgress, other.Delivery);
        Check.Equal(0L, other.Token);
        Check.That(other.Remaining > TimeSpan.FromSeconds(50), other.Remaining.ToString());
        Check.Refused(Code.InvalidArgument, () => other.Commit());

        first.Extend();
        Check.Equal(500, first.Release().Status);
        using Receipt second = sample.Receiver.Receive(sample.Request, ledger);
        Check.Equal(2L, second.Token);
        Check.Refused(Code.LeaseLost, () => first.Commit());
        Check.Equal(sample.Receiver.Acknowledge(), second.Commit());
        Check.Equal(sample.Receiver.Acknowledge(), second.Commit());
        using Receipt third = sample.Receiver.Receive(sample.Request, ledger);
        Check.Equal(Delivery.Repeat, third.Delivery);
        Check.Equal(sample.Receiver.Acknowledge(), third.Acknowledgement);

        Check.That(ledger.Reopen(third.Notification.DeliveryKey), "the key was there");
        Check.That(!ledger.Reopen("no such key"), "the key was not there");
        Check.Equal(Delivery.First, sample.Receiver.Receive(sample.Request, ledger).Delivery);
    }

    public static void Two_notifications_that_contradict_each_other_are_a_conflict()
    {
        (Case one, Request first, Request later) = Conflicting();
        using Ledger ledger = Ledger.Open("memory:");
        one.Receiver.Handle(first, ledger, _ => { });
        Outcome outcome = one.Receiver.HandleOutcome(later, ledger, _ => throw new Check.Failed("called"));
        Check.Equal<Code?>(Code.Conflict, outcome.Code);
        Check.Equal(409, outcome.Acknowledgement.Status);
        Check.Equal(Severity.Error, outcome.Refusal!.Severity);
        Conflict conflict = outcome.Conflict!;
        Check.Equal(one.Receiver.Verify(first).Fingerprint, conflict.First.Fingerprint);
        Check.Equal(one.Receiver.Verify(later).Fingerprint, conflict.Later.Fingerprint);
        Check.That(conflict.First != conflict.Later && conflict.First.Amount is not null, "both are told");
        Check.Equal((1L, "amount"), (conflict.Times, string.Join(' ', conflict.Differs)));
        Check.Equal(one.Receiver.Verify(first).DeliveryKey, conflict.DeliveryKey);
        Record kept = ledger.List(conflicts: true).Single();
        Check.Equal(conflict.Later, kept.Conflicts.Single().Later);
        Check.That(DateTimeOffset.UtcNow - conflict.FirstSeen < TimeSpan.FromMinutes(1), conflict.FirstSeen.ToString());
        Check.Equal(1L, ledger.Status().Counts.Conflicts);
    }

    /// <summary>Two requests of the pack's ledger cases of which the second is a conflict.</summary>
    private static (Case Case, Request First, Request Later) Conflicting()
    {
        JsonElement file = Pack.File("ledger");
        foreach (JsonElement each in file.GetProperty("cases").EnumerateArray())
        {
            JsonElement[] steps = [.. each.GetProperty("steps").EnumerateArray().Where(step => step.TryGetProperty("request", out _))];
            JsonElement last = steps.LastOrDefault();
            if (steps.Length >= 2 && last.TryGetProperty("expected", out JsonElement expected) && expected.GetString() == "conflict")
            {
                JsonElement requests = each.GetProperty("requests");
                Request Named(JsonElement step) => Case.Read(requests.GetProperty(step.GetProperty("request").GetString()!));
                return (new Case(file, each), Named(steps[0]), Named(last));
            }
        }
        throw new Check.Failed("the pack has a conflict");
    }

    public static void A_ledger_that_cannot_be_reached_is_answered_with_failure()
    {
        string path = Path.Combine(Path.GetTempPath(), "no such folder", "ledger.db");
        Case sample = Pack.LianLian;
        Ledger ledger;
        try
        {
            ledger = Ledger.Open($"sqlite://{path}");
        }
        catch (AckwellException problem)
        {
            Check.Equal(Code.LedgerUnavailable, problem.Code);
            return;
        }
        Outcome outcome = sample.Receiver.HandleOutcome(sample.Request, ledger, _ => throw new Check.Failed("called"));
        Check.Equal<Code?>(Code.LedgerUnavailable, outcome.Code);
        Check.Equal(sample.Receiver.Refuse(Code.LedgerUnavailable), outcome.Acknowledgement);
    }

    public static void A_wrong_ledger_is_refused_with_the_member()
    {
        Check.Refused(Code.InvalidConfig, () => Ledger.Open("carrier-pigeon:"));
        AckwellException problem = Check.Refused(
            Code.InvalidConfig, () => Ledger.Open(new LedgerOptions { Url = "memory:", RetentionDays = 0 }));
        Check.That(problem.Member!.StartsWith("ledger."), problem.Member);
        Check.Refused(Code.InvalidConfig, () => AckwellConfiguration.Parse("{}").OpenLedger());
        Ledger.Open(new LedgerOptions { Url = "memory:", LeaseSeconds = 30 }).Dispose();
    }

    public static void Orders_that_wait_are_due_when_their_horizon_is_past()
    {
        using Ledger ledger = Ledger.Open("memory:");
        Notification notification = Pack.LianLian.Receiver.Verify(Pack.LianLian.Request);
        DateTimeOffset placed = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123);
        ExpectedOrder order = new(Provider.LianLian, notification.MerchantId, notification.OrderNo!, new Amount(12.50m, "CNY"), placed);
        ledger.ExpectOrder(order);
        ledger.ExpectOrder(order with { OrderNo = "another", Amount = null });
        ledger.ExpectOrder(new ExpectedOrder(Provider.PingPong, "acc", "now"));
        IReadOnlyList<OverdueOrder> due = ledger.OverdueOrders();
        Check.Equal(2, due.Count);
        Check.Equal(0, ledger.OverdueOrders(placed).Count);
        OverdueOrder found = due.Single(each => each.OrderNo == order.OrderNo);
        Check.Equal(new OverdueOrder(order.Provider, order.MerchantId, order.OrderNo, order.Amount, placed, placed + Pack.LianLian.Receiver.Schedule.Horizon), found);
        Check.That(due.Single(each => each.OrderNo == "another").Amount is null, "no amount was told");
        Check.Equal(3L, ledger.Status().Counts.WaitingOrders);

        Pack.LianLian.Receiver.Handle(Pack.LianLian.Request, ledger, _ => { });
        Check.That(ledger.OverdueOrders().All(each => each.OrderNo == "another"), "a notification has answered it");
        Check.That(ledger.ResolveOrder(Provider.LianLian, order.MerchantId, "another"), "it waited");
        Check.That(!ledger.ResolveOrder(Provider.LianLian, order.MerchantId, "another"), "it waits no more");
        Check.Equal(0, ledger.OverdueOrders().Count);
        Check.Refused(Code.InvalidArgument, () => ledger.ExpectOrder(order with { MerchantId = "" }));
        Check.Refused(Code.InvalidArgument, () => ledger.ExpectOrder(order with { Provider = Provider.Unknown }));
        Check.Equal(new Pruned(0, 0, 0), ledger.Prune());
        Check.That(ledger.Migrate() >= 1, "the tables have a version");
    }

    public static void A_ledger_lists_what_it_keeps_and_the_history_of_an_order()
    {
        using Ledger ledger = Ledger.Open(new LedgerOptions { Url = "memory:", LeaseSeconds = 30, RetentionDays = 7 });
        Notification notification = Pack.LianLian.Receiver.Verify(Pack.LianLian.Request);
        DateTimeOffset placed = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123);
        ledger.ExpectOrder(new ExpectedOrder(Provider.LianLian, notification.MerchantId, notification.OrderNo!, notification.Amount, placed));
        using Receipt receipt = ledger.Claim(notification);

        Record open = ledger.List(DeliveryState.InProgress).Single();
        Check.Equal(
            (notification.DeliveryKey, Provider.LianLian, notification.OrderNo, notification.TransactionNo, notification.Amount, notification.Fingerprint, 1L),
            (open.DeliveryKey, open.Provider, open.OrderNo, open.TransactionNo, open.Amount, open.Fingerprint, open.Token));
        Check.Equal(TimeSpan.FromSeconds(30), open.LeaseUntil!.Value - open.ChangedAt);
        Check.Equal(0, ledger.List(DeliveryState.Committed).Count);
        Check.Equal(0, ledger.List(after: open.DeliveryKey).Count);
        Check.Equal(0, ledger.List(conflicts: true).Count);
        Check.Refused(Code.InvalidArgument, () => ledger.List(DeliveryState.Unknown));

        receipt.Commit();
        OrderHistory history = ledger.OrderHistory(notification.OrderNo!);
        Check.Equal(DeliveryState.Committed, history.Deliveries.Single().State);
        Check.Equal<DateTimeOffset?>(null, history.Deliveries.Single().LeaseUntil);
        Check.Equal(placed, history.Expected.Single().PlacedAt);
        Check.That(DateTimeOffset.UtcNow - history.Expected.Single().ResolvedAt < TimeSpan.FromMinutes(1), "the commit resolved it");
        Check.Equal(0, ledger.OrderHistory("no such order").Deliveries.Count);

        LedgerStatus status = ledger.Status();
        Check.Equal(("memory", TimeSpan.FromSeconds(30), TimeSpan.FromDays(7)), (status.Store, status.Lease, status.Retention));
        Check.Equal(new LedgerCounts(0, 0, 1, 0, 0, 0), status.Counts);
    }

    public static void An_order_that_was_paid_by_another_transaction_is_told()
    {
        using Receiver receiver = Ackwell.PingPong.Create(new() { Salt = "THROWAWAY0SALT0FOR0TESTS", ClientId = "1", AccIds = ["2"], Sources = "any" });
        Request Paid(string transaction)
        {
            SortedDictionary<string, string> envelope = new(StringComparer.Ordinal)
            {
                ["accId"] = "2",
                ["bizContent"] = JsonSerializer.Serialize(new { notifyType = "RECHARGE", amount = "200.000000", currency = "USD", merchantTransactionId = "W-1", transactionId = transaction, status = "SUCCESS" }),
                ["clientId"] = "1",
                ["code"] = "000000",
                ["signType"] = "SHA256",
            };
            string text = "THROWAWAY0SALT0FOR0TESTS" + string.Join('&', envelope.Select(member => $"{member.Key}={member.Value}"));
            envelope["sign"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text))).ToLowerInvariant();
            return new Request(JsonSerializer.SerializeToUtf8Bytes(envelope));
        }
        using Ledger ledger = Ledger.Open("memory:");
        EarlierPayment? before = null;
        Check.Equal(200, receiver.Handle(Paid("X1"), ledger, notification => { before = ledger.EarlierPayment(notification); }).Status);
        Check.Equal(null, before);
        Notification first = receiver.Verify(Paid("X1"));
        Check.Equal(null, ledger.EarlierPayment(first), "a payment is not earlier than itself");

        using Receipt second = receiver.Receive(Paid("X2"), ledger);
        Check.Equal(Delivery.First, second.Delivery, "once is once per transaction");
        EarlierPayment earlier = second.EarlierPayment()!;
        Check.Equal(("X1", first.DeliveryKey, new Amount(200m, "USD")), (earlier.TransactionNo, earlier.DeliveryKey, earlier.Amount!.Value));
        Check.That(DateTimeOffset.UtcNow - earlier.FulfilledAt < TimeSpan.FromMinutes(1), earlier.ToString());
        Check.Equal(earlier, ledger.EarlierPayment(second.Notification));
        Check.Throws<ArgumentNullException>(() => ledger.EarlierPayment(null!));
    }

    public static void The_deliveries_have_the_numbers_and_names_of_the_library()
    {
        string[] names = [.. Enum.GetValues<Delivery>().Where(delivery => delivery != Delivery.Unknown).Select(delivery => delivery.ToText())];
        Check.That(names.SequenceEqual(["first", "repeat", "in_progress", "conflict"]), string.Join(", ", names));
    }

    public static void A_disposed_ledger_says_so()
    {
        Ledger ledger = Ledger.Open("memory:");
        using Receipt receipt = Pack.LianLian.Receiver.Receive(Pack.LianLian.Request, ledger);
        ledger.Dispose();
        Check.Throws<ObjectDisposedException>(() => ledger.Status());
        Check.Equal(Pack.LianLian.Receiver.Acknowledge(), receipt.Commit());
    }
}
