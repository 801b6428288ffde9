using System;
using System.Text.Json;

namespace Ackwell.Native;

/// <summary>JSON that the native library wrote.</summary>
internal static class Json
{
    internal static JsonElement Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            Utf8JsonReader reader = new(json);
            return JsonElement.ParseValue(ref reader);
        }
        catch (JsonException problem)
        {
            throw Misfit.Of(problem);
        }
    }

    /// <summary>
    /// Reads a JSON text of the native library, and frees it. Undefined where there is none.
    /// </summary>
    internal static JsonElement Take(nint json)
    {
        if (json == 0)
        {
            return default;
        }
        try
        {
            return Parse(Methods.ackwell_json_text(json).Bytes);
        }
        finally
        {
            _ = Methods.ackwell_json_free(json);
        }
    }
}
