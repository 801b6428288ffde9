using System;
using System.Diagnostics.CodeAnalysis;
using System.IO;
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
    private static readonly JsonSerializerOptions Names = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DictionaryKeyPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private readonly string document;

    private AckwellConfiguration(string document) => this.document = document;

    /// <summary>A configuration from JSON, as it stands.</summary>
    /// <param name="json">One JSON object; <c>docs/configuration.md</c> lists its members.</param>
    public static AckwellConfiguration Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return new AckwellConfiguration(json);
    }

    /// <summary>
    /// A configuration from an object: an anonymous one, a dictionary, a class of the shop's own.
    /// <c>PublicKeys</c>, <c>publicKeys</c> and <c>public_keys</c> are the same member.
    /// <c>new { Env = "NAME" }</c> and <c>new { File = "path" }</c> stand for a text as in
    /// <see cref="Load"/>.
    /// </summary>
    /// <param name="document">The object.</param>
    /// <exception cref="AckwellException">
    /// <see cref="Code.InvalidConfig"/>: a file cannot be read, a variable is not set.
    /// </exception>
    [RequiresUnreferencedCode("Reads the object's properties by reflection; Parse does not.")]
    [RequiresDynamicCode("Reads the object's properties by reflection; Parse does not.")]
    public static AckwellConfiguration From(object document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return new AckwellConfiguration(Filled(ToNode(document)));
    }

    /// <summary>
    /// A configuration from a JSON file. Where a text is expected there, <c>{"env": "NAME"}</c>
    /// takes it from an environment variable, and <c>{"file": "path"}</c> from a file, whose path is
    /// relative to the configuration's folder.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="AckwellException">
    /// <see cref="Code.InvalidConfig"/>: a file cannot be read, a variable is not set, or the file is
    /// no JSON.
    /// </exception>
    public static AckwellConfiguration Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string text = Read(path, "");
        JsonNode? document;
        try
        {
            document = JsonNode.Parse(text);
            string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".";
            return new AckwellConfiguration(Fill(document, folder, "")?.ToJsonString() ?? "null");
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException)
        {
            // A document with a fault in its form goes to the core as it is: its words are the same
            // in every language.
            return new AckwellConfiguration(text);
        }
    }

    /// <summary>Builds the receiver of a provider.</summary>
    /// <param name="provider">The provider.</param>
    /// <exception cref="AckwellException">
    /// <see cref="Code.InvalidConfig"/>; <see cref="AckwellException.Member"/> says where.
    /// </exception>
    public Receiver CreateReceiver(Provider provider) => Receiver.Create(provider, document);

    /// <summary>Opens the ledger that the section <c>ledger</c> describes.</summary>
    /// <exception cref="AckwellException">
    /// <see cref="Code.InvalidConfig"/>, <see cref="Code.LedgerUnavailable"/>.
    /// </exception>
    public Ledger OpenLedger() => Ledger.FromConfiguration(document);

    /// <summary>
    /// The sections of a document, each from an object of its own; those that are <c>null</c> are
    /// left out.
    /// </summary>
    [RequiresUnreferencedCode("Reads the object's properties by reflection.")]
    [RequiresDynamicCode("Reads the object's properties by reflection.")]
    internal static string Sections(params (string Name, object? Options)[] sections)
    {
        JsonObject document = [];
        foreach ((string name, object? options) in sections)
        {
            if (options is not null)
            {
                document[name] = ToNode(options);
            }
        }
        return Filled(document);
    }

    [RequiresUnreferencedCode("Reads the object's properties by reflection.")]
    [RequiresDynamicCode("Reads the object's properties by reflection.")]
    private static JsonNode? ToNode(object options) =>
        JsonSerializer.SerializeToNode(options, options.GetType(), Names);

    private static string Filled(JsonNode? document) =>
        Fill(document, Directory.GetCurrentDirectory(), "")?.ToJsonString() ?? "null";

    /// <summary>The same document with what stands in files and environment variables.</summary>
    private static JsonNode? Fill(JsonNode? node, string folder, string member)
    {
        switch (node)
        {
            case JsonObject { Count: 1 } from when Text(from, "env") is { } name:
                return Environment.GetEnvironmentVariable(name)
                    ?? throw new AckwellException(Code.InvalidConfig, $"`{member}`: the environment variable {name} is not set", member);
            case JsonObject { Count: 1 } from when Text(from, "file") is { } path:
                return Read(Path.Combine(folder, path), member);
            case JsonObject section:
                JsonObject filled = [];
                foreach ((string name, JsonNode? value) in section)
                {
                    filled[name] = Fill(value, folder, member.Length == 0 ? name : $"{member}.{name}");
                }
                return filled;
            case JsonArray list:
                JsonArray items = [];
                for (int index = 0; index < list.Count; index++)
                {
                    items.Add(Fill(list[index], folder, $"{member}[{index}]"));
                }
                return items;
            default:
                return node?.DeepClone();
        }
    }

    private static string? Text(JsonObject from, string name) =>
        from[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static string Read(string path, string member)
    {
        try
        {
            // The line end that editors put behind a key or a salt is not part of it.
            return File.ReadAllText(path).TrimEnd('\r', '\n');
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            string where = member.Length == 0 ? "" : $"`{member}`: ";
            throw new AckwellException(Code.InvalidConfig, $"{where}the file {path} cannot be read: {problem.Message}", member.Length == 0 ? null : member, problem);
        }
    }
}
