using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Ackwell.Native;

namespace Ackwell;

/// <summary>
/// What a verified request said. It cannot exist unverified: only <see cref="Receiver"/> makes one.
/// </summary>
/// <remarks>
/// A closed union: every kind has a sealed record with its own typed properties, and what has none
/// is an <see cref="OtherNotification"/>. Two notifications are equal when their fingerprints are.
/// A property is converted when it is read.
/// </remarks>
/// <example>
/// <code>
/// switch (notification)
/// {
///     case LianLianPayment { Status: Status.Succeeded } payment:
///         orders.MarkPaid(payment.NoOrder, payment.MoneyOrder);
///         break;
///     case PingPongRefund { Status: Status.Succeeded } refund:
///         orders.MarkRefunded(refund.MerchantRefundId, refund.Amount);
///         break;
/// }
/// </code>
/// </example>
public abstract partial record Notification
{
    private readonly NotificationContent content;

    private protected Notification(NotificationContent content) => this.content = content;

    internal NotificationHandle Handle => content.Handle;

    /// <summary>The members that all kinds share.</summary>
    private protected Members Members => content.Members;

    /// <summary>The members of the kind's own.</summary>
    private protected Members Details => Members.GetObject("details");

    /// <summary>
    /// "Is this the payment I am waiting for?" Compares the shop's order number, the exact amount
    /// (<c>0.2</c> is <c>0.20</c>) and the currency. The status is a question of its own.
    /// </summary>
    /// <param name="orderNo">The shop's own order number.</param>
    /// <param name="amount">The amount in major units.</param>
    /// <param name="currency">The currency's three letters.</param>
    /// <exception cref="AckwellException">
    /// <see cref="Code.ExpectationMismatch"/>, and <see cref="AckwellException.Member"/> names what
    /// differs first; <see cref="Code.InvalidArgument"/> if an argument has not its form.
    /// </exception>
    public void Expect(string orderNo, decimal amount, string currency) =>
        Expect(orderNo, amount.ToString(CultureInfo.InvariantCulture), currency);

    /// <inheritdoc cref="Expect(string, decimal, string)"/>
    public void Expect(string orderNo, string amount, string currency)
    {
        uint status = Compare(orderNo, amount, currency, out nint refusal);
        AckwellException.Check(status, refusal);
    }

    /// <summary>
    /// As <see cref="Expect(string, decimal, string)"/>, and gives the refusal; <c>null</c> if it is
    /// the expected payment.
    /// </summary>
    /// <param name="orderNo">The shop's own order number.</param>
    /// <param name="amount">The amount in major units.</param>
    /// <param name="currency">The currency's three letters.</param>
    public Refusal? Differs(string orderNo, decimal amount, string currency) =>
        Differs(orderNo, amount.ToString(CultureInfo.InvariantCulture), currency);

    /// <inheritdoc cref="Differs(string, decimal, string)"/>
    public Refusal? Differs(string orderNo, string amount, string currency)
    {
        uint status = Compare(orderNo, amount, currency, out nint refusal);
        return status == 0 ? null : Refusal.Take(refusal);
    }

    private unsafe uint Compare(string orderNo, string amount, string currency, out nint refusal)
    {
        ArgumentNullException.ThrowIfNull(orderNo);
        ArgumentNullException.ThrowIfNull(amount);
        ArgumentNullException.ThrowIfNull(currency);
        byte[] order = Encoding.UTF8.GetBytes(orderNo);
        byte[] value = Encoding.UTF8.GetBytes(amount);
        byte[] code = Encoding.UTF8.GetBytes(currency);
        nint reason = 0;
        fixed (byte* o = order, v = value, c = code)
        {
            uint status = Methods.ackwell_notification_expect(
                Handle, o, (nuint)order.Length, v, (nuint)value.Length, c, (nuint)code.Length, &reason);
            refusal = reason;
            return status;
        }
    }

    /// <summary>What to answer once the shop has acted on it: the provider stops sending.</summary>
    public Acknowledgement Acknowledge() => Methods.ackwell_notification_acknowledgement(Handle, 0).Copy();

    /// <summary>What to answer when the shop refuses it: the provider sends again.</summary>
    /// <param name="code">Why.</param>
    public Acknowledgement Refuse(Code code) =>
        Methods.ackwell_notification_acknowledgement(Handle, Methods.Failure(code)).Copy();

    /// <summary>
    /// The whole notification as one JSON object, the same in every language.
    /// </summary>
    public string ToJson()
    {
        string json = Methods.ackwell_notification_json(Handle).Copy() ?? "";
        GC.KeepAlive(Handle);
        return json;
    }

    /// <summary>The text that was signed.</summary>
    public string SignedText()
    {
        string text = Methods.ackwell_notification_signed_text(Handle).Copy() ?? "";
        GC.KeepAlive(Handle);
        return text;
    }

    /// <summary>Says which notification it is, without what it says about people.</summary>
    public sealed override string ToString() => $"{GetType().Name} {DeliveryKey}";

    /// <inheritdoc/>
    public virtual bool Equals(Notification? other) =>
        other is not null && Kind == other.Kind && Fingerprint == other.Fingerprint;

    /// <inheritdoc/>
    public override int GetHashCode() => Fingerprint.GetHashCode(StringComparison.Ordinal);

    /// <summary>Takes a notification of the native library over.</summary>
    internal static Notification Take(nint notification)
    {
        NotificationHandle handle = new(notification);
        string kind = Methods.ackwell_notification_kind(handle).Copy() ?? "";
        return Kinds.Make(kind, new NotificationContent(handle));
    }
}

/// <summary>
/// A genuine notification of a kind without a record of its own: its members are in
/// <see cref="Notification.Fields"/>.
/// </summary>
public sealed record OtherNotification : Notification
{
    internal OtherNotification(NotificationContent content)
        : base(content)
    {
    }

    /// <inheritdoc/>
    public bool Equals(OtherNotification? other) => base.Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => base.GetHashCode();
}
