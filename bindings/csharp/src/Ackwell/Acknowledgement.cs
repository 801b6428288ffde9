using System;

namespace Ackwell;

/// <summary>
/// The HTTP answer that the provider expects. Nothing from a request is ever in it.
/// </summary>
public sealed record Acknowledgement
{
    internal Acknowledgement(int status, string contentType, byte[] body)
    {
        Status = status;
        ContentType = contentType;
        Body = body;
    }

    /// <summary>
    /// The HTTP status. The provider takes 200 for success and sends again after anything else.
    /// </summary>
    public int Status { get; }

    /// <summary>The value of the <c>Content-Type</c> header.</summary>
    public string ContentType { get; }

    /// <summary>The body, to be sent byte for byte; PingPong's success has an empty one.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <inheritdoc/>
    public bool Equals(Acknowledgement? other) =>
        other is not null
        && Status == other.Status
        && ContentType == other.ContentType
        && Body.Span.SequenceEqual(other.Body.Span);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(Status);
        hash.Add(ContentType);
        hash.AddBytes(Body.Span);
        return hash.ToHashCode();
    }
}
