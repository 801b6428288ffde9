using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Ackwell.Tests;

/// <summary>
/// Work that would be committed before it has ended. What the compiler refuses of it is in
/// <c>tests/Refused</c>.
/// </summary>
internal static class FulfilmentTests
{
    private static readonly Case Sample = Pack.LianLian;

    private static int begun;

    private static async void MarkPaidLater(Notification notification)
    {
        begun++;
        await Task.Yield();
    }

    private static IEnumerable<int> MarkPaidStepByStep(Notification notification)
    {
        begun++;
        yield return 1;
    }

    private static async IAsyncEnumerable<int> MarkPaidStream(Notification notification)
    {
        begun++;
        await Task.Yield();
        yield return 1;
    }

    private static object MarkPaidHidden(Notification notification) => Task.Delay(TimeSpan.FromMilliseconds(20));

    /// <summary>Refused before anything is claimed, so that it is noticed at the first request.</summary>
    private static void IsRefused(Action<Ledger> handle, string word)
    {
        using Ledger ledger = Ledger.Open("memory:");
        begun = 0;
        ArgumentException problem = Check.Throws<ArgumentException>(() => handle(ledger));
        Check.That(problem.Message.Contains(word), problem.Message);
        Check.Equal(0, begun, "the work has begun");
        LedgerCounts counts = ledger.Status().Counts;
        Check.Equal(0L, counts.InProgress + counts.Committed + counts.Released, "something was claimed");
    }

    public static void A_function_that_is_async_void_is_refused_before_anything_is_claimed()
    {
        IsRefused(ledger => Sample.Receiver.Handle(Sample.Request, ledger, MarkPaidLater), "async void");
        IsRefused(ledger => Sample.Receiver.HandleOutcome(Sample.Request, ledger, MarkPaidLater), "HandleAsync");
        Action<Notification> lambda = async _ => await Task.Yield();
        IsRefused(ledger => Sample.Receiver.Handle(Sample.Request, ledger, lambda), "async void");
        Action<Notification> local = Later;
        IsRefused(ledger => Sample.Receiver.Handle(Sample.Request, ledger, local), "async void");
        IsRefused(ledger => Sample.Receiver.Handle(Sample.Request, ledger, new Action<Notification>(lambda.Invoke)), "async void");
        Action<Notification> several = _ => { };
        several += MarkPaidLater;
        IsRefused(ledger => Sample.Receiver.Handle(Sample.Request, ledger, several), "async void");

        static async void Later(Notification notification) => await Task.Yield();
    }

    public static void A_function_that_is_an_iterator_is_refused_before_anything_is_claimed()
    {
        IsRefused(ledger => Sample.Receiver.Handle(Sample.Request, ledger, MarkPaidStepByStep), "iterator");
        IsRefused(ledger => Sample.Receiver.Handle(Sample.Request, ledger, MarkPaidStream), "iterator");
        IsRefused(ledger => Sample.Receiver.Handle(Sample.Request, ledger, n => MarkPaidStream(n)), "IAsyncEnumerable");
        IsRefused(ledger => Sample.Receiver.Handle(Sample.Request, ledger, n => MarkPaidStepByStep(n).GetEnumerator()), "IEnumerator");
    }

    public static void A_function_that_returns_something_to_await_is_refused_before_anything_is_claimed()
    {
        IsRefused(ledger => Sample.Receiver.Handle(Sample.Request, ledger, n => Task.Delay(1).ConfigureAwait(false)), "ConfiguredTaskAwaitable");
        IsRefused(ledger => Sample.Receiver.HandleOutcome(Sample.Request, ledger, n => Task.Yield()), "YieldAwaitable");
        IsRefused(ledger => Sample.Receiver.Handle<Action>(Sample.Request, ledger, n => () => { }), "Action");
        // Several functions that return something: only the last one's value would be seen.
        Func<Notification, object?> several = MarkPaidHidden;
        several += _ => null;
        IsRefused(ledger => Sample.Receiver.Handle(Sample.Request, ledger, several), "several functions");
    }

