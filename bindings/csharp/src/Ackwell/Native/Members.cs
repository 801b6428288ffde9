using System.Collections.Generic;
using System.Text.Json;

namespace Ackwell.Native;

/// <summary>
/// The members of one JSON object that the native library wrote. <c>Get</c> for members that are
/// always there, <c>Find</c> for those that can be <c>null</c>.
/// </summary>
internal readonly struct Members(JsonElement json)
{
    internal string GetText(string name) => FindText(name) ?? throw Misfit.Of(name);

    internal string? FindText(string name) => Get(name).GetString();

    internal long GetInteger(string name) => Get(name).GetInt64();

    private JsonElement Get(string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement found)
            ? found
            : throw Misfit.Of(new KeyNotFoundException(name));
}
