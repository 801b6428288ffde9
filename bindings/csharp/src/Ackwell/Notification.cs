using System;
using System.Diagnostics;
using System.Globalization;
using Ackwell.Native;

namespace Ackwell;

/// <summary>
/// What a verified request said. It cannot exist unverified: only <see cref="Receiver"/> makes one.
/// </summary>
/// <remarks>
/// A closed union: every kind has a sealed record with its own typed properties, and what has none
/// is an <see cref="OtherNotification"/>. Two notifications are equal when their fingerprints are.
/// A property is read from the native library and converted each time.
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
    /// <summary>A decimal has 29 digits, a sign and a point.</summary>
    private const int DecimalLength = 31;

    private protected Notification(NotificationHandle handle) => Handle = handle;

    /// <summary>Never disposed: everyone who has the notification may read it.</summary>
    internal NotificationHandle Handle { get; }

    /// <summary>
    /// "Is this the payment I am waiting for?" Compares the shop's order number, the exact amount
    /// (<c>0.2</c> is <c>0.20</c>) and the currency. The status is a separate question.
    /// </summary>
    /// <param name="orderNo">The shop's own order number.</param>
    /// <param name="amount">The amount in major units.</param>
    /// <param name="currency">The currency's three letters.</param>
    /// <exception cref="AckwellException">
    /// <see cref="Code.ExpectationMismatch"/>, and <see cref="AckwellException.Member"/> names what
    /// differs first; <see cref="Code.InvalidArgument"/> if an argument has not its form.
    /// </exception>
    public void Expect(string orderNo, decimal amount, string currency)
    {
        uint status = Compare(orderNo, amount, currency, out nint refusal);
        AckwellException.Check(status, refusal);
    }

    /// <inheritdoc cref="Expect(string, decimal, string)"/>
    public void Expect(string orderNo, string amount, string currency)
    {
        ArgumentNullException.ThrowIfNull(amount);
        uint status = Compare(orderNo, amount.AsSpan(), currency, out nint refusal);
        AckwellException.Check(status, refusal);
    }

    /// <summary>
    /// As <see cref="Expect(string, decimal, string)"/>, and gives the refusal; <c>null</c> if it is
    /// the expected payment.
    /// </summary>
    /// <param name="orderNo">The shop's own order number.</param>
    /// <param name="amount">The amount in major units.</param>
    /// <param name="currency">The currency's three letters.</param>
    public Refusal? Differs(string orderNo, decimal amount, string currency)
    {
        uint status = Compare(orderNo, amount, currency, out nint refusal);
        return status == 0 ? null : Refusal.Take(refusal);
    }

    /// <inheritdoc cref="Differs(string, decimal, string)"/>
    public Refusal? Differs(string orderNo, string amount, string currency)
    {
        ArgumentNullException.ThrowIfNull(amount);
        uint status = Compare(orderNo, amount.AsSpan(), currency, out nint refusal);
        return status == 0 ? null : Refusal.Take(refusal);
    }

    private uint Compare(string orderNo, decimal amount, string currency, out nint refusal)
    {
        Span<char> digits = stackalloc char[DecimalLength];
        bool fits = amount.TryFormat(digits, out int length, default, CultureInfo.InvariantCulture);
        Debug.Assert(fits, "a decimal has 29 digits, a sign and a point");
        return Compare(orderNo, digits[..length], currency, out refusal);
    }

    private unsafe uint Compare(string orderNo, ReadOnlySpan<char> amount, string currency, out nint refusal)
    {
        ArgumentNullException.ThrowIfNull(orderNo);
        ArgumentNullException.ThrowIfNull(currency);
        using Utf8 order = new(orderNo, stackalloc byte[Utf8.Short]);
        using Utf8 value = new(amount, stackalloc byte[Utf8.Short]);
        using Utf8 code = new(currency, stackalloc byte[Utf8.Short]);
        nint reason = 0;
        fixed (byte* o = order.Bytes, v = value.Bytes, c = code.Bytes)
        {
            uint status = Methods.ackwell_notification_expect(
                Handle, o, (nuint)order.Bytes.Length, v, (nuint)value.Bytes.Length, c, (nuint)code.Bytes.Length, &reason);
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
    public string ToJson() => Handle.Get(Methods.ackwell_notification_json(Handle));

    /// <summary>The text that was signed.</summary>
    public string SignedText() => Handle.Get(Methods.ackwell_notification_signed_text(Handle));

    /// <summary>Says which notification it is, without what it says about people.</summary>
    public sealed override string ToString() => $"{GetType().Name} {DeliveryKey}";

    /// <inheritdoc/>
    public virtual bool Equals(Notification? other) =>
        other is not null && Handle.SaysTheSameAs(other.Handle);

    /// <inheritdoc/>
    public override int GetHashCode() => Fingerprint.GetHashCode(StringComparison.Ordinal);

    /// <summary>Takes a notification of the native library over.</summary>
    internal static Notification Take(nint notification, int bodyLength)
    {
        NotificationHandle handle = new(notification, bodyLength);
        // The name of a kind lives forever.
        return Kinds.Make(Methods.ackwell_notification_kind(handle).Bytes, handle);
    }
}