    public static void Work_that_comes_back_unfinished_is_never_committed()
    {
        using Ledger ledger = Ledger.Open("memory:");
        // It runs: given back, it would be begun a second time. The lease runs out.
        Outcome hidden = Sample.Receiver.HandleOutcome(Sample.Request, ledger, n => MarkPaidHidden(n));
        Check.Equal<Code?>(Code.FulfilmentFailed, hidden.Code);
        Check.Equal(500, hidden.Acknowledgement.Status);
        Check.That(hidden.Exception!.Message.Contains("HandleAsync"), hidden.Exception.Message);
        Check.Equal(new LedgerCounts(1, 0, 0, 0, 0, 0), ledger.Status().Counts);
        Check.Equal(503, Sample.Receiver.Handle(Sample.Request, ledger, _ => { }).Status);

        foreach (Func<Notification, object?> lazy in new Func<Notification, object?>[]
        {
            n => MarkPaidStepByStep(n),
            n => MarkPaidStream(n),
            n => new[] { n }.Select(each => each.OrderNo),
            n => new Task(() => begun++),
            n => () => begun++,
        })
        {
            // Nothing of it has begun: released.
            begun = 0;
            using Ledger other = Ledger.Open("memory:");
            Outcome outcome = Sample.Receiver.HandleOutcome(Sample.Request, other, lazy);
            Check.Equal<Code?>(Code.FulfilmentFailed, outcome.Code);
            Check.Equal(0, begun);
            Check.Equal(new LedgerCounts(0, 0, 0, 1, 0, 0), other.Status().Counts);
        }
    }

    public static void What_a_function_returns_beside_that_does_not_matter()
    {
        foreach (Func<Notification, object?> fulfil in new Func<Notification, object?>[]
        {
            _ => null, _ => 1, _ => "done", _ => new[] { 1, 2 }, _ => new List<string> { "a" }, _ => new Dictionary<string, int>(), n => n,
        })
        {
            using Ledger ledger = Ledger.Open("memory:");
            Check.Equal(200, Sample.Receiver.Handle(Sample.Request, ledger, fulfil).Status);
            Check.Equal(1L, ledger.Status().Counts.Committed);
        }
        using Ledger another = Ledger.Open("memory:");
        Check.Equal(200, Sample.Receiver.Handle(Sample.Request, another, _ => begun++).Status);
        Check.Throws<ArgumentNullException>(() => Sample.Receiver.Handle(Sample.Request, another, (Action<Notification>)null!));
        Check.Throws<ArgumentNullException>(() => Sample.Receiver.Handle(Sample.Request, another, (Func<Notification, int>)null!));
        Check.Throws<ArgumentNullException>(
            () => Sample.Receiver.HandleAsync(Sample.Request, another, (Func<Notification, Task>)null!).GetAwaiter().GetResult());
    }

    public static async Task A_task_that_is_none_or_was_never_started_is_a_failure()
    {
        foreach (Func<Notification, Task> fulfil in new Func<Notification, Task>[]
        {
            _ => null!, _ => new Task(() => begun++), _ => Task.FromResult<Task>(null!), _ => Task.FromResult<Task>(new Task(() => begun++)),
            n => Task.FromResult(MarkPaidStream(n)), n => Task.FromResult<object>(MarkPaidStepByStep(n)),
        })
        {
            begun = 0;
            using Ledger ledger = Ledger.Open("memory:");
            Task<Outcome> handling = Sample.Receiver.HandleOutcomeAsync(Sample.Request, ledger, fulfil);
            Check.That(await Task.WhenAny(handling, Task.Delay(10_000)) == handling, "it waits for ever");
            Outcome outcome = await handling;
            Check.Equal<Code?>(Code.FulfilmentFailed, outcome.Code);
            Check.Equal(0L, ledger.Status().Counts.Committed);
            Check.Equal(0, begun);
        }
    }

