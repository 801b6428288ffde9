using System.Text.Json;
using System.Text.Json.Nodes;
using Ackwell.Native;

namespace Ackwell.Testing;

/// <summary>
/// Plays both providers with keys that were made on the spot, to test an endpoint when nobody else
/// can sign. For tests only: a receiver of such a key says so in its log.
/// </summary>
/// <example>
/// <code>
/// Sender sender = new();
/// using Receiver receiver = sender.Configuration.CreateReceiver(Provider.LianLian);
/// Notification paid = receiver.Verify(sender.Sign(Kind.LianLianPayment, orderNo: "42", amount: 10.00m).ToRequest());
/// </code>
/// </example>
public sealed class Sender
{
    private readonly string secret;

    /// <summary>Makes keys and ids: never the same ones again.</summary>
    public Sender()
    {
        JsonElement keys = Methods.ackwell_testing_answer("""{"do": "keys"}""");
        secret = keys.GetProperty("sender").GetRawText();
        JsonObject document = JsonObject.Create(keys.GetProperty("receiver"))!;
        // The server of ASP.NET Core's TestHost has no addresses.
        document["receiver"]!["trusted_proxies"]!.AsArray().Add("unix");
        document["ledger"] = new JsonObject { ["url"] = "memory:" };
        Configuration = AckwellConfiguration.Parse(document.ToJsonString());
    }

    /// <summary>
    /// What a shop is configured with to receive what this sends: a receiver for each provider, which
    /// trusts a proxy on this machine and a test server without addresses, and a ledger in memory.
    /// </summary>
    public AckwellConfiguration Configuration { get; }

    /// <summary>
    /// Makes and signs a request as the provider sends it. What is not chosen has the value of the
    /// provider's documents. The same choices are a repeat; another order is another notification.
    /// </summary>
    /// <param name="kind">The kind.</param>
    /// <param name="orderNo">The shop's own order number.</param>
    /// <param name="amount">The amount in major units.</param>
    /// <param name="currency">The currency's three letters.</param>
    /// <param name="status">How the operation has ended.</param>
    /// <param name="members">
    /// Members of the body under their names on the wire: each replaces the one of that name, or is
    /// added; <c>null</c> leaves it out.
    /// </param>
    /// <param name="variant">In which way it is wrong on purpose.</param>
    /// <exception cref="AckwellException">
    /// <see cref="Code.InvalidArgument"/>: the kind cannot have that.
    /// </exception>
    public SignedRequest Sign(
        Kind kind,
        string? orderNo = null,
        decimal? amount = null,
        string? currency = null,
        Status? status = null,
        JsonObject? members = null,
        Variant variant = Variant.Genuine)
    {
        JsonObject question = new()
        {
            ["do"] = "request",
            ["sender"] = JsonNode.Parse(secret),
            ["kind"] = kind.ToText(),
            ["order"] = orderNo,
            ["amount"] = amount is { } value ? new Amount(value, "").ValueText : null,
            ["currency"] = currency,
            ["status"] = status?.ToText(),
            ["members"] = members?.DeepClone() ?? new JsonObject(),
            ["variant"] = variant.ToText(),
        };
        return new SignedRequest(Methods.ackwell_testing_answer(question.ToJsonString()));
    }
}
