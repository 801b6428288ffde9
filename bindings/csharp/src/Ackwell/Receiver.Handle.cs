using System;
using System.Threading;
using System.Threading.Tasks;

namespace Ackwell;

/// <content>From a request to its acknowledgement.</content>
public sealed partial class Receiver
{
    /// <summary>
    /// Verifies a request and claims its delivery, and leaves the work to the caller: for those who
    /// cannot put it into a function for <see cref="Handle"/>.
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
    /// or took longer than the lease: make it safe to repeat. What it throws ends here; use
    /// <see cref="HandleOutcome"/> to see it.
    /// </remarks>
    /// <param name="request">The request.</param>
    /// <param name="ledger">The ledger.</param>
    /// <param name="fulfil">The shop's own work. It throws if it cannot be done.</param>
    public Acknowledgement Handle(Request request, Ledger ledger, Action<Notification> fulfil) =>
        HandleOutcome(request, ledger, fulfil).Acknowledgement;

    /// <summary>As <see cref="Handle"/>, and tells what happened.</summary>
    /// <param name="request">The request.</param>
    /// <param name="ledger">The ledger.</param>
    /// <param name="fulfil">The shop's own work. It throws if it cannot be done.</param>
    public Outcome HandleOutcome(Request request, Ledger ledger, Action<Notification> fulfil)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(fulfil);
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
            try
            {
                fulfil(notification);
            }
            catch (Exception problem)
            {
                GiveBack(receipt);
                return NotFulfilled(notification, problem);
            }
            return Settle(receipt);
        }
    }

    /// <summary>
    /// As <see cref="Handle"/>, for work that is asynchronous. The ledger is waited for on the thread
    /// pool, never on the caller's thread.
    /// </summary>
    /// <param name="request">The request. Its body must stay as it is until the end.</param>
    /// <param name="ledger">The ledger.</param>
    /// <param name="fulfil">The shop's own work. It throws if it cannot be done.</param>
    /// <param name="cancellation">
    /// Is passed to <paramref name="fulfil"/> and looked at nowhere else. Do not pass the end of the
    /// provider's connection: a provider that hangs up still wants its payment acted on.
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

    /// <summary>As <see cref="HandleAsync"/>, and tells what happened.</summary>
    /// <param name="request">The request. Its body must stay as it is until the end.</param>
    /// <param name="ledger">The ledger.</param>
    /// <param name="fulfil">The shop's own work. It throws if it cannot be done.</param>
    /// <param name="cancellation">
    /// Is passed to <paramref name="fulfil"/> and looked at nowhere else.
    /// </param>
    public Task<Outcome> HandleOutcomeAsync(
        Request request,
        Ledger ledger,
        Func<Notification, CancellationToken, Task> fulfil,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(fulfil);
        return TryVerify(request, out Notification? notification, out Refusal? refusal)
            ? ClaimedAsync(notification, ledger, fulfil, cancellation)
            : Task.FromResult(Refused(refusal));
    }

    private static async Task<Outcome> ClaimedAsync(
        Notification notification,
        Ledger ledger,
        Func<Notification, CancellationToken, Task> fulfil,
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
            try
            {
                await fulfil(notification, cancellation).ConfigureAwait(false);
            }
            catch (Exception problem)
            {
                await Task.Run(() => GiveBack(receipt), CancellationToken.None).ConfigureAwait(false);
                return NotFulfilled(notification, problem);
            }
            return await Task.Run(() => Settle(receipt), CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static Outcome Refused(Refusal refusal) =>
        new(refusal.Acknowledgement, refusal.Code, null, null) { Exception = new AckwellException(refusal) };

    private static Outcome NotClaimed(Notification notification, AckwellException problem) =>
        new(notification.Refuse(problem.Code), problem.Code, notification, null) { Exception = problem };

    private static Outcome NotFirst(Receipt receipt)
    {
        Code? code = receipt.Delivery switch
        {
            Delivery.Repeat => null,
            Delivery.InProgress => Code.InProgress,
            Delivery.Conflict => Code.Conflict,
            _ => Code.Unknown,
        };
        return new Outcome(receipt.Acknowledgement, code, receipt.Notification, receipt.Delivery)
        {
            Conflict = receipt.Conflict,
        };
    }

    private static Outcome NotFulfilled(Notification notification, Exception problem) =>
        new(notification.Refuse(Code.FulfilmentFailed), Code.FulfilmentFailed, notification, Delivery.First)
        {
            Exception = problem,
        };

    /// <summary>Releases, and lets the lease run out by itself where that fails.</summary>
    private static void GiveBack(Receipt receipt)
    {
        try
        {
            receipt.Release();
        }
        catch (AckwellException)
        {
            // The answer is the same failure, and the lease ends without help.
        }
    }

    private static Outcome Settle(Receipt receipt)
    {
        try
        {
            return new Outcome(receipt.Commit(), null, receipt.Notification, Delivery.First);
        }
        catch (AckwellException problem)
        {
            return new Outcome(receipt.Acknowledgement, problem.Code, receipt.Notification, Delivery.First)
            {
                Exception = problem,
            };
        }
    }
}
