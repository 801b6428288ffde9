using System;
using Ackwell.Native;

namespace Ackwell;

/// <summary>
/// A notification, what the ledger says of its delivery, and what to answer.
/// </summary>
/// <remarks>
/// If <see cref="Delivery"/> is <see cref="Delivery.First"/>, do the work, then
/// <see cref="Commit"/>, or <see cref="Release"/> if it failed. In every case answer
/// <see cref="Acknowledgement"/> after that. A lease that is not settled when the receipt is
/// disposed runs out by itself.
/// </remarks>
public sealed class Receipt : IDisposable
{
    private readonly ReceiptHandle handle;
    private readonly Ledger ledger;

    internal unsafe Receipt(Ledger ledger, Notification notification, nint receipt)
    {
        this.ledger = ledger;
        handle = new ReceiptHandle(receipt);
        Notification = notification;
        Delivery = DeliveryNames.FromNumber(Methods.ackwell_receipt_delivery(handle));
        Token = (long)Methods.ackwell_receipt_token(handle);
        nint refusal = 0;
        AckwellException.Check(Methods.ackwell_receipt_refusal(handle, &refusal), 0);
        Refusal = refusal == 0 ? null : Refusal.Take(refusal);
        if (Delivery == Delivery.Conflict)
        {
            nint conflict = 0;
            AckwellException.Check(Methods.ackwell_receipt_conflict(handle, &conflict), 0);
            Conflict = Ackwell.Conflict.Of(new Members(Ledger.Take(conflict)));
        }
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
    /// next delivery tells. <see cref="Code.InvalidArgument"/>: the delivery is not the first one.
    /// </exception>
    public unsafe Acknowledgement Commit()
    {
        nint refusal = 0;
        AckwellException.Check(Methods.ackwell_receipt_commit(handle, &refusal), refusal);
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
    public unsafe Acknowledgement Release()
    {
        nint refusal = 0;
        AckwellException.Check(Methods.ackwell_receipt_release(handle, &refusal), refusal);
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
    public unsafe void Extend()
    {
        nint refusal = 0;
        AckwellException.Check(Methods.ackwell_receipt_extend(handle, &refusal), refusal);
    }

    /// <summary>Frees the receipt.</summary>
    public void Dispose() => handle.Dispose();
}
