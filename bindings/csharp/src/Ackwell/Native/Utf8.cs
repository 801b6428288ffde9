using System;
using System.Buffers;
using System.Text;

namespace Ackwell.Native;

/// <summary>A text in UTF-8 for the time of one call: in the caller's memory if it is short.</summary>
internal ref struct Utf8
{
    /// <summary>What is worth taking from the stack.</summary>
    internal const int Short = 128;

    private readonly byte[]? rented;

    internal Utf8(ReadOnlySpan<char> text, Span<byte> memory)
    {
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (most > memory.Length)
        {
            memory = rented = ArrayPool<byte>.Shared.Rent(most);
        }
        Bytes = memory[..Encoding.UTF8.GetBytes(text, memory)];
    }

    internal ReadOnlySpan<byte> Bytes { get; }

    public readonly void Dispose()
    {
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
