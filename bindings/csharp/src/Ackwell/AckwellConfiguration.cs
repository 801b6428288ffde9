using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ackwell;

/// <summary>
/// A configuration document: the same members in every language and in the command's file. The
/// core reads and checks it, so a wrong option is refused in the same words everywhere.
/// </summary>
/// <example>
/// <code>
/// var configuration = AckwellConfiguration.Load("/etc/shop/ackwell.json");
/// using var receiver = configuration.CreateReceiver(Provider.LianLian);
/// using var ledger = configuration.OpenLedger();
/// </code>
/// </example>
public sealed class AckwellConfiguration
{
    /// <summary>A configuration is text that a person wrote.</summary>
    private const int MaxFileBytes = 1024 * 1024;

    private readonly string text;
    private readonly string folder;

    private AckwellConfiguration(string text, JsonNode? document, string folder)
    {
        this.text = text;
        this.folder = folder;
        Providers = document is JsonObject sections
            ? [.. sections.Select(section => ProviderNames.FromText(section.Key)).Where(provider => provider != Provider.Unknown)]
            : [];
    }

    /// <summary>
    /// The providers that the document has a section for: those to build a receiver of.
    /// </summary>
    public IReadOnlyList<Provider> Providers { get; }

    /// <summary>
    /// A configuration from JSON. Where a text is expected there, <c>{"env": "NAME"}</c> takes it
    /// from an environment variable, and <c>{"file": "path"}</c> from a file, whose path is relative
    /// to the working directory.
    /// </summary>
    /// <param name="json">One JSON object; <c>docs/configuration.md</c> lists its members.</param>
    public static AckwellConfiguration Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Parse(json, Directory.GetCurrentDirectory());
    }

    /// <summary>A configuration from options that are written in code.</summary>
    /// <param name="options">The options; a section that is not set is not there.</param>
    /// <exception cref="AckwellException">
    /// <see cref="Code.InvalidConfig"/>: an option that all receivers share is set twice, and not to
    /// the same.
    /// </exception>
    /// <example>
    /// <code>
    /// var configuration = AckwellConfiguration.From(new()
    /// {
    ///     LianLian = new() { PublicKeys = [OptionText.FromFile("lianlian.pem")], MerchantIds = ["201103171000000000"] },
    ///     Ledger = new() { Url = "sqlite:///var/lib/shop/ackwell.db" },
    /// });
    /// </code>
    /// </example>
    public static AckwellConfiguration From(AckwellOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Of(options.Document());
    }

    /// <summary>
    /// A configuration from a JSON file. Where a text is expected there, <c>{"env": "NAME"}</c>
    /// takes it from an environment variable, and <c>{"file": "path"}</c> from a file, whose path is
    /// relative to the configuration's folder. They are read when a receiver is built or the ledger
    /// opened, and only those of the sections that it needs.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="AckwellException">
    /// <see cref="Code.InvalidConfig"/>: the file cannot be read, or is in another format.
    /// </exception>
    public static AckwellConfiguration Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Path.GetExtension(path).Equals(".toml", StringComparison.OrdinalIgnoreCase))
        {
            throw new AckwellException(
                Code.InvalidConfig, $"{path} is TOML, which this package does not read: write the same members as JSON, in a file that ends in .json");
        }
        return Parse(Read(path), Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".");
    }

    /// <summary>Builds the receiver of a provider.</summary>
    /// <param name="provider">The provider.</param>
    /// <exception cref="AckwellException">
    /// <see cref="Code.InvalidConfig"/>: an option is wrong, a file that it names cannot be read, an
    /// environment variable is not set; <see cref="AckwellException.Member"/> says where.
    /// </exception>
    public Receiver CreateReceiver(Provider provider) =>
        Receiver.Create(provider, References.Resolved(text, provider.ToText(), folder));

    /// <summary>Opens the ledger that the section <c>ledger</c> describes.</summary>
    /// <exception cref="AckwellException">
    /// <see cref="Code.InvalidConfig"/>, <see cref="Code.LedgerUnavailable"/>.
    /// </exception>
    public Ledger OpenLedger() => Ledger.FromConfiguration(References.Resolved(text, "ledger", folder));

    internal static AckwellConfiguration Of(JsonNode? document) =>
        new(document?.ToJsonString() ?? "null", document, Directory.GetCurrentDirectory());

    private static AckwellConfiguration Parse(string json, string folder)
    {
        try
        {
            return new AckwellConfiguration(json, JsonNode.Parse(json), folder);
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException)
        {
            // A document with a fault in its form goes to the core as it is: its words are the same
            // in every language.
            return new AckwellConfiguration(json, null, folder);
        }
    }

    private static string Read(string path)
    {
        byte[] bytes;
        try
        {
            bytes = References.Read(path, MaxFileBytes + 1);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or SecurityException)
        {
            throw new AckwellException(Code.InvalidConfig, $"the file {path} cannot be read: {problem.Message}", inner: problem);
        }
        if (bytes.Length > MaxFileBytes)
        {
            throw new AckwellException(Code.InvalidConfig, $"the file {path} is longer than 1 MiB");
        }
        try
        {
            ReadOnlySpan<byte> mark = Encoding.UTF8.Preamble;
            ReadOnlySpan<byte> text = bytes;
            return new UTF8Encoding(false, throwOnInvalidBytes: true)
                .GetString(text.StartsWith(mark) ? text[mark.Length..] : text);
        }
        catch (ArgumentException)
        {
            string what = bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] ? "UTF-16; save it as UTF-8" : "not UTF-8";
            throw new AckwellException(Code.InvalidConfig, $"the file {path} is {what}");
        }
    }
}
