using System;
using System.Collections.Concurrent;
using System.Text;

namespace Ackwell.Native;

/// <content>Borrowed UTF-8.</content>
internal unsafe partial struct NativeText
{
    /// <summary>Our own text. An empty one is none.</summary>
    internal NativeText(byte* data, int length)
    {
        Data = length == 0 ? null : data;
        Len = (nuint)length;
    }

    internal readonly ReadOnlySpan<byte> Bytes => new(Data, checked((int)Len));

    /// <summary>A copy; <c>null</c> where there is no text.</summary>
    internal readonly string? Copy() => Data == null ? null : Encoding.UTF8.GetString(Bytes);
}

/// <content>Its texts and bytes live forever, so one copy serves for all.</content>
internal unsafe partial struct NativeAcknowledgement
{
    private static readonly ConcurrentDictionary<(ushort Status, nint Body, nuint Length), Acknowledgement> Copies = new();

    internal readonly Acknowledgement Copy()
    {
        (ushort, nint, nuint) key = (Status, (nint)Body, BodyLen);
        if (!Copies.TryGetValue(key, out Acknowledgement? copy))
        {
            copy = new Acknowledgement(
                Status, ContentType.Copy() ?? "", new ReadOnlySpan<byte>(Body, checked((int)BodyLen)).ToArray());
            Copies.TryAdd(key, copy);
        }
        return copy;
    }
}
