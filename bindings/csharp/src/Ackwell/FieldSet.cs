using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Text;
using System.Text.Json;
using Ackwell.Native;

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
    private readonly NotificationHandle notification;
    private readonly bool envelope;

    internal FieldSet(NotificationHandle notification, bool envelope)
    {
        this.notification = notification;
        this.envelope = envelope;
    }

    /// <summary>How many members there are.</summary>
    public int Count => (int)(envelope
        ? Methods.ackwell_notification_envelope_count(notification)
        : Methods.ackwell_notification_field_count(notification));

    /// <summary>The text of a member that is a JSON string; <c>null</c> for anything else.</summary>
    /// <param name="name">The name on the wire.</param>
    public string? Text(string name)
    {
        NativeField field = Field(name);
        return field.Form == (uint)NativeFieldForm.Text ? notification.Get(field.Value) : null;
    }

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
    public bool ContainsKey(string key) => Field(key).Form != (uint)NativeFieldForm.Absent;

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out JsonElement value)
    {
        NativeField field = Field(key);
        bool found = field.Form != (uint)NativeFieldForm.Absent;
        value = found ? Value(field) : default;
        return found;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, JsonElement>> GetEnumerator()
    {
        int count = Count;
        for (int index = 0; index < count; index++)
        {
            yield return Member(index);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private KeyValuePair<string, JsonElement> Member(int index)
    {
        NativeField field = At(index);
        return KeyValuePair.Create(notification.Get(field.Name), Value(field));
    }

    private NativeField At(int index) => envelope
        ? Methods.ackwell_notification_envelope_at(notification, (nuint)index)
        : Methods.ackwell_notification_field_at(notification, (nuint)index);

    private unsafe NativeField Field(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        byte[] wanted = Encoding.UTF8.GetBytes(name);
        if (!envelope)
        {
            fixed (byte* bytes = wanted)
            {
                return Methods.ackwell_notification_field(notification, bytes, (nuint)wanted.Length);
            }
        }
        int count = Count;
        for (int index = 0; index < count; index++)
        {
            NativeField field = At(index);
            bool same = field.Name.Bytes.SequenceEqual(wanted);
            GC.KeepAlive(notification);
            if (same)
            {
                return field;
            }
        }
        return default;
    }

    private JsonElement Value(NativeField field)
    {
        JsonElement value = (NativeFieldForm)field.Form switch
        {
            NativeFieldForm.Text => Json.String(field.Value.Bytes),
            NativeFieldForm.Json => Json.Parse(field.Value.Bytes),
            _ => Json.Parse("null"u8),
        };
        GC.KeepAlive(notification);
        return value;
    }
}
