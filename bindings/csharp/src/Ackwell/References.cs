using System;
using System.IO;
using System.Security;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ackwell.Native;

namespace Ackwell;

/// <summary>
/// <c>{"env": "NAME"}</c> and <c>{"file": "path"}</c> in place of a text. The core says which a
/// section needs and what is wrong with one; here they are only fetched.
/// </summary>
internal static class References
{
    /// <summary>The document with the texts that a section's references stand for.</summary>
    /// <param name="document">The document.</param>
    /// <param name="section">What is to be built: a provider's name, or <c>ledger</c>.</param>
    /// <param name="folder">Where relative paths start.</param>
    internal static string Resolved(string document, string section, string folder)
    {
        JsonElement needed = Methods.ackwell_config_references(document, section, folder);
        if (needed.GetArrayLength() == 0)
        {
            return document;
        }
        JsonArray references = JsonArray.Create(needed)!;
        foreach (JsonNode? reference in references)
        {
            (string name, string value) = Fetched(reference!.AsObject());
            reference[name] = value;
        }
        return Methods.ackwell_config_resolve_with(document, references.ToJsonString()).GetRawText();
    }

    /// <summary>What is there, or the word for why there is nothing.</summary>
    private static (string Name, string Value) Fetched(JsonObject reference)
    {
        if (reference["env"] is JsonNode variable)
        {
            string? text = Environment.GetEnvironmentVariable(variable.GetValue<string>());
            return text is null ? ("problem", "missing") : ("text", text);
        }
        string path = reference["file"]!.GetValue<string>();
        try
        {
            return ("base64", Convert.ToBase64String(Read(path, reference["read_bytes"]!.GetValue<int>())));
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            return ("problem", "missing");
        }
        catch (UnauthorizedAccessException)
        {
            return ("problem", Directory.Exists(path) ? "folder" : "denied");
        }
        catch (Exception problem) when (problem is IOException or ArgumentException or NotSupportedException or SecurityException)
        {
            return ("problem", "unreadable");
        }
    }

    /// <summary>The bytes of a file, up to a limit.</summary>
    internal static byte[] Read(string path, int limit)
    {
        using FileStream file = File.OpenRead(path);
        using MemoryStream read = new();
        byte[] part = new byte[16 * 1024];
        int count;
        while (read.Length < limit && (count = file.Read(part, 0, (int)Math.Min(part.Length, limit - read.Length))) > 0)
        {
            read.Write(part, 0, count);
        }
        return read.ToArray();
    }
}
