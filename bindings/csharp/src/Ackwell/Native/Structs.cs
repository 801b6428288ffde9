using System;
using System.Runtime.InteropServices;
using System.Text;

namespace Ackwell.Native;

/// <summary><c>ackwell_text</c>: borrowed UTF-8.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct Text
{
    private readonly byte* data;
    private readonly nuint length;

    /// <summary>A text of ours. An empty one is none.</summary>
    internal Text(byte* data, int length)
    {
        this.data = length == 0 ? null : data;
        this.length = (nuint)length;
    }

    internal ReadOnlySpan<byte> Bytes => new(data, checked((int)length));

    /// <summary>A copy; <c>null</c> where there is no text.</summary>
    internal string? Copy() => data == null ? null : Encoding.UTF8.GetString(Bytes);
}

/// <summary><c>ackwell_header</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeHeader
{
    internal byte* Name;
    internal nuint NameLength;
    internal byte* Value;
    internal nuint ValueLength;
}

/// <summary><c>ackwell_request</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeRequest
{
    internal byte* Body;
    internal nuint BodyLength;
    internal NativeHeader* Headers;
    internal nuint HeadersLength;
    internal byte* Peer;
    internal nuint PeerLength;
}

/// <summary><c>ackwell_acknowledgement</c>: lives forever.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct NativeAcknowledgement
{
    private readonly ushort status;
    private readonly Text contentType;
    private readonly byte* body;
    private readonly nuint bodyLength;

    internal Acknowledgement Copy() =>
        new(status, contentType.Copy() ?? "", new ReadOnlySpan<byte>(body, checked((int)bodyLength)).ToArray());
}

/// <summary><c>ackwell_schedule</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeSchedule
{
    internal readonly nuint Sends;
    internal readonly ulong DeadlineSeconds;
    internal readonly ulong HorizonSeconds;
}

/// <summary><c>ackwell_order</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeOrder
{
    internal uint Provider;
    internal Text MerchantId;
    internal Text OrderNo;
    internal Text Amount;
    internal Text Currency;
    internal long PlacedAtMilliseconds;
    internal long DueAtMilliseconds;
}

/// <summary><c>ackwell_counts</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeCounts
{
    internal readonly ulong InProgress;
    internal readonly ulong Expired;
    internal readonly ulong Committed;
    internal readonly ulong Released;
    internal readonly ulong Conflicts;
    internal readonly ulong WaitingOrders;
}

/// <summary><c>ackwell_pruned</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativePruned
{
    internal readonly ulong Deliveries;
    internal readonly ulong Conflicts;
    internal readonly ulong Orders;
}

/// <summary><c>ackwell_said</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeSaid
{
    private readonly Text fingerprint;
    private readonly Text orderNo;
    private readonly Text amount;
    private readonly Text currency;

    internal Said Copy() =>
        new(fingerprint.Copy() ?? "", orderNo.Copy(), Amount.Of(amount.Copy(), currency.Copy()));
}

/// <summary><c>ackwell_conflict</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeConflict
{
    private readonly NativeSaid first;
    private readonly NativeSaid later;
    private readonly long firstSeenMilliseconds;
    private readonly long lastSeenMilliseconds;
    private readonly ulong times;

    internal Conflict Copy() =>
        new(
            first.Copy(),
            later.Copy(),
            DateTimeOffset.FromUnixTimeMilliseconds(firstSeenMilliseconds),
            DateTimeOffset.FromUnixTimeMilliseconds(lastSeenMilliseconds),
            (long)times);
}
