using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Text.Json;
using Ackwell.Testing;

namespace Ackwell.Conformance;

/// <summary>What the package offers, by name: what its types really have.</summary>
internal static class Surface
{
    internal static IEnumerable<(string Id, IEnumerable<string> Names)> Lists()
    {
        string[] common = [.. Properties(typeof(Notification))];
        yield return ("surface/common", common);
        foreach (Type type in typeof(Notification).Assembly.GetExportedTypes().Where(type => type.BaseType == typeof(Notification)))
        {
            string[] own = [.. Properties(type).Except(common)];
            if (own.Length > 0)
            {
                yield return ($"surface/fields/{Kind(type.Name)}", own);
            }
        }
        yield return ("surface/options/lianlian", Properties(typeof(LianLianOptions)));
        yield return ("surface/options/pingpong", Properties(typeof(PingPongOptions)));
        yield return ("surface/options/receiver", Properties(typeof(ReceiverOptions)));
        yield return ("surface/options/ledger", Properties(typeof(LedgerOptions)));
        yield return ("surface/vocabulary/provider", Words<Provider>(ProviderNames.ToText, Provider.Unknown));
        yield return ("surface/vocabulary/status", Words<Status>(StatusNames.ToText));
        yield return ("surface/vocabulary/delivery", Words<Delivery>(DeliveryNames.ToText, Delivery.Unknown));
        yield return ("surface/vocabulary/severity", Words<Severity>(severity => Snake(severity.ToString()), Severity.None));
        yield return ("surface/vocabulary/delivery_state", Words<DeliveryState>(DeliveryStateNames.ToText, DeliveryState.Unknown));
        yield return ("surface/vocabulary/outcome", Words<OutcomeKind>(OutcomeKindNames.ToText, OutcomeKind.Unknown));
        yield return ("surface/vocabulary/variant", Words<Variant>(variant => Snake(variant.ToString())));
        foreach (Type type in typeof(Ledger).Assembly.GetExportedTypes().Where(IsRecordOfLedger))
        {
            yield return ($"surface/records/{type.Name}", Properties(type));
        }
    }

    /// <summary>A record of the ledger is made of the members of its JSON.</summary>
    private static bool IsRecordOfLedger(Type type) =>
        type.GetMethod("Of", BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly) is { } of
        && of.ReturnType == type
        && of.GetParameters() is [{ ParameterType.Name: "Members" }];

    private static IEnumerable<string> Properties(Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .Select(property => Snake(property.Name));

    /// <summary><c>LianLianExchangePayment</c> is <c>lianlian.exchange_payment</c>.</summary>
    internal static string Kind(string name)
    {
        Provider provider = Enum.GetValues<Provider>().Single(known => name.StartsWith(known.ToString(), StringComparison.Ordinal));
        return $"{provider.ToText()}.{Snake(name[provider.ToString().Length..])}";
    }

    private static IEnumerable<string> Words<T>(Func<T, string> text, params T[] others)
        where T : struct, Enum =>
        Enum.GetValues<T>().Except(others).Select(text);

    internal static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
