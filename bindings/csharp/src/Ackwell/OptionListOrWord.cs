using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Ackwell;

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
