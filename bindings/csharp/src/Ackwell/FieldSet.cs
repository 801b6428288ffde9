using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Text.Json;

namespace Ackwell;

/// <summary>
/// Members as received: names on the wire and JSON values, in the order of arrival. No name occurs
/// twice.
/// </summary>
/// <example>
/// <code>
/// if (notification.Fields.Text("pay_type") is "2" or "3") { … }
/// </code>
/// </example>
public sealed class FieldSet : IReadOnlyDictionary<string, JsonElement>
{
    private readonly JsonElement members;

    internal FieldSet(JsonElement members) => this.members = members;

    /// <summary>How many members there are.</summary>
    public int Count => members.EnumerateObject().Count();

    /// <summary>The text of a member that is a JSON string; <c>null</c> for anything else.</summary>
    /// <param name="name">The name on the wire.</param>
    public string? Text(string name) =>
        members.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The member of that name.</summary>
    /// <param name="key">The name on the wire.</param>
    /// <exception cref="KeyNotFoundException">There is no such member.</exception>
    public JsonElement this[string key] =>
        TryGetValue(key, out JsonElement value) ? value : throw new KeyNotFoundException($"there is no member `{key}`");

    /// <summary>The names on the wire.</summary>
    public IEnumerable<string> Keys => this.Select(member => member.Key);

    /// <summary>The values.</summary>
    public IEnumerable<JsonElement> Values => this.Select(member => member.Value);

    /// <inheritdoc/>
    public bool ContainsKey(string key) => TryGetValue(key, out _);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out JsonElement value) => members.TryGetProperty(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, JsonElement>> GetEnumerator() =>
        members.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
