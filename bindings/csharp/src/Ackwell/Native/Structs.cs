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
