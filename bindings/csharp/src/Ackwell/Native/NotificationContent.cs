using System;
using System.Text.Json;

namespace Ackwell.Native;

/// <summary>
/// What a notification says, taken from the native library when it is first asked for: a shop that
/// looks at a status and an amount does not pay for the rest.
/// </summary>
internal sealed class NotificationContent(NotificationHandle handle)
{
    /// <summary>A class, so that no thread sees half of what another one has just read.</summary>
    private sealed class Tree(JsonElement json)
    {
        internal JsonElement Json { get; } = json;
    }

    private Tree? tree;

    internal NotificationHandle Handle => handle;

    /// <summary>The members of the whole.</summary>
    internal Members Members => new((tree ??= Read()).Json);

    private Tree Read()
    {
        try
        {
            Utf8JsonReader reader = new(Methods.ackwell_notification_json(handle).Bytes);
            JsonElement json = JsonElement.ParseValue(ref reader);
            GC.KeepAlive(handle);
            return new Tree(json);
        }
        catch (JsonException problem)
        {
            throw Members.Misfit(problem);
        }
    }
}
