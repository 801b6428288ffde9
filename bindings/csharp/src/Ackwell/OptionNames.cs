using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Ackwell;

/// <summary>
/// The members of the configuration, so that each can be written as its language writes names. The
/// core checks them; a test compares this list with the one that the core names in its refusals.
/// </summary>
internal static class OptionNames
{
    internal static readonly IReadOnlyDictionary<string, string[]> Sections = new Dictionary<string, string[]>
    {
        ["receiver"] = ["trusted_proxies", "client_address_header", "max_body_bytes"],
        ["lianlian"] = ["public_keys", "merchant_ids", "digest", "sources", "source_mode"],
        ["pingpong"] = ["salt", "client_id", "acc_ids", "environment", "hashes", "sources", "source_mode"],
        ["ledger"] = ["url", "lease_seconds", "retention_days", "timeout_ms"],
    };

    /// <summary>Those that are numbers: a configuration of the host has texts only.</summary>
    internal static readonly string[] Numbers = ["max_body_bytes", "lease_seconds", "retention_days", "timeout_ms"];

    private static readonly Dictionary<string, string> Known = Sections.Keys
        .Concat(Sections.Values.SelectMany(names => names))
        .Concat(["env", "file"])
        .Distinct()
        .ToDictionary(Squeezed);

    /// <summary>
    /// The name as the core has it: <c>PublicKeys</c>, <c>publicKeys</c>, <c>PUBLIC_KEYS</c> and
    /// <c>public-keys</c> are <c>public_keys</c>. A name that is none of them is left to the core,
    /// which says what it expects.
    /// </summary>
    internal static string Of(string name) =>
        Known.TryGetValue(Squeezed(name), out string? known) ? known : JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    private static string Squeezed(string name) =>
        name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
}
