using System;
using System.Collections.Generic;
using System.Net;
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

    internal long GetCount(string name) => Get(name).GetInt64();

    internal Provider GetProvider(string name) => ProviderNames.FromText(GetText(name));

    internal DeliveryState GetState(string name) => DeliveryStateNames.FromText(GetText(name));

    internal DateTimeOffset GetMoment(string name) => DateTimeOffset.FromUnixTimeMilliseconds(GetCount(name));

    internal DateTimeOffset? FindMoment(string name) =>
        Get(name).ValueKind == JsonValueKind.Null ? null : GetMoment(name);

    internal TimeSpan GetDuration(string name) => TimeSpan.FromMilliseconds(GetCount(name));

    internal Members GetObject(string name) => new(Get(name));

    internal FieldSet GetFields(string name) => new(Get(name));

    internal Source GetSource(string name)
    {
        Members source = GetObject(name);
        IPAddress? address = source.FindText("address") is { } text ? IPAddress.Parse(text) : null;
        return new Source(source.GetText("check"), address, source.FindFlag("trusted"));
    }

    internal bool? FindFlag(string name) =>
        Get(name) is { ValueKind: not JsonValueKind.Null } flag ? flag.GetBoolean() : null;

    internal IReadOnlyList<string> GetWords(string name)
    {
        List<string> words = [];
        foreach (JsonElement word in Get(name).EnumerateArray())
        {
            words.Add(word.GetString() ?? throw Misfit.Of(name));
        }
        return words;
    }

    internal IReadOnlyList<T> GetMany<T>(string name, Func<Members, T> of) => Many(Get(name), of);

    internal static IReadOnlyList<T> Many<T>(JsonElement array, Func<Members, T> of)
    {
        List<T> many = [];
        foreach (JsonElement one in array.EnumerateArray())
        {
            many.Add(of(new Members(one)));
        }
        return many;
    }

    /// <summary>
    /// <c>null</c> too where a shop wrote down something else than a decimal and three letters.
    /// </summary>
    internal Amount? FindAmount(string name) =>
        FindMembers(name) is { } amount ? Amount.Of(amount.FindText("value"), amount.FindText("currency")) : null;

    internal Members? FindMembers(string name) =>
        Get(name) is { ValueKind: not JsonValueKind.Null } found ? new Members(found) : null;

    private JsonElement Get(string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement found)
            ? found
            : throw Misfit.Of(new KeyNotFoundException(name));
}
