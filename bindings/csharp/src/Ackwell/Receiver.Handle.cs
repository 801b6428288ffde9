using System;
using System.ComponentModel;
using System.Threading;
using System.Threading.Tasks;

namespace Ackwell;

/// <content>From a request to its acknowledgement.</content>
public sealed partial class Receiver
{
    /// <summary>
    /// Verifies a request and claims its delivery, and leaves the work to the caller: for those who
    /// cannot put it into a function for <see cref="Handle(Request, Ledger, Action{Notification})"/>.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="ledger">The ledger.</param>
    /// <exception cref="AckwellException">
    /// Why the request is refused, or <see cref="Code.LedgerUnavailable"/>; with what to answer.
    /// </exception>
    public Receipt Receive(Request request, Ledger ledger)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        return ledger.Claim(Verify(request));
    }

    /// <summary>
    /// Verifies a request, claims its delivery, has <paramref name="fulfil"/> do the shop's work if
    /// it is the first, commits, and says what to answer.
    /// </summary>
    /// <remarks>
    /// <list type="table">
    /// <listheader><term>case</term><description><c>fulfil</c>; answer</description></listheader>
    /// <item><term>refused</term><description>not called; failure</description></item>
    /// <item><term>first, and the work is done and committed</term><description>called; success</description></item>
    /// <item><term>first, and the work throws</term><description>called, delivery released; failure</description></item>
    /// <item><term>first, but the commit fails</term><description>called; failure</description></item>
    /// <item><term>repeat</term><description>not called; success</description></item>
    /// <item><term>in progress elsewhere, conflict, ledger not reachable</term><description>not called; failure</description></item>
    /// </list>
    /// <c>fulfil</c> is called again for one delivery only if it failed before, or if its worker died
    /// or took longer than the lease: make it safe to repeat. What it throws ends here, as one line of
    /// the log (<see cref="AckwellLog"/>: standard error by default), like every other failure;
    /// <see cref="HandleOutcome(Request, Ledger, Action{Notification})"/> returns it in addition.
    /// </remarks>
    /// <param name="request">The request.</param>
    /// <param name="ledger">The ledger.</param>
    /// <param name="fulfil">
    /// The shop's own work. It throws if it cannot be done, and returns when it is done: a function
    /// that is asynchronous or an iterator is refused.
    /// </param>
    /// <exception cref="ArgumentException">
    /// <paramref name="fulfil"/> would return before its work is done. Nothing was claimed.
    /// </exception>
    public Acknowledgement Handle(Request request, Ledger ledger, Action<Notification> fulfil) =>
        HandleOutcome(request, ledger, fulfil).Acknowledgement;

    /// <inheritdoc cref="Handle(Request, Ledger, Action{Notification})"/>
    /// <remarks>What <paramref name="fulfil"/> returns is not looked at, unless it is work that has not ended.</remarks>
    public Acknowledgement Handle<TResult>(in Request request, in Ledger ledger, Func<Notification, TResult> fulfil) =>
        HandleOutcome(request, ledger, fulfil).Acknowledgement;

    /// <summary>As <see cref="Handle(Request, Ledger, Action{Notification})"/>, and tells what happened.</summary>
    /// <param name="request">The request.</param>
    /// <param name="ledger">The ledger.</param>
    /// <param name="fulfil">The shop's own work. It throws if it cannot be done.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="fulfil"/> would return before its work is done. Nothing was claimed.
    /// </exception>
    public Outcome HandleOutcome(Request request, Ledger ledger, Action<Notification> fulfil)
    {
        Fulfilment.CheckSynchronous(fulfil);
        return Handled(request, ledger, fulfil);
    }

    /// <inheritdoc cref="HandleOutcome(Request, Ledger, Action{Notification})"/>
    /// <remarks>What <paramref name="fulfil"/> returns is not looked at, unless it is work that has not ended.</remarks>
    public Outcome HandleOutcome<TResult>(in Request request, in Ledger ledger, Func<Notification, TResult> fulfil)
    {
        Fulfilment.CheckSynchronous(fulfil);
        return Handled(request, ledger, notification => Fulfilment.CheckResult(fulfil(notification)));
    }

    private Outcome Handled(Request request, Ledger ledger, Action<Notification> fulfil)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(ledger);
        Outcome outcome;
        try
        {
            outcome = OutcomeOf(request, ledger, fulfil);
        }
        catch (Exception)
        {
            // A receiver or a ledger that was disposed: a failure that is counted like any other.
            AckwellTelemetry.CountRefused(Provider, Code.Internal);
            throw;
        }
        AckwellTelemetry.Count(Provider, outcome);
        AckwellLog.Write(outcome, null);
        return outcome;
    }

    private Outcome OutcomeOf(Request request, Ledger ledger, Action<Notification> fulfil)
    {
        if (!TryVerify(request, out Notification? notification, out Refusal? refusal))
        {
            return Refused(refusal);
        }
        Receipt receipt;
        try
        {
            receipt = ledger.Claim(notification);
        }
        catch (AckwellException problem)
        {
            return NotClaimed(notification, problem);
        }
        using (receipt)
        {
            if (receipt.Delivery != Delivery.First)
            {
                return NotFirst(receipt);
            }
            AckwellTelemetry.Work work = AckwellTelemetry.Begin(notification);
            try
            {
                fulfil(notification);
            }
            catch (Exception problem)
            {
                work.End(problem);
                return NotFulfilled(receipt, problem, CancellationToken.None);
            }
            work.End(null);
            return Settle(receipt);
        }
    }

    /// <summary>
    /// As <see cref="Handle(Request, Ledger, Action{Notification})"/>, for work that is asynchronous.
    /// The ledger is waited for on the thread pool, never on the caller's thread.
    /// </summary>
    /// <remarks>
    /// Work that has begun is never given back because its caller went away: if nobody waits for the
    /// returned task any more, the work goes on and is committed at its end.
    /// </remarks>
    /// <param name="request">The request. Its body must stay as it is until the end.</param>
    /// <param name="ledger">The ledger.</param>
    /// <param name="fulfil">The shop's own work. It throws if it cannot be done.</param>
    /// <param name="cancellation">
    /// Is passed to <paramref name="fulfil"/>. Do not pass the end of the provider's connection: a
    /// provider that hangs up still wants its payment acted on. Work that ends by it, with an
    /// <see cref="OperationCanceledException"/>, is answered with failure but not released, because
    /// what it has begun may still run: its lease runs out.
    /// </param>
    public async Task<Acknowledgement> HandleAsync(
        Request request,
        Ledger ledger,
        Func<Notification, CancellationToken, Task> fulfil,
        CancellationToken cancellation = default)
    {
        Outcome outcome = await HandleOutcomeAsync(request, ledger, fulfil, cancellation).ConfigureAwait(false);
        return outcome.Acknowledgement;
    }

    /// <inheritdoc cref="HandleAsync(Request, Ledger, Func{Notification, CancellationToken, Task}, CancellationToken)"/>
    public async Task<Acknowledgement> HandleAsync(Request request, Ledger ledger, Func<Notification, Task> fulfil)
    {
        Outcome outcome = await HandleOutcomeAsync(request, ledger, fulfil).ConfigureAwait(false);
        return outcome.Acknowledgement;
    }

    /// <summary>
    /// As <see cref="HandleAsync(Request, Ledger, Func{Notification, CancellationToken, Task}, CancellationToken)"/>,
    /// and tells what happened.
    /// </summary>
    /// <param name="request">The request. Its body must stay as it is until the end.</param>
    /// <param name="ledger">The ledger.</param>
    /// <param name="fulfil">The shop's own work. It throws if it cannot be done.</param>
    /// <param name="cancellation">
    /// Is passed to <paramref name="fulfil"/>. Work that ends by it is not released; its lease runs
    /// out.
    /// </param>
    public Task<Outcome> HandleOutcomeAsync(
        Request request,
        Ledger ledger,
        Func<Notification, CancellationToken, Task> fulfil,
        CancellationToken cancellation = default)
    {
        Fulfilment.CheckOne(fulfil);
        return HandledAsync(request, ledger, notification => fulfil(notification, cancellation), cancellation, null);
    }

    /// <inheritdoc cref="HandleOutcomeAsync(Request, Ledger, Func{Notification, CancellationToken, Task}, CancellationToken)"/>
    /// <param name="request">The request. Its body must stay as it is until the end.</param>
    /// <param name="ledger">The ledger.</param>
    /// <param name="fulfil">The shop's own work. It throws if it cannot be done.</param>
    /// <param name="cancellation">
    /// Is passed to <paramref name="fulfil"/>. Work that ends by it is not released; its lease runs
    /// out.
    /// </param>
    /// <param name="log">Takes the outcome in place of <see cref="AckwellLog"/>.</param>
    public Task<Outcome> HandleOutcomeAsync(
        Request request,
        Ledger ledger,
        Func<Notification, CancellationToken, Task> fulfil,
        CancellationToken cancellation,
        Action<Outcome> log)
    {
        Fulfilment.CheckOne(fulfil);
        ArgumentNullException.ThrowIfNull(log);
        return HandledAsync(request, ledger, notification => fulfil(notification, cancellation), cancellation, log);
    }

    /// <inheritdoc cref="HandleOutcomeAsync(Request, Ledger, Func{Notification, CancellationToken, Task}, CancellationToken)"/>
    public Task<Outcome> HandleOutcomeAsync(Request request, Ledger ledger, Func<Notification, Task> fulfil)
    {
        Fulfilment.CheckOne(fulfil);
        return HandledAsync(request, ledger, fulfil, CancellationToken.None, null);
    }

    // Asynchronous functions prefer these to Action, so that the compiler refuses them. `in` tells
    // apart what would be one signature, and is never preferred to a parameter without it: a
    // function that returns a Task takes the first, a ValueTask the second or third, anything else
    // the Handle<TResult> above. One overload that takes Func<Notification, Task> as it is would
    // also take `_ => throw …`.

    /// <summary>Asynchronous work is for <c>HandleAsync</c>.</summary>
    [Obsolete(Asynchronous, error: true), EditorBrowsable(EditorBrowsableState.Never)]
    public Acknowledgement Handle<TTask>(Request request, Ledger ledger, Func<Notification, TTask> fulfil)
        where TTask : Task => throw new NotSupportedException(Asynchronous);

    /// <inheritdoc cref="Handle{TTask}(Request, Ledger, Func{Notification, TTask})"/>
    [Obsolete(Asynchronous, error: true), EditorBrowsable(EditorBrowsableState.Never)]
    public Acknowledgement Handle<TTask>(in Request request, Ledger ledger, Func<Notification, TTask> fulfil)
        where TTask : struct, IEquatable<ValueTask> => throw new NotSupportedException(Asynchronous);

    /// <inheritdoc cref="Handle{TTask}(Request, Ledger, Func{Notification, TTask})"/>
    [Obsolete(Asynchronous, error: true), EditorBrowsable(EditorBrowsableState.Never)]
    public Acknowledgement Handle<TResult>(Request request, Ledger ledger, Func<Notification, ValueTask<TResult>> fulfil) =>
        throw new NotSupportedException(Asynchronous);

    /// <summary>Asynchronous work is for <c>HandleOutcomeAsync</c>.</summary>
    [Obsolete(AsynchronousOutcome, error: true), EditorBrowsable(EditorBrowsableState.Never)]
    public Outcome HandleOutcome<TTask>(Request request, Ledger ledger, Func<Notification, TTask> fulfil)
        where TTask : Task => throw new NotSupportedException(AsynchronousOutcome);

    /// <inheritdoc cref="HandleOutcome{TTask}(Request, Ledger, Func{Notification, TTask})"/>
    [Obsolete(AsynchronousOutcome, error: true), EditorBrowsable(EditorBrowsableState.Never)]
    public Outcome HandleOutcome<TTask>(in Request request, Ledger ledger, Func<Notification, TTask> fulfil)
        where TTask : struct, IEquatable<ValueTask> => throw new NotSupportedException(AsynchronousOutcome);

    /// <inheritdoc cref="HandleOutcome{TTask}(Request, Ledger, Func{Notification, TTask})"/>
    [Obsolete(AsynchronousOutcome, error: true), EditorBrowsable(EditorBrowsableState.Never)]
    public Outcome HandleOutcome<TResult>(Request request, Ledger ledger, Func<Notification, ValueTask<TResult>> fulfil) =>
        throw new NotSupportedException(AsynchronousOutcome);

    private const string Asynchronous = "the work is asynchronous, and Handle would not wait for its end: use HandleAsync";

    private const string AsynchronousOutcome = "the work is asynchronous, and HandleOutcome would not wait for its end: use HandleOutcomeAsync";

    private async Task<Outcome> HandledAsync(
        Request request, Ledger ledger, Func<Notification, Task?> fulfil, CancellationToken cancellation, Action<Outcome>? log)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(ledger);
        Outcome outcome;
        try
        {
            outcome = TryVerify(request, out Notification? notification, out Refusal? refusal)
                ? await ClaimedAsync(notification, ledger, fulfil, cancellation).ConfigureAwait(false)
                : Refused(refusal);
        }
        catch (Exception)
        {
            AckwellTelemetry.CountRefused(Provider, Code.Internal);
            throw;
        }
        AckwellTelemetry.Count(Provider, outcome);
        AckwellLog.Write(outcome, log);
        return outcome;
    }

    private static async Task<Outcome> ClaimedAsync(
        Notification notification,
        Ledger ledger,
        Func<Notification, Task?> fulfil,
        CancellationToken cancellation)
    {
        Receipt receipt;
        try
        {
            receipt = await Task.Run(() => ledger.Claim(notification), CancellationToken.None).ConfigureAwait(false);
        }
        catch (AckwellException problem)
        {
            return NotClaimed(notification, problem);
        }
        using (receipt)
        {
            if (receipt.Delivery != Delivery.First)
            {
                return NotFirst(receipt);
            }
            AckwellTelemetry.Work work = AckwellTelemetry.Begin(notification);
            try
            {
                await Fulfilment.Ended(fulfil(notification)).ConfigureAwait(false);
            }
            catch (Exception problem)
            {
                work.End(problem);
                return await Task.Run(() => NotFulfilled(receipt, problem, cancellation), CancellationToken.None).ConfigureAwait(false);
            }
            work.End(null);
            return await Task.Run(() => Settle(receipt), CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static Outcome Refused(Refusal refusal) =>
        new(refusal.Acknowledgement, refusal, null, null) { Exception = new AckwellException(refusal) };

    private static Outcome NotClaimed(Notification notification, AckwellException problem) =>
        Failed(notification, Refusal.From(notification, problem), null, problem);

    private static Outcome NotFirst(Receipt receipt)
    {
        if (receipt.Delivery == Delivery.Repeat)
        {
            return new Outcome(receipt.Acknowledgement, null, receipt.Notification, receipt.Delivery);
        }
        Refusal refusal = receipt.Refusal
            ?? Refusal.Of(receipt.Notification, Code.Internal, "the ledger answered what this package does not know");
        return new Outcome(receipt.Acknowledgement, refusal, receipt.Notification, receipt.Delivery)
        {
            Conflict = receipt.Conflict,
        };
    }

    /// <summary>
    /// Releases what ended with an error, and lets the lease run out by itself where that fails. What
    /// may still run is not released: another worker would begin it a second time.
    /// </summary>
    private static Outcome NotFulfilled(Receipt receipt, Exception problem, CancellationToken cancellation)
    {
        string cause = $"{problem.GetType().Name}: {problem.Message}";
        if (problem is UnfinishedException { Running: true }
            || (problem is OperationCanceledException && cancellation.IsCancellationRequested))
        {
            cause += " (it may still run, and is not released before its lease ends)";
        }
        else
        {
            try
            {
                receipt.Release();
            }
            catch (AckwellException released)
            {
                cause += $" (and it is not released before its lease ends: {released.Message})";
            }
        }
        return Failed(receipt.Notification, Refusal.Of(receipt.Notification, Code.FulfilmentFailed, cause), Delivery.First, problem);
    }

    private static Outcome Settle(Receipt receipt)
    {
        try
        {
            return new Outcome(receipt.Commit(), null, receipt.Notification, Delivery.First);
        }
        catch (AckwellException problem)
        {
            return Failed(receipt.Notification, Refusal.From(receipt.Notification, problem), Delivery.First, problem);
        }
    }

    private static Outcome Failed(Notification notification, Refusal refusal, Delivery? delivery, Exception problem) =>
        new(refusal.Acknowledgement, refusal, notification, delivery) { Exception = problem };
}
