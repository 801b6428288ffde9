using System;
using System.Runtime.InteropServices;
using Ackwell.Native;

namespace Ackwell;

/// <summary>What the ledger says of the delivery of a notification.</summary>
public enum Delivery
{
    /// <summary>A delivery of a newer native library that this package does not know: do nothing.</summary>
    Unknown = 0,

    /// <summary>
    /// Nobody has fulfilled it and nobody else is about to: fulfil it, then commit; if that fails,
    /// release.
    /// </summary>
    First = 1,

    /// <summary>It was fulfilled and committed before: do nothing, answer success.</summary>
    Repeat = 2,

    /// <summary>
    /// Another worker holds the lease: do nothing, answer failure; the provider comes back.
    /// </summary>
    InProgress = 3,

    /// <summary>
    /// The same delivery came before with another amount, currency or order number: do nothing,
    /// answer failure, and let a person look.
    /// </summary>
    Conflict = 4,
}

/// <summary>The texts of <see cref="Delivery"/>.</summary>
public static class DeliveryNames
{
    /// <summary>The delivery as text, the same in every language, for example <c>first</c>.</summary>
    /// <param name="value">The delivery.</param>
    public static string ToText(this Delivery value) =>
        Marshal.PtrToStringUTF8(Methods.ackwell_delivery_name((uint)value)) ?? "";
}

/// <summary>
/// Two genuine notifications of one delivery that disagree about money or order.
/// </summary>
/// <param name="First">What the ledger keeps.</param>
/// <param name="Later">What came later and was not acted on.</param>
/// <param name="FirstSeen">When the later one came first.</param>
/// <param name="LastSeen">When it came last.</param>
/// <param name="Times">How often it came.</param>
public sealed record Conflict(Said First, Said Later, DateTimeOffset FirstSeen, DateTimeOffset LastSeen, long Times);

/// <summary>What one of two contradicting notifications said.</summary>
/// <param name="Fingerprint">Its fingerprint.</param>
/// <param name="OrderNo">The shop's order number.</param>
/// <param name="Amount">The amount.</param>
public sealed record Said(string Fingerprint, string? OrderNo, Amount? Amount);
