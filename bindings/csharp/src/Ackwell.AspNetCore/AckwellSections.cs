using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;

namespace Ackwell.AspNetCore;

/// <summary>Configurations from a section of the application's own.</summary>
public static class AckwellSections
{
    /// <summary>
    /// The section as a configuration of Ackwell. <c>PublicKeys</c>, <c>publicKeys</c>,
    /// <c>public_keys</c> and <c>PUBLIC-KEYS</c> are the same member. A member that is <c>null</c> is
    /// left out. <c>Env</c> and <c>File</c> in place of a text are read as in
    /// <see cref="AckwellConfiguration.Parse(string)"/>.
    /// </summary>
    /// <param name="section">
    /// The section with the members of <c>docs/configuration.md</c>, as it is: what the host's binder
    /// makes of it has lost its lists.
    /// </param>
    /// <exception cref="AckwellException">
    /// <see cref="Code.InvalidConfig"/>: a member appears twice.
    /// </exception>
    /// <example>
    /// <code>
    /// var ackwell = builder.Configuration.GetSection("Ackwell").ToAckwellConfiguration();
    /// using var receiver = ackwell.CreateReceiver(Provider.LianLian);
    /// </code>
    /// </example>
    public static AckwellConfiguration ToAckwellConfiguration(this IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return AckwellConfiguration.Of(Members(section.GetChildren(), ""));
    }

    private static JsonNode? Value(IConfigurationSection section, string name, string place)
    {
        List<IConfigurationSection> children = [.. section.GetChildren()];
        if (children.Count == 0)
        {
            return Text(name, section.Value);
        }
        // The host has no lists: their items are members with numbers for names.
        if (children.All(child => Index(child) is not null))
        {
            IEnumerable<JsonNode?> items = children
                .OrderBy(child => Index(child))
                .Select((child, index) => Value(child, "", $"{place}[{index}]"));
            return new JsonArray([.. items]);
        }
        return Members(children, place);
    }

    private static JsonObject Members(IEnumerable<IConfigurationSection> children, string path)
    {
        JsonObject members = [];
        Dictionary<string, string> spellings = [];
        foreach (IConfigurationSection child in children)
        {
            string name = OptionNames.Of(child.Key);
            string place = path.Length == 0 ? name : $"{path}.{name}";
            if (!spellings.TryAdd(name, child.Key))
            {
                throw new AckwellException(
                    Code.InvalidConfig, $"`{place}`: appears twice, as {spellings[name]} and as {child.Key}", place);
            }
            if (Value(child, name, place) is { } value)
            {
                members[name] = value;
            }
        }
        return members;
    }

    private static int? Index(IConfigurationSection section) =>
        int.TryParse(section.Key, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : null;

    /// <summary>A text of the host, which has nothing else, as the form that the core expects.</summary>
    private static JsonNode? Text(string name, string? value)
    {
        if (value is not null && Array.IndexOf(OptionNames.Numbers, name) >= 0)
        {
            if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long whole))
            {
                return JsonValue.Create(whole);
            }
            if (double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
            {
                return JsonValue.Create(number);
            }
        }
        return JsonValue.Create(value);
    }
}
