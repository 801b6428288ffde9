using System;
using System.IO;
using System.Security;
using System.Text;
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
        JsonArray references = JsonNode.Parse(List(document, section, folder))!.AsArray();
        if (references.Count == 0)
        {
            return document;
        }
        foreach (JsonNode? reference in references)
        {
            (string name, string value) = Fetched(reference!.AsObject());
            reference[name] = value;
        }
        return Filled(document, references.ToJsonString());
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

    private static unsafe string List(string document, string section, string folder)
    {
        byte[] text = Encoding.UTF8.GetBytes(document);
        byte[] needed = Encoding.UTF8.GetBytes(section);
        byte[] place = Encoding.UTF8.GetBytes(folder);
        nint json = 0;
        nint refusal = 0;
        fixed (byte* textAt = text, neededAt = needed, placeAt = place)
        {
            uint status = Methods.ackwell_config_references(
                textAt, (nuint)text.Length, neededAt, (nuint)needed.Length, placeAt, (nuint)place.Length, &json, &refusal);
            AckwellException.Check(status, refusal);
        }
        return Taken(json);
    }

    private static unsafe string Filled(string document, string fetched)
    {
        byte[] text = Encoding.UTF8.GetBytes(document);
        byte[] found = Encoding.UTF8.GetBytes(fetched);
        nint json = 0;
        nint refusal = 0;
        fixed (byte* textAt = text, foundAt = found)
        {
            uint status = Methods.ackwell_config_resolve_with(
                textAt, (nuint)text.Length, foundAt, (nuint)found.Length, &json, &refusal);
            AckwellException.Check(status, refusal);
        }
        return Taken(json);
    }

    private static string Taken(nint json)
    {
        string text = Methods.ackwell_json_text(json).Copy() ?? "";
        _ = Methods.ackwell_json_free(json);
        return text;
    }
}
