using System;
using System.Text;

namespace Ackwell;

/// <summary>One header of a request.</summary>
/// <param name="Name">The name; upper and lower case are the same.</param>
/// <param name="Value">The value, byte for byte.</param>
public readonly record struct Header(string Name, ReadOnlyMemory<byte> Value)
{
    /// <summary>A header whose value is text; it is passed on as UTF-8.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value.</param>
    public Header(string name, string value)
        : this(name, Encoding.UTF8.GetBytes(value))
    {
    }
}
