using System;

namespace Ackwell;

/// <summary>What became of one request, for logs, metrics and alarms.</summary>
public sealed record Outcome
{
    internal Outcome(Acknowledgement acknowledgement, Refusal? refusal, Notification? notification, Delivery? delivery)
    {
        Acknowledgement = acknowledgement;
        Refusal = refusal;
        Notification = notification;
        Delivery = delivery;
    }

    /// <summary>What to answer to the provider.</summary>
    public Acknowledgement Acknowledgement { get; }

    /// <summary>
    /// Why it was not a success, with the line for the log; <c>null</c> if the work is done and
    /// committed, now or before.
    /// </summary>
    public Refusal? Refusal { get; }

    /// <summary>The code of the <see cref="Refusal"/>.</summary>
    public Code? Code => Refusal?.Code;

    /// <summary>
    /// The outcome in a word, for metrics: the code's text, <c>fulfilled</c>, or <c>repeat</c>.
    /// </summary>
    public string Name => Code?.ToText() ?? (Delivery == Ackwell.Delivery.Repeat ? "repeat" : "fulfilled");

    /// <summary>What the request said; <c>null</c> if it was refused.</summary>
    public Notification? Notification { get; }

    /// <summary>
    /// What the ledger said; <c>null</c> if the request was refused or the ledger could not be asked.
    /// </summary>
    public Delivery? Delivery { get; }

    /// <summary>How the notification contradicts an earlier one, where it does.</summary>
    public Conflict? Conflict { get; init; }

    /// <summary>
    /// What the shop's own work threw, or an <see cref="AckwellException"/> that says why the request
    /// was refused or what the ledger said; <c>null</c> where there is none.
    /// </summary>
    public Exception? Exception { get; init; }

    /// <summary>
    /// What happened, in a line for a log: the refusal's <see cref="Refusal.LogLine"/>, or which
    /// notification was fulfilled.
    /// </summary>
    public override string ToString() => Refusal?.LogLine ?? $"{Notification}: {Name}";
}
