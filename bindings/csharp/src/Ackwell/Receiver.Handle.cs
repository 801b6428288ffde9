using System;
using System.ComponentModel;
using System.Threading;
using System.Threading.Tasks;
using Ackwell.Native;

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

    /// <inheritdoc cref="Receive"/>
    /// <summary>As <see cref="Receive"/>, without a thread that waits for the ledger.</summary>
    /// <param name="request">The request. It is verified before this returns.</param>
    /// <param name="ledger">The ledger.</param>
    /// <param name="cancellation">
    /// Ends the wait. A delivery that is claimed after that is released: its work has not begun.
    /// </param>
    public async Task<Receipt> ReceiveAsync(Request request, Ledger ledger, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        return await ledger.ClaimAsync(Verify(request), cancellation).ConfigureAwait(false);
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

    /// <summary>As <see cref="Handle(Request, Ledger, Action{Notification})"/>, and returns the whole outcome.</summary>
    /// <param name="request">The request.</param>
    /// <param name="ledger">The ledger.</param>
    /// <param name="fulfil">The shop's own work. It throws if it cannot be done.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="fulfil"/> would return before its work is done. Nothing was claimed.
    /// </exception>
    public Outcome HandleOutcome(Request request, Ledger ledger, Action<Notification> fulfil)
    {
        Fulfilment.CheckSynchronous(fulfil);
        return Waited(request, ledger, notification =>
        {
            fulfil(notification);
            return Task.CompletedTask;
        });
    }

    /// <inheritdoc cref="HandleOutcome(Request, Ledger, Action{Notification})"/>
    /// <remarks>What <paramref name="fulfil"/> returns is not looked at, unless it is work that has not ended.</remarks>
    public Outcome HandleOutcome<TResult>(in Request request, in Ledger ledger, Func<Notification, TResult> fulfil)
    {
        Fulfilment.CheckSynchronous(fulfil);
        return Waited(request, ledger, notification =>
        {
            Fulfilment.CheckResult(fulfil(notification));
            return Task.CompletedTask;
        });
    }

    /// <summary>
    /// As <see cref="Handle(Request, Ledger, Action{Notification})"/>, for work that is asynchronous.
    /// No thread waits for the ledger: its own threads complete the task.
    /// </summary>
    /// <remarks>
    /// Work that has begun is never released because its caller went away: if nobody waits for the
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
    /// and returns the whole outcome.
    /// </summary>
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
        CancellationToken cancellation = default,
        Action<Outcome>? log = null)
    {
        Fulfilment.CheckOne(fulfil);
        return HandledAsync(request, ledger, notification => fulfil(notification, cancellation), false, cancellation, log);
    }

    /// <inheritdoc cref="HandleOutcomeAsync(Request, Ledger, Func{Notification, CancellationToken, Task}, CancellationToken, Action{Outcome})"/>
    public Task<Outcome> HandleOutcomeAsync(Request request, Ledger ledger, Func<Notification, Task> fulfil)
    {
        Fulfilment.CheckOne(fulfil);
        return HandledAsync(request, ledger, fulfil, false, CancellationToken.None, null);
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

    /// <summary>Handles where the caller's thread waits: the task has ended when it is returned.</summary>
    private Outcome Waited(Request request, Ledger ledger, Func<Notification, Task> fulfil) =>
        HandledAsync(request, ledger, fulfil, true, CancellationToken.None, null).GetAwaiter().GetResult();

    private async Task<Outcome> HandledAsync(
        Request request,
        Ledger ledger,
        Func<Notification, Task?> fulfil,
        bool wait,
        CancellationToken cancellation,
        Action<Outcome>? log)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(ledger);
        try
        {
            Outcome outcome = await OutcomeAsync(request, ledger, fulfil, wait, cancellation).ConfigureAwait(false);
            return Told(outcome, log);
        }
        catch (Exception)
        {
            AckwellTelemetry.Count(Provider, OutcomeKind.Unavailable, Code.Internal);
            throw;
        }
    }

    private async ValueTask<Outcome> OutcomeAsync(
        Request request, Ledger ledger, Func<Notification, Task?> fulfil, bool wait, CancellationToken cancellation)
    {
        if (Verified(request, out _, out nint refusal) is not { } notification)
        {
            return Outcome.Refused(refusal);
        }
        Completed claimed = wait ? ledger.Claimed(notification) : await ledger.ClaimedAsync(notification).ConfigureAwait(false);
        if (claimed.Status != 0)
        {
            return Outcome.Refused(claimed.Refusal, notification);
        }
        using Receipt receipt = new(ledger, notification, claimed.Made);
        if (receipt.NotFirst() is { } other)
        {
            return other;
        }
        (NativeEnded ended, Exception? thrown) = await Fulfilment.Run(notification, fulfil, cancellation).ConfigureAwait(false);
        return await receipt.Settle(ended, thrown, wait).ConfigureAwait(false);
    }

    /// <summary>Counts and logs what became of a request.</summary>
    private Outcome Told(Outcome outcome, Action<Outcome>? log)
    {
        AckwellTelemetry.Count(Provider, outcome.Kind, outcome.Code);
        AckwellLog.Write(outcome, log);
        return outcome;
    }
}
