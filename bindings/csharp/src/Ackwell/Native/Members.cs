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

    /// <summary>
    /// <c>null</c> too where a shop wrote down something else than a decimal and three letters.
    /// </summary>
    internal Amount? FindAmount(string name)
    {
        JsonElement found = Get(name);
        if (found.ValueKind == JsonValueKind.Null)
        {
            return null;
        }
        Members amount = new(found);
        return Amount.Of(amount.FindText("value"), amount.FindText("currency"));
    }

    private JsonElement Get(string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement found)
            ? found
            : throw Misfit.Of(new KeyNotFoundException(name));
}
