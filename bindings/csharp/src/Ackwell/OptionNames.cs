using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Ackwell;

/// <summary>
/// The members of the configuration, so that each can be written as its language writes names. The
/// core checks them.
/// </summary>
internal static partial class OptionNames
{
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
