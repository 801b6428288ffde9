using System;
using System.Buffers;
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

    /// <summary>A JSON string of that text. Only what must be escaped is.</summary>
    internal static JsonElement String(ReadOnlySpan<byte> text)
    {
        ArrayBufferWriter<byte> json = new(text.Length + 2);
        json.Write("\""u8);
        foreach (byte one in text)
        {
            if (one is (byte)'"' or (byte)'\\')
            {
                json.Write([(byte)'\\', one]);
            }
            else if (one < ' ')
            {
                json.Write([.. "\\u00"u8, (byte)('0' + (one >> 4)), Convert.ToHexString([one]) is [_, char low] ? (byte)low : (byte)0]);
            }
            else
            {
                json.Write([one]);
            }
        }
        json.Write("\""u8);
        return Parse(json.WrittenSpan);
    }
}
