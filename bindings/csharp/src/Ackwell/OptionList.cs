using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Ackwell;

/// <summary>
/// A list of texts: <c>[first, second]</c>, <c>[.. others]</c>, an array or a list of strings.
/// </summary>
[CollectionBuilder(typeof(OptionList), nameof(Create))]
public sealed class OptionList : IReadOnlyCollection<OptionText>
{
    private readonly OptionText[] texts;

    private OptionList(OptionText[] texts) => this.texts = texts;

    /// <summary>How many there are.</summary>
    public int Count => texts.Length;

    /// <summary>A list of these texts.</summary>
    /// <param name="texts">The texts.</param>
    public static OptionList Create(ReadOnlySpan<OptionText> texts) => new(texts.ToArray());

    /// <summary>A list of these texts; <c>null</c> is an option that is not set.</summary>
    /// <param name="texts">The texts.</param>
    [return: NotNullIfNotNull(nameof(texts))]
    public static implicit operator OptionList?(string[]? texts) => Of(texts);

    /// <summary>A list of these texts; <c>null</c> is an option that is not set.</summary>
    /// <param name="texts">The texts.</param>
    [return: NotNullIfNotNull(nameof(texts))]
    public static implicit operator OptionList?(List<string>? texts) => Of(texts);

    /// <inheritdoc/>
    public IEnumerator<OptionText> GetEnumerator() => ((IEnumerable<OptionText>)texts).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => texts.GetEnumerator();

    /// <summary>How many texts there are. They may be secrets, so they are not shown.</summary>
    public override string ToString() => $"[{Count} texts]";

    [return: NotNullIfNotNull(nameof(texts))]
    internal static OptionList? Of(IEnumerable<string>? texts) =>
        texts is null ? null : new([.. texts.Select(text => (OptionText)text!)]);

    // One that is null goes to the core, which says at its place what it expects.
    internal JsonNode Json() => new JsonArray([.. texts.Select(text => text?.Json())]);
}

/// <summary>
/// A list of texts, or one word in its place: <c>[first, second]</c> or <c>"any"</c>.
/// </summary>
[CollectionBuilder(typeof(OptionListOrWord), nameof(Create))]
public sealed class OptionListOrWord : IEnumerable<OptionText>
{
    private readonly OptionList? list;
    private readonly OptionText? word;

    private OptionListOrWord(OptionList? list, OptionText? word) => (this.list, this.word) = (list, word);

    /// <summary>A list of these texts.</summary>
    /// <param name="texts">The texts.</param>
    public static OptionListOrWord Create(ReadOnlySpan<OptionText> texts) => new(OptionList.Create(texts), null);

    /// <summary>One word; <c>null</c> is an option that is not set.</summary>
    /// <param name="word">The word.</param>
    [return: NotNullIfNotNull(nameof(word))]
    public static implicit operator OptionListOrWord?(string? word) => word is null ? null : new(null, word);

    /// <summary>A list of these texts; <c>null</c> is an option that is not set.</summary>
    /// <param name="texts">The texts.</param>
    [return: NotNullIfNotNull(nameof(texts))]
    public static implicit operator OptionListOrWord?(string[]? texts) => Of(texts);

    /// <summary>A list of these texts; <c>null</c> is an option that is not set.</summary>
    /// <param name="texts">The texts.</param>
    [return: NotNullIfNotNull(nameof(texts))]
    public static implicit operator OptionListOrWord?(List<string>? texts) => Of(texts);

    /// <inheritdoc/>
    public IEnumerator<OptionText> GetEnumerator() => (list ?? [word!]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether it is a list or a word.</summary>
    public override string ToString() => list is null ? "[a word]" : list.ToString();

    internal JsonNode Json() => list is null ? word!.Json() : list.Json();

    [return: NotNullIfNotNull(nameof(texts))]
    private static OptionListOrWord? Of(IEnumerable<string>? texts) =>
        texts is null ? null : new(OptionList.Of(texts), null);
}

/// <summary>Writes options as members of a configuration. One that is not set is not written.</summary>
internal static class OptionJson
{
    internal static void Add(JsonObject section, string name, OptionText? value) => Add(section, name, value?.Json());

    internal static void Add(JsonObject section, string name, OptionList? value) => Add(section, name, value?.Json());

    internal static void Add(JsonObject section, string name, OptionListOrWord? value) => Add(section, name, value?.Json());

    internal static void Add(JsonObject section, string name, long? value) =>
        Add(section, name, value is { } number ? JsonValue.Create(number) : null);

    internal static void Add(JsonObject section, string name, double? value) =>
        Add(section, name, value is { } number ? JsonValue.Create(number) : null);

    private static void Add(JsonObject section, string name, JsonNode? value)
    {
        if (value is not null)
        {
            section[name] = value;
        }
    }
}
