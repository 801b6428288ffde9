using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Ackwell;

/// <summary>
/// Options that are an object of the host: an anonymous one, a dictionary, a class, a section of
/// <c>IConfiguration</c>.
/// </summary>
internal static class OptionObject
{
    private const string Reflection = "Reads the object's properties by reflection.";

    private static readonly JsonSerializerOptions Plain = new()
    {
        Converters =
        {
            new ObjectConverter(), new HostConfigurationConverter(), new BytesConverter(),
            new TextConverter<IPAddress>(), new TextConverter<IPNetwork>(),
        },
    };

    /// <summary>The object as JSON, with the core's names. What is <c>null</c> is left out.</summary>
    /// <param name="options">The object.</param>
    /// <param name="member">Where it belongs in the document; empty for the document itself.</param>
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    internal static JsonNode? Read(object options, string member)
    {
        try
        {
            return Renamed(JsonSerializer.SerializeToNode(options, options.GetType(), Plain), member);
        }
        catch (Exception problem) when (problem is JsonException or NotSupportedException)
        {
            throw new AckwellException(
                Code.InvalidConfig, $"options of the type {options.GetType()} cannot be read: {problem.Message}", inner: problem);
        }
    }

    private static JsonNode? Renamed(JsonNode? node, string path)
    {
        switch (node)
        {
            case JsonObject section:
                JsonObject renamed = [];
                Dictionary<string, string> spellings = [];
                foreach ((string spelling, JsonNode? value) in section)
                {
                    if (spelling == ObjectConverter.Lost)
                    {
                        throw new AckwellException(
                            Code.InvalidConfig,
                            $"`{path}`: its members were lost on the way here, as Get<Dictionary<string, object>>() of a configuration loses them; pass the section itself: GetSection(\"…\")",
                            path);
                    }
                    string name = OptionNames.Of(spelling);
                    string place = path.Length == 0 ? name : $"{path}.{name}";
                    if (!spellings.TryAdd(name, spelling))
                    {
                        throw new AckwellException(
                            Code.InvalidConfig, $"`{place}`: appears twice, as {spellings[name]} and as {spelling}", place);
                    }
                    if (value is not null)
                    {
                        renamed[name] = Renamed(value, place);
                    }
                }
                return renamed;
            case JsonArray list:
                return new JsonArray([.. list.Select((item, index) => Renamed(item, $"{path}[{index}]"))]);
            default:
                return node?.DeepClone();
        }
    }

    /// <summary>Marks what is an <see cref="object"/> and nothing more, which JSON shows as empty.</summary>
    private sealed class ObjectConverter : JsonConverter<object>
    {
        /// <summary>The name of a member that no options have.</summary>
        internal const string Lost = "";

        public override object Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Only reached from methods that say so.")]
        [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Only reached from methods that say so.")]
        public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options)
        {
            if (value.GetType() != typeof(object))
            {
                JsonSerializer.Serialize(writer, value, value.GetType(), options);
                return;
            }
            writer.WriteStartObject();
            writer.WriteNull(Lost);
            writer.WriteEndObject();
        }
    }

    /// <summary>
    /// A section of <c>Microsoft.Extensions.Configuration</c>, found by its interface: this package
    /// needs nothing but .NET itself.
    /// </summary>
    private sealed class HostConfigurationConverter : JsonConverterFactory
    {
        private const string Namespace = "Microsoft.Extensions.Configuration";

        public override bool CanConvert(Type type) => Interface(type, "IConfiguration") is not null;

        [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "An interface that is implemented is kept.")]
        private static Type? Interface(Type type, string name) =>
            type.FullName == $"{Namespace}.{name}"
                ? type
                : Array.Find(type.GetInterfaces(), known => known.FullName == $"{Namespace}.{name}");

        public override JsonConverter CreateConverter(Type type, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(type))!;

        private sealed class Converter<T> : JsonConverter<T>
        {
            public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
                throw new NotSupportedException();

            public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
                WriteSection(writer, value!, root: true);
        }

        private static void WriteSection(Utf8JsonWriter writer, object section, bool root)
        {
            List<object> children = [.. Children(section)];
            if (children.Count == 0 && !root)
            {
                WriteValue(writer, Text(section, "Key") ?? "", Text(section, "Value"));
                return;
            }
            // The host has no lists: their items are members with numbers for names.
            bool list = children.Count > 0 && children.All(child => int.TryParse(Text(child, "Key"), NumberStyles.None, CultureInfo.InvariantCulture, out _));
            if (list)
            {
                writer.WriteStartArray();
                foreach (object child in children.OrderBy(child => int.Parse(Text(child, "Key")!, CultureInfo.InvariantCulture)))
                {
                    WriteSection(writer, child, root: false);
                }
                writer.WriteEndArray();
                return;
            }
            writer.WriteStartObject();
            foreach (object child in children)
            {
                writer.WritePropertyName(Text(child, "Key") ?? "");
                WriteSection(writer, child, root: false);
            }
            writer.WriteEndObject();
        }

        private static void WriteValue(Utf8JsonWriter writer, string key, string? value)
        {
            if (Array.IndexOf(OptionNames.Numbers, OptionNames.Of(key)) >= 0
                && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
            {
                writer.WriteNumberValue(number);
            }
            else
            {
                writer.WriteStringValue(value);
            }
        }

        [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "An interface that is implemented is kept.")]
        private static IEnumerable<object> Children(object section) =>
            ((IEnumerable)Interface(section.GetType(), "IConfiguration")!.GetMethod("GetChildren")!.Invoke(section, null)!).Cast<object>();

        [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "An interface that is implemented is kept.")]
        private static string? Text(object section, string property) =>
            Interface(section.GetType(), "IConfigurationSection")!.GetProperty(property)!.GetValue(section) as string;
    }

    /// <summary>The bytes of a key's file are its text.</summary>
    private sealed class BytesConverter : JsonConverter<byte[]>
    {
        public override byte[] Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Encoding.UTF8.GetString(value));
    }

    private sealed class TextConverter<T> : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value!.ToString());

        public override bool CanConvert(Type type) => typeof(T).IsAssignableFrom(type);
    }
}
