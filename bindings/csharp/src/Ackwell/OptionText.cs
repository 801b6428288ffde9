using System;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Ackwell;

/// <summary>
/// A text of the options, or where to find it: in an environment variable or in a file. A
/// <see cref="string"/> is one, and so are the bytes of a key's file, an address and a network.
/// </summary>
/// <example>
/// <code>
/// using var receiver = PingPong.Create(new()
/// {
///     Salt = OptionText.FromEnvironment("PINGPONG_SALT"),
///     ClientId = "2018092714313010016",
///     AccIds = ["2018092714313010016291"],
///     Environment = "production",
/// });
/// </code>
/// </example>
public sealed class OptionText
{
    private readonly string text;
    private readonly string? reference;

    private OptionText(string text, string? reference = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        this.text = text;
        this.reference = reference;
    }

    /// <summary>The text of an environment variable, read when the receiver is built.</summary>
    /// <param name="name">The variable.</param>
    public static OptionText FromEnvironment(string name) => new(name, "env");

    /// <summary>
    /// The text of a file, without the line end behind it, read when the receiver is built.
    /// </summary>
    /// <param name="path">The file. A relative path starts at the working directory.</param>
    public static OptionText FromFile(string path) => new(path, "file");

    /// <summary>The text itself; <c>null</c> is an option that is not set.</summary>
    /// <param name="text">The text.</param>
    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator OptionText?(string? text) => text is null ? null : new(text);

    /// <summary>The text that these bytes of UTF-8 are.</summary>
    /// <param name="utf8">The bytes.</param>
    [return: NotNullIfNotNull(nameof(utf8))]
    public static implicit operator OptionText?(byte[]? utf8) => utf8 is null ? null : new(Encoding.UTF8.GetString(utf8));

    /// <summary>An address.</summary>
    /// <param name="address">The address.</param>
    [return: NotNullIfNotNull(nameof(address))]
    public static implicit operator OptionText?(IPAddress? address) => address?.ToString();

    /// <summary>A network.</summary>
    /// <param name="network">The network.</param>
    public static implicit operator OptionText(IPNetwork network) => new(network.ToString());

    /// <summary>What kind of value it is. The text may be a secret, so it is not shown.</summary>
    public override string ToString() => reference is null ? "[text]" : $"[text from {reference}]";

    internal JsonNode Json() =>
        reference is null ? JsonValue.Create(text) : new JsonObject { [reference] = JsonValue.Create(text) };
}
