using System;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Ackwell.Native;

namespace Ackwell;

/// <summary>
/// What a verified request said. It cannot exist unverified: only <see cref="Receiver"/> makes one.
/// </summary>
/// <remarks>
/// A closed union: every kind has a sealed record with its own typed properties, and what has none
/// is an <see cref="OtherNotification"/>. Two notifications are equal when their fingerprints are.
/// A property is converted each time it is read. It outlives its receiver, also a disposed one.
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

    private readonly Receiver receiver;
    private StrongBox<JsonElement>? described;

    private protected Notification(Receiver receiver, Packed packed)
    {
        this.receiver = receiver;
        Packed = packed;
    }

    /// <summary>What is asked for often.</summary>
    internal Packed Packed { get; }

    /// <summary>All of it, for what is asked for rarely; read once.</summary>
    private Members Described
    {
        get
        {
            if (described is not { } known)
            {
                using NotificationHandle whole = Unsealed();
                described = known = new(Json.Parse(Methods.ackwell_notification_json(whole).Bytes));
            }
            return new(known.Value);
        }
    }

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
        Span<char> digits = stackalloc char[DecimalLength];
        bool fits = amount.TryFormat(digits, out int length, default, CultureInfo.InvariantCulture);
        Debug.Assert(fits, "a decimal has 29 digits, a sign and a point");
        Expect(orderNo, digits[..length], currency);
    }

    /// <inheritdoc cref="Expect(string, decimal, string)"/>
    public void Expect(string orderNo, string amount, string currency)
    {
        ArgumentNullException.ThrowIfNull(amount);
        Expect(orderNo, amount.AsSpan(), currency);
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
        try
        {
            Expect(orderNo, amount, currency);
            return null;
        }
        catch (AckwellException problem) when (problem.Refusal is not null)
        {
            return problem.Refusal;
        }
    }

    /// <inheritdoc cref="Differs(string, decimal, string)"/>
    public Refusal? Differs(string orderNo, string amount, string currency)
    {
        try
        {
            Expect(orderNo, amount, currency);
            return null;
        }
        catch (AckwellException problem) when (problem.Refusal is not null)
        {
            return problem.Refusal;
        }
    }

    private void Expect(string orderNo, ReadOnlySpan<char> amount, string currency)
    {
        ArgumentNullException.ThrowIfNull(orderNo);
        ArgumentNullException.ThrowIfNull(currency);
        if (!IsThePayment(orderNo, amount, currency))
        {
            // Once more, for the refusal in words.
            using NotificationHandle whole = Unsealed();
            Methods.ackwell_notification_expect(whole, orderNo, amount, currency);
        }
    }

    private unsafe bool IsThePayment(string orderNo, ReadOnlySpan<char> amount, string currency)
    {
        using Utf8 order = new(orderNo, stackalloc byte[Utf8.Short]);
        using Utf8 value = new(amount, stackalloc byte[Utf8.Short]);
        using Utf8 code = new(currency, stackalloc byte[Utf8.Short]);
        ReadOnlySpan<byte> cameOrder = Packed[OrderNoPart];
        ReadOnlySpan<byte> rest = Packed.From(AmountPart);
        ReadOnlySpan<byte> cameValue = Packed.Cut(ref rest);
        ReadOnlySpan<byte> cameCode = Packed.Cut(ref rest);
        // The same texts are the same payment. Only the library knows that 0.2 is 0.20.
        if (cameOrder.SequenceEqual(order.Bytes) && cameValue.SequenceEqual(value.Bytes) && cameCode.SequenceEqual(code.Bytes))
        {
            return true;
        }
        if (Packed.IsAbsent(cameOrder) || Packed.IsAbsent(cameValue))
        {
            return false;
        }
        fixed (byte* came = cameOrder, cameV = cameValue, cameC = cameCode, o = order.Bytes, v = value.Bytes, c = code.Bytes)
        {
            return Methods.ackwell_expect(
                came, (nuint)cameOrder.Length, cameV, (nuint)cameValue.Length, cameC, (nuint)cameCode.Length,
                o, (nuint)order.Bytes.Length, v, (nuint)value.Bytes.Length, c, (nuint)code.Bytes.Length) == 0;
        }
    }

    /// <summary>What to answer once the shop has acted on it: the provider stops sending.</summary>
    public Acknowledgement Acknowledge() => receiver.Answer(0);

    /// <summary>What to answer when the shop refuses it: the provider sends again.</summary>
    /// <param name="code">Why.</param>
    public Acknowledgement Refuse(Code code) => receiver.Answer(Methods.Failure(code));

    /// <summary>
    /// The whole notification as one JSON object, the same in every language.
    /// </summary>
    public string ToJson()
    {
        using NotificationHandle whole = Unsealed();
        return Methods.ackwell_notification_json(whole).Copy() ?? "";
    }

    /// <summary>The text that was signed.</summary>
    public string SignedText()
    {
        using NotificationHandle whole = Unsealed();
        return Methods.ackwell_notification_signed_text(whole).Copy() ?? "";
    }

    /// <summary>Says which notification it is, without what it says about people.</summary>
    public sealed override string ToString() => $"{GetType().Name} {DeliveryKey}";

    /// <inheritdoc/>
    public virtual bool Equals(Notification? other) =>
        other is not null && Kind == other.Kind && Fingerprint == other.Fingerprint;

    /// <inheritdoc/>
    public override int GetHashCode() => Fingerprint.GetHashCode(StringComparison.Ordinal);

    /// <summary>
    /// The notification as the library holds it, for the time of a call. Its signature is not checked
    /// again: the seal is the library's proof that it was.
    /// </summary>
    internal NotificationHandle Unsealed() => receiver.Unsealed(Packed);
}
