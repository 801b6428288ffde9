using System.Text.Json.Nodes;

namespace Ackwell;

/// <summary>A whole configuration that is written in code: a record for each section.</summary>
public sealed record AckwellOptions
{
    /// <summary>The receiver for LianLian Pay, if there is to be one.</summary>
    public LianLianOptions? LianLian { get; init; }

    /// <summary>The receiver for PingPongCheckout, if there is to be one.</summary>
    public PingPongOptions? PingPong { get; init; }

    /// <summary>The ledger, if there is to be one.</summary>
    public LedgerOptions? Ledger { get; init; }

    internal JsonObject Document()
    {
        JsonObject document = [];
        JsonObject shared = [];
        Add(document, "lianlian", LianLian?.Section());
        Add(document, "pingpong", PingPong?.Section());
        Add(document, "ledger", Ledger?.Section());
        foreach (ReceiverOptions? options in new ReceiverOptions?[] { LianLian, PingPong })
        {
            foreach ((string name, JsonNode? value) in options?.Shared() ?? [])
            {
                if (shared.TryGetPropertyValue(name, out JsonNode? other) && !JsonNode.DeepEquals(value, other))
                {
                    throw new AckwellException(
                        Code.InvalidConfig,
                        $"`receiver.{name}`: all receivers share it, and it is not the same in LianLian's options and in PingPong's",
                        $"receiver.{name}");
                }
                shared[name] = value?.DeepClone();
            }
        }
        Add(document, "receiver", shared);
        return document;
    }

    private static void Add(JsonObject document, string name, JsonObject? section)
    {
        if (section is not null)
        {
            document[name] = section;
        }
    }
}
