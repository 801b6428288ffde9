using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;

namespace Ackwell.Tests;

/// <summary>The cases of <c>tests/vectors</c>.</summary>
internal static class Pack
{
    internal static string Folder { get; set; } = "";

    internal static JsonElement File(string name)
    {
        using JsonDocument document = JsonDocument.Parse(System.IO.File.ReadAllBytes(Path.Combine(Folder, $"{name}.json")));
        return document.RootElement.Clone();
    }

    /// <summary>Every case whose request is accepted.</summary>
    internal static IReadOnlyList<Case> Accepted()
    {
        List<Case> cases = [];
        foreach (string path in Directory.GetFiles(Folder, "*.json").Order(StringComparer.Ordinal))
        {
            JsonElement file = File(Path.GetFileNameWithoutExtension(path));
            if (!file.TryGetProperty("cases", out JsonElement listed))
            {
                continue;
            }
            cases.AddRange(
                from each in listed.EnumerateArray()
                where each.GetProperty("expected").GetProperty("outcome").GetString() == "accepted"
                select new Case(file, each));
        }
        Check.That(cases.Count > 200, "the pack has hundreds of accepted cases");
        return cases;
    }

    /// <summary>One accepted case of that kind: its first one that has neither proxies nor oddities.</summary>
    internal static Case Sample(string kind) =>
        Accepted().First(each => each.Kind == kind && each.Request.Headers.Count == 0 && each.Receiver.HeaderNames.Count == 0);

    internal static Case LianLian => Sample("lianlian.payment");

    internal static Case PingPong => Sample("pingpong.transaction");
}

/// <summary>An accepted case of the pack.</summary>
internal sealed class Case(JsonElement file, JsonElement json)
{
    internal string Id => json.GetProperty("id").GetString()!;

    internal JsonElement Expected => json.GetProperty("expected").GetProperty("notification");

    internal string Kind => Expected.GetProperty("kind").GetString()!;

    internal Provider Provider => ProviderNames.FromText(json.GetProperty("provider").GetString());

    internal string Config
    {
        get
        {
            JsonElement config = json.GetProperty("config");
            return config.ValueKind == JsonValueKind.String
                ? file.GetProperty("configs").GetProperty(config.GetString()!).GetRawText()
                : config.GetRawText();
        }
    }

    private Receiver? receiver;

    internal Receiver Receiver => receiver ??= AckwellConfiguration.Parse(Config).CreateReceiver(Provider);

    internal Request Request => Read(json.GetProperty("request"));

    internal static Request Read(JsonElement request)
    {
        byte[] body = request.TryGetProperty("body", out JsonElement text)
            ? Encoding.UTF8.GetBytes(text.GetString()!)
            : request.GetProperty("body_base64").GetBytesFromBase64();
        Header[] headers = request.GetProperty("headers").EnumerateArray()
            .Select(header => new Header(header[0].GetString()!, header[1].GetString()!))
            .ToArray();
        return new Request(body, headers, request.GetProperty("peer").GetString());
    }

    /// <summary>The same request with another body.</summary>
    internal Request With(byte[] body) => new(body, Request.Headers, Request.Peer);
}
