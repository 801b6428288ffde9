namespace Ackwell.Testing;

/// <summary>What a provider makes of an answer.</summary>
/// <param name="Received">Whether it takes the notification as received. If not, it sends again.</param>
/// <param name="Why">Why, in one sentence.</param>
public sealed record Judgement(bool Received, string Why);
