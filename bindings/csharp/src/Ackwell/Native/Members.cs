using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Ackwell.Native;

/// <summary>
/// The members of one JSON object that the native library wrote. <c>Get</c> for members that are
/// always there, <c>Find</c> for those that can be <c>null</c>.
/// </summary>
internal readonly struct Members(JsonElement json)
{
    internal JsonElement GetJson(string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement found)
            ? found
            : throw Misfit(new KeyNotFoundException(name));

    /// <summary>The native library wrote something that this package cannot read.</summary>
    internal static AckwellException Misfit(Exception problem) =>
        new(
            Code.Internal,
            $"the native library {Methods.Version} and this package do not fit each other",
            inner: problem);

    internal JsonElement? FindJson(string name) =>
        GetJson(name) is { ValueKind: not JsonValueKind.Null } found ? found : null;

    internal Members GetObject(string name) => new(GetJson(name));

    internal string GetText(string name) => GetJson(name).GetString() ?? throw new FormatException(name);

    internal string? FindText(string name) => GetJson(name).GetString();

    internal Provider GetProvider(string name) => ProviderNames.FromText(GetText(name));

    internal Status GetStatus(string name) => StatusNames.FromText(GetText(name));

    internal bool GetFlag(string name) => GetJson(name).GetBoolean();

    internal bool? FindFlag(string name) => FindJson(name)?.GetBoolean();

    internal long GetInteger(string name) => GetJson(name).GetInt64();

    internal long? FindInteger(string name) => FindJson(name)?.GetInt64();

    internal decimal GetDecimal(string name) => Decimal(GetText(name));

    internal decimal? FindDecimal(string name) => FindText(name) is { } text ? Decimal(text) : null;

    internal Amount GetAmount(string name) => Amount.Read(GetObject(name));

    internal Amount? FindAmount(string name) =>
        FindJson(name) is { } found ? Amount.Read(new Members(found)) : null;

    internal DateOnly GetDate(string name) => Date(GetText(name));

    internal DateOnly? FindDate(string name) => FindText(name) is { } text ? Date(text) : null;

    internal DateTimeOffset GetTime(string name) => Time(GetText(name));

    internal DateTimeOffset? FindTime(string name) => FindText(name) is { } text ? Time(text) : null;

    internal DateTimeOffset GetChinaTime(string name) => ChinaTime(GetText(name));

    internal DateTimeOffset? FindChinaTime(string name) =>
        FindText(name) is { } text ? ChinaTime(text) : null;

    internal IPAddress? FindAddress(string name) =>
        FindText(name) is { } text ? IPAddress.Parse(text) : null;

    internal SourceCheck GetSource(string name) => new(GetObject(name));

    internal FieldSet GetFields(string name) => new(GetJson(name));

    internal IReadOnlyList<string> GetTexts(string name)
    {
        JsonElement list = GetJson(name);
        string[] texts = new string[list.GetArrayLength()];
        for (int index = 0; index < texts.Length; index++)
        {
            texts[index] = list[index].GetString() ?? "";
        }
        return texts;
    }

    /// <summary>At most 18 digits: exact, and as many zeros behind the point as were written.</summary>
    private static decimal Decimal(string text) =>
        decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.ParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static DateOnly Date(string text) =>
        DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>
    /// China Standard Time. The first eight hours of the year 1, which .NET cannot show with that
    /// offset, are shown as the beginning of its calendar.
    /// </summary>
    private static DateTimeOffset ChinaTime(string text)
    {
        TimeSpan offset = TimeSpan.FromHours(8);
        DateTime local = DateTime.ParseExact(text, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        return local.Ticks < offset.Ticks ? DateTimeOffset.MinValue : new DateTimeOffset(local, offset);
    }
}
