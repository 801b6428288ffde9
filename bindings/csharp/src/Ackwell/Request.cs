using System;
using System.Collections.Generic;

namespace Ackwell;

/// <summary>
/// What came over HTTP. Nothing in it is trusted.
/// </summary>
/// <param name="body">
/// The body, byte for byte as it arrived: not parsed, not re-encoded, not read as text.
/// </param>
/// <param name="headers">
/// The headers; a header that came several times is there several times, in the order of
/// arrival. Only those of <see cref="Receiver.HeaderNames"/> are read.
/// </param>
/// <param name="peer">
/// The address at the other end of the connection, with or without a port; <c>null</c> for a
/// connection over a Unix socket.
/// </param>
public sealed class Request(ReadOnlyMemory<byte> body, IReadOnlyList<Header>? headers = null, string? peer = null)
{
    /// <summary>The body, byte for byte.</summary>
    public ReadOnlyMemory<byte> Body { get; } = body;

    /// <summary>The headers.</summary>
    public IReadOnlyList<Header> Headers { get; } = headers ?? [];

    /// <summary>The address at the other end of the connection.</summary>
    public string? Peer { get; } = peer;
}
