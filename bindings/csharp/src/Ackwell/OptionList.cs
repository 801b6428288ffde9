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
