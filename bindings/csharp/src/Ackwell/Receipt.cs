using System;
using System.Text.Json;
using System.Threading.Tasks;
using Ackwell.Native;

namespace Ackwell;

/// <summary>
/// A notification, what the ledger says of its delivery, and what to answer.
/// </summary>
/// <remarks>
/// If <see cref="Delivery"/> is <see cref="Delivery.First"/>, do the work, then
/// <see cref="Commit"/>, or <see cref="Release"/> if it failed. In every case answer
/// <see cref="Acknowledgement"/> after that. A lease that is not settled when the receipt is
/// disposed runs out by itself. The asynchronous methods wait on threads of the ledger; what has
/// begun goes on to its end if nobody awaits it any more.
/// </remarks>
public sealed class Receipt : IDisposable, IAsyncDisposable
{
    private readonly ReceiptHandle handle;
    private readonly Ledger ledger;

    internal Receipt(Ledger ledger, Notification notification, nint receipt)
    {
        this.ledger = ledger;
        handle = new ReceiptHandle(receipt);
        Notification = notification;
        Delivery = DeliveryNames.FromNumber(Methods.ackwell_receipt_delivery(handle));
        Token = (long)Methods.ackwell_receipt_token(handle);
        if (Delivery is Delivery.First or Delivery.Repeat)
        {
            return;
        }
        nint refusal = Methods.ackwell_receipt_refusal(handle);
        Refusal = refusal == 0 ? null : Refusal.Take(refusal);
        JsonElement conflict = Methods.ackwell_receipt_conflict(handle);
        Conflict = conflict.ValueKind == JsonValueKind.Undefined ? null : Conflict.Of(new Members(conflict));
    }

    /// <summary>What the request said.</summary>
    public Notification Notification { get; }

    /// <summary>What the ledger said of the delivery when it was claimed.</summary>
    public Delivery Delivery { get; }

    /// <summary>
    /// The fencing token: 1 for the first claim of a delivery, higher with each further one. Hand it
    /// to a system of your own that should refuse a worker who comes too late. 0 unless the delivery
    /// is the first one.
    /// </summary>
    public long Token { get; }

    /// <summary>
    /// How the notification contradicts an earlier one; <c>null</c> unless the delivery is
    /// <see cref="Delivery.Conflict"/>.
    /// </summary>
    public Conflict? Conflict { get; }

    /// <summary>
    /// Why it must not be fulfilled, for the log: it is in progress elsewhere, or in conflict;
    /// <c>null</c> for a first delivery and a repeat.
    /// </summary>
    public Refusal? Refusal { get; }

    /// <summary>
    /// How long the lease still runs: this worker's if the delivery is the first one, the other's if
    /// it is in progress; else zero.
    /// </summary>
    public TimeSpan Remaining =>
        TimeSpan.FromMilliseconds(Math.Min(Methods.ackwell_receipt_remaining_ms(handle), int.MaxValue));

    /// <summary>
    /// What to answer now: success for a repeat and after a commit, otherwise failure.
    /// </summary>
    public Acknowledgement Acknowledgement => Methods.ackwell_receipt_acknowledgement(handle).Copy();

    /// <inheritdoc cref="Ledger.EarlierPayment(Notification)"/>
    public EarlierPayment? EarlierPayment() => ledger.EarlierPayment(Notification);

    /// <summary>
    /// The work is done: every later delivery is a repeat. Committing twice is no error.
    /// </summary>
    /// <returns>What to answer.</returns>
    /// <exception cref="AckwellException">
    /// <see cref="Code.LeaseLost"/>: the lease ran out and another worker claimed the delivery, or it
    /// was released. <see cref="Code.LedgerUnavailable"/>: whether it is committed is not known; the
    /// next delivery says. <see cref="Code.InvalidArgument"/>: the delivery is not the first one.
    /// </exception>
    public Acknowledgement Commit()
    {
        Methods.ackwell_receipt_commit(handle);
        return Acknowledgement;
    }

    /// <inheritdoc cref="Commit"/>
    public async Task<Acknowledgement> CommitAsync()
    {
        _ = (await Methods.ackwell_receipt_commit_async(handle).ConfigureAwait(false)).OrThrow();
        return Acknowledgement;
    }

    /// <summary>
    /// The work failed: the next delivery may try again immediately. Releasing twice is no error.
    /// </summary>
    /// <returns>What to answer.</returns>
    /// <exception cref="AckwellException">
    /// <see cref="Code.LeaseLost"/>: another worker claimed the delivery, or it was committed.
    /// <see cref="Code.LedgerUnavailable"/>: the lease runs out by itself.
    /// <see cref="Code.InvalidArgument"/>: the delivery is not the first one.
    /// </exception>
    public Acknowledgement Release()
    {
        Methods.ackwell_receipt_release(handle);
        return Acknowledgement;
    }

    /// <inheritdoc cref="Release"/>
    public async Task<Acknowledgement> ReleaseAsync()
    {
        _ = (await Methods.ackwell_receipt_release_async(handle).ConfigureAwait(false)).OrThrow();
        return Acknowledgement;
    }

    /// <summary>
    /// Lets the lease run its whole time again from now: for work that takes longer than foreseen.
    /// </summary>
    /// <exception cref="AckwellException">
    /// <see cref="Code.LeaseLost"/>: another worker claimed the delivery, or it was settled; stop the
    /// work if that is possible. <see cref="Code.LedgerUnavailable"/>.
    /// <see cref="Code.InvalidArgument"/>: the delivery is not the first one.
    /// </exception>
    public void Extend() => Methods.ackwell_receipt_extend(handle);

    /// <inheritdoc cref="Extend"/>
    public async Task ExtendAsync() =>
        _ = (await Methods.ackwell_receipt_extend_async(handle).ConfigureAwait(false)).OrThrow();

    /// <summary>Frees the receipt.</summary>
    public void Dispose() => handle.Dispose();

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The outcome of a delivery that is not the first one; <c>null</c> if it is.</summary>
    internal Outcome? NotFirst() =>
        Methods.ackwell_receipt_not_first(handle) is var outcome and not 0
            ? new Outcome(outcome) { Notification = Notification, Delivery = Delivery, Conflict = Conflict }
            : null;

    /// <summary>Commits, releases, or lets the lease run out, as the work has ended.</summary>
    internal async ValueTask<Outcome> Settle(NativeEnded ended, Exception? thrown, bool wait)
    {
        string cause = thrown is null ? "" : $"{thrown.GetType().Name}: {thrown.Message}";
        nint outcome = wait
            ? Methods.ackwell_receipt_settle(handle, (uint)ended, cause)
            : (await Methods.ackwell_receipt_settle_async(handle, (uint)ended, cause).ConfigureAwait(false)).OrThrow();
        return new Outcome(outcome) { Notification = Notification, Delivery = Delivery, Exception = thrown };
    }
}
