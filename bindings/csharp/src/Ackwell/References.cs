using System;
using System.IO;
using System.Linq;
using System.Security;
using System.Text;
using System.Text.Json.Nodes;

namespace Ackwell;

/// <summary>
/// <c>{"env": "NAME"}</c> and <c>{"file": "path"}</c> in place of a text.
/// </summary>
internal static class References
{
    /// <summary>A configuration is text that a person wrote; so are the files that it names.</summary>
    private const int MaxFileBytes = 1024 * 1024;

    private const int MaxNameBytes = 255;

    /// <summary>Whether a document has one. Also whether it can be read: no name appears twice.</summary>
    internal static bool In(JsonNode? node) => node switch
    {
        JsonObject section => section.Count(member => In(member.Value) | IsReference(member.Value, out _)) > 0,
        JsonArray list => list.Count(item => In(item) | IsReference(item, out _)) > 0,
        _ => false,
    };

    /// <summary>
    /// The same document with the texts that its references stand for, in the sections that are
    /// needed: a machine needs no secrets but those it works with. In the others they are empty.
    /// </summary>
    internal static JsonNode? Filled(JsonNode? document, string folder, Func<string, bool> needed)
    {
        if (document is not JsonObject root)
        {
            return document?.DeepClone();
        }
        JsonObject filled = [];
        foreach ((string name, JsonNode? value) in root)
        {
            filled[name] = Filled(value, folder, name, needed(name));
        }
        return filled;
    }

    private static JsonNode? Filled(JsonNode? node, string folder, string member, bool needed)
    {
        if (IsReference(node, out string? kind))
        {
            return needed ? Follow(node!.AsObject(), kind!, folder, member) : "";
        }
        switch (node)
        {
            case JsonObject section:
                JsonObject filled = [];
                foreach ((string name, JsonNode? value) in section)
                {
                    filled[name] = Filled(value, folder, $"{member}.{name}", needed);
                }
                return filled;
            case JsonArray list:
                return new JsonArray([.. list.Select((item, index) => Filled(item, folder, $"{member}[{index}]", needed))]);
            default:
                return node?.DeepClone();
        }
    }

    private static bool IsReference(JsonNode? node, out string? kind)
    {
        kind = node is JsonObject { Count: 1 } section ? section.First().Key : null;
        return kind is "env" or "file";
    }

    private static string Follow(JsonObject reference, string kind, string folder, string member)
    {
        // A key or a salt that was put there by mistake is not to be repeated in a message.
        string? name = reference[kind] is JsonValue value && value.TryGetValue(out string? text)
            && Encoding.UTF8.GetByteCount(text) is >= 1 and <= MaxNameBytes && !text.Any(char.IsControl)
            ? text
            : null;
        if (kind == "file")
        {
            return name is null
                ? throw Wrong(member, "expected the path of a file: {\"file\": \"path\"}")
                : WithoutLineEnd(Read(Path.Combine(folder, name), member));
        }
        if (name is null)
        {
            throw Wrong(member, "expected the name of an environment variable: {\"env\": \"NAME\"}");
        }
        return Environment.GetEnvironmentVariable(name)
            ?? throw Wrong(member, $"the environment variable {name} is not set");
    }

    /// <summary>An editor or <c>echo</c> ends a file with a line end; it is no part of a salt.</summary>
    private static string WithoutLineEnd(string text) =>
        text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2]
        : text.EndsWith('\n') ? text[..^1]
        : text;

    /// <summary>Reads a text file that a person wrote.</summary>
    /// <param name="path">The file.</param>
    /// <param name="member">The member that names it; empty for the configuration itself.</param>
    internal static string Read(string path, string member)
    {
        byte[] bytes;
        try
        {
            using FileStream file = File.OpenRead(path);
            using MemoryStream read = new();
            byte[] part = new byte[16 * 1024];
            int count;
            while (read.Length <= MaxFileBytes && (count = file.Read(part)) > 0)
            {
                read.Write(part, 0, count);
            }
            bytes = read.ToArray();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or SecurityException)
        {
            throw Wrong(member, $"the file {path} cannot be read: {problem.Message}", problem);
        }
        if (bytes.Length > MaxFileBytes)
        {
            throw Wrong(member, $"the file {path} is longer than 1 MiB");
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
            string why = bytes switch
            {
                [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => "it is UTF-16: save it as UTF-8",
                [0x30, ..] => "it begins like a key in DER: convert it with `openssl pkey -pubin -inform DER -in FILE -out FILE.pem`",
                _ => "it is not UTF-8 text",
            };
            throw Wrong(member, $"the file {path} cannot be read: {why}");
        }
    }

    private static AckwellException Wrong(string member, string message, Exception? inner = null) =>
        member.Length == 0
            ? new AckwellException(Code.InvalidConfig, message, inner: inner)
            : new AckwellException(Code.InvalidConfig, $"`{member}`: {message}", member, inner);
}
