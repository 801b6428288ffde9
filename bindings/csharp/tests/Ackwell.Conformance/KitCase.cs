using System;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ackwell.Testing;

namespace Ackwell.Conformance;

/// <summary>A case of the test kit: what it signs, and how it judges an answer.</summary>
internal static class KitCase
{
    /// <summary>One for all cases: a key takes a moment.</summary>
    private static readonly Lazy<Sender> Keys = new(() => new Sender());

    internal static void Sign(JsonElement each, Line line)
    {
        JsonElement ask = each.GetProperty("ask");
        string? Text(string name) => ask.TryGetProperty(name, out JsonElement text) ? text.GetString() : null;
        SignedRequest signed = Keys.Value.Sign(
            Enum.GetValues<Kind>().Single(kind => Surface.Kind(kind.ToString()) == Text("kind")),
            Text("order"),
            Text("amount") is { } amount ? decimal.Parse(amount, CultureInfo.InvariantCulture) : null,
            Text("currency"),
            Text("status") is { } status ? StatusNames.FromText(status) : null,
            ask.TryGetProperty("members", out JsonElement members) ? JsonObject.Create(members) : null,
            Text("variant") is { } variant ? Enum.GetValues<Variant>().Single(known => Surface.Snake(known.ToString()) == variant) : Variant.Genuine);
        using Receiver receiver = Keys.Value.Configuration.CreateReceiver(signed.Provider);
        line.Set("outcome", "signed");
        if (receiver.TryVerify(signed.ToRequest(), out Notification? notification, out Refusal? refusal))
        {
            line.Set("kind", notification.Kind);
            line.Set("order_no", notification.OrderNo);
            line.Set("status", notification.Status.ToText());
            line.Set("amount", notification.Amount?.Value.ToString(CultureInfo.InvariantCulture));
            line.Set("currency", notification.Amount?.Currency);
        }
        else
        {
            line.Set("code", refusal.Code.ToText());
        }
    }

    internal static void Judge(JsonElement each, Line line)
    {
        Provider provider = ProviderNames.FromText(each.GetProperty("provider").GetString());
        JsonElement answer = each.GetProperty("answer");
        SignedRequest signed = Keys.Value.Sign(provider == Provider.LianLian ? Kind.LianLianPayment : Kind.PingPongTransaction);
        using HttpResponseMessage response = new((HttpStatusCode)answer.GetProperty("status").GetInt32())
        {
            Content = new StringContent(answer.GetProperty("body").GetString()!),
        };
        line.Set("outcome", "judged");
        line.Set("received", signed.JudgeAsync(response).GetAwaiter().GetResult().Received);
    }
}
