using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Ackwell.Tests;

/// <summary>Calls of the ledger that a thread of the ledger completes.</summary>
internal static class AsyncTests
{
    private static Ledger OnDisk() => Ledger.Open($"sqlite://{Path.GetTempFileName()}.db");

    public static async Task A_receipt_is_settled_without_waiting()
    {
        using Ledger ledger = Ledger.Open("memory:");
        Case sample = Pack.PingPong;
        await using Receipt first = await sample.Receiver.ReceiveAsync(sample.Request, ledger);
        Check.Equal((Delivery.First, 1L), (first.Delivery, first.Token));
        await using Receipt other = await ledger.ClaimAsync(sample.Receiver.Verify(sample.Request));
        Check.Equal((Delivery.InProgress, Code.InProgress), (other.Delivery, other.Refusal!.Code));
        await Check.RefusedAsync(Code.InvalidArgument, () => other.CommitAsync());
        await first.ExtendAsync();
        Check.Equal(500, (await first.ReleaseAsync()).Status);
        await using Receipt second = await sample.Receiver.ReceiveAsync(sample.Request, ledger);
        Check.Equal(2L, second.Token);
        await Check.RefusedAsync(Code.LeaseLost, () => first.CommitAsync());
        await Check.RefusedAsync(Code.LeaseLost, () => first.ExtendAsync());
        Check.Equal(sample.Receiver.Acknowledge(), await second.CommitAsync());
        await Check.RefusedAsync(Code.LeaseLost, () => second.ReleaseAsync());
        await using Receipt third = await sample.Receiver.ReceiveAsync(sample.Request, ledger);
        Check.Equal(Delivery.Repeat, third.Delivery);
        Request foreign = new(sample.Request.Body, null, "203.0.113.9");
        await Check.RefusedAsync(Code.UntrustedSource, () => sample.Receiver.ReceiveAsync(foreign, ledger));
    }

    public static async Task What_is_claimed_for_a_caller_who_has_gone_is_released()
    {
        using Ledger ledger = OnDisk();
        Case sample = Pack.LianLian;
        CancellationToken gone = new(canceled: true);
        int left = 0;
        for (int round = 0; round < 20; round++)
        {
            try
            {
                await using Receipt receipt = await sample.Receiver.ReceiveAsync(sample.Request, ledger, gone);
                _ = receipt.Delivery == Delivery.First ? await receipt.ReleaseAsync() : receipt.Acknowledgement;
            }
            catch (OperationCanceledException)
            {
                left++;
            }
        }
        Check.That(left > 0, "no claim took longer than looking at it");
        // The last claims may still be on their way.
        int status = 503;
        for (int time = 0; time < 500 && status == 503; time++)
        {
            await Task.Delay(10);
            status = (await sample.Receiver.HandleAsync(sample.Request, ledger, _ => Task.CompletedTask)).Status;
        }
        Check.Equal((200, 1L), (status, ledger.Status().Counts.Committed));
    }

    public static async Task A_ledger_that_is_disposed_under_way_ends_what_has_begun()
    {
        Case sample = Pack.LianLian;
        for (int round = 0; round < 50; round++)
        {
            Ledger ledger = Ledger.Open("memory:");
            TaskCompletionSource begun = new();
            TaskCompletionSource disposed = new();
            Task<Outcome> handling = sample.Receiver.HandleOutcomeAsync(sample.Request, ledger, async _ =>
            {
                begun.SetResult();
                await disposed.Task;
            });
            await begun.Task;
            ledger.Dispose();
            disposed.SetResult();
            Check.Equal(OutcomeKind.Fulfilled, (await handling).Kind);
            Task<Acknowledgement> late = sample.Receiver.HandleAsync(sample.Request, ledger, _ => Task.CompletedTask);
            Check.Throws<ObjectDisposedException>(() => late.GetAwaiter().GetResult());
        }
    }

    public static void No_thread_of_the_pool_is_needed_to_claim()
    {
        using Ledger ledger = Ledger.Open("memory:");
        Case sample = Pack.LianLian;
        using ManualResetEventSlim free = new();
        using ManualResetEventSlim reached = new();
        ThreadPool.GetMaxThreads(out int workers, out int others);
        Exception? problem = null;
        Thread thread = new(() =>
        {
            try
            {
                ClaimBesideAFullPool();
            }
            catch (Exception thrown)
            {
                problem = thrown;
            }
        });
        void ClaimBesideAFullPool()
        {
            for (int item = 0; item < 200; item++)
            {
                ThreadPool.QueueUserWorkItem(_ => free.Wait());
            }
            Thread.Sleep(100);
            ThreadPool.QueueUserWorkItem(_ => reached.Set());
            _ = ledger.ClaimAsync(sample.Receiver.Verify(sample.Request));
            bool Claimed() => ledger.Status().Counts.InProgress == 1;
            Check.That(SpinWait.SpinUntil(Claimed, TimeSpan.FromSeconds(20)), "nothing was claimed");
            Check.That(!reached.IsSet, "the pool was not full");
        }
        Check.That(ThreadPool.SetMaxThreads(Environment.ProcessorCount, others), "the pool keeps its size");
        thread.Start();
        thread.Join();
        free.Set();
        ThreadPool.SetMaxThreads(workers, others);
        Check.Equal(null, problem);
        reached.Wait();
    }
}