    public static async Task A_task_of_a_task_is_waited_for_to_its_end()
    {
        using Ledger ledger = Ledger.Open("memory:");
        bool ended = false;
        Outcome outcome = await Sample.Receiver.HandleOutcomeAsync(Sample.Request, ledger, _ => Task.Factory.StartNew(async () =>
        {
            await Task.Delay(50);
            ended = true;
        }));
        Check.That(outcome.Code is null && ended, "it was committed before its end");
        using Ledger other = Ledger.Open("memory:");
        outcome = await Sample.Receiver.HandleOutcomeAsync(Sample.Request, other, _ => Task.Factory.StartNew(async () =>
        {
            await Task.Delay(50);
            throw new InvalidOperationException("no stock");
        }));
        Check.Equal("no stock", outcome.Exception!.Message);
        Check.Equal(1L, other.Status().Counts.Released);
    }

    public static void Several_asynchronous_functions_in_one_delegate_are_refused()
    {
        Func<Notification, Task> several = _ => Task.CompletedTask;
        several += _ => Task.CompletedTask;
        IsRefused(ledger => Sample.Receiver.HandleAsync(Sample.Request, ledger, several).GetAwaiter().GetResult(), "several functions");
        Func<Notification, CancellationToken, Task> cancellable = (_, _) => Task.CompletedTask;
        cancellable += (_, _) => Task.CompletedTask;
        IsRefused(ledger => Sample.Receiver.HandleAsync(Sample.Request, ledger, cancellable).GetAwaiter().GetResult(), "several functions");
    }

    public static async Task Work_whose_caller_gave_up_is_committed_at_its_end_and_begun_once()
    {
        using Ledger ledger = Ledger.Open("memory:");
        int started = 0;
        TaskCompletionSource release = new();
        Task<Acknowledgement> abandoned = Sample.Receiver.HandleAsync(Sample.Request, ledger, async _ =>
        {
            Interlocked.Increment(ref started);
            await release.Task;
        });
        try
        {
            await abandoned.WaitAsync(TimeSpan.FromMilliseconds(100));
            throw new Check.Failed("it ended");
        }
        catch (TimeoutException)
        {
        }
        Check.Equal(503, (await Sample.Receiver.HandleAsync(Sample.Request, ledger, _ => Task.FromResult(started++))).Status);
        release.SetResult();
        await abandoned;
        Check.Equal(200, (await Sample.Receiver.HandleAsync(Sample.Request, ledger, _ => Task.FromResult(started++))).Status);
        Check.Equal(1, started);
    }

    public static async Task Work_that_its_callers_cancellation_ended_is_not_given_back_while_it_may_run()
    {
        using Ledger ledger = Ledger.Open("memory:");
        int started = 0;
        int ended = 0;
        using CancellationTokenSource connection = new();
        TaskCompletionSource release = new();
        Task Fulfil()
        {
            Interlocked.Increment(ref started);
            return release.Task.ContinueWith(_ => Interlocked.Increment(ref ended), TaskScheduler.Default);
        }
        connection.CancelAfter(50);
        Outcome outcome = await Sample.Receiver.HandleOutcomeAsync(
            Sample.Request, ledger, (_, token) => Fulfil().WaitAsync(token), connection.Token);
        Check.That(outcome is { Code: Code.FulfilmentFailed, Exception: OperationCanceledException }, outcome.ToString());
        Check.That(outcome.ToString().Contains("may still run"), outcome.ToString());
        // The provider sends again while the first work still runs.
        Outcome again = await Sample.Receiver.HandleOutcomeAsync(Sample.Request, ledger, _ => Fulfil());
        Check.Equal<Code?>(Code.InProgress, again.Code);
        release.SetResult();
        Check.Equal(1, started);

        // A cancellation that is not the caller's is an error of the work like any other.
        using Ledger other = Ledger.Open("memory:");
        outcome = await Sample.Receiver.HandleOutcomeAsync(Sample.Request, other, _ => throw new OperationCanceledException());
        Check.Equal<Code?>(Code.FulfilmentFailed, outcome.Code);
        Check.Equal(1L, other.Status().Counts.Released);
    }
}
