using System.Text.Json.Nodes;

namespace Ackwell;

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
