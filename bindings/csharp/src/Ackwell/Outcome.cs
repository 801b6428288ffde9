using System;
using Ackwell.Native;

namespace Ackwell;

/// <summary>
/// What became of one request: a word for metrics, the line for the log, and what to answer.
/// </summary>
/// <example>
/// <code>
/// Outcome outcome = receiver.HandleOutcome(request, ledger, notification => orders.MarkPaid(notification));
/// log.Write(outcome.Severity, outcome.LogLine);
/// </code>
/// </example>
public sealed class Outcome
{
    private readonly OutcomeHandle handle;
    private Refusal? refusal;

    internal Outcome(nint outcome)
    {
        handle = new OutcomeHandle(outcome);
        Kind = OutcomeKindNames.FromNumber(Methods.ackwell_outcome_kind(handle));
    }

    /// <summary>What became of it, in one word.</summary>
    public OutcomeKind Kind { get; }

    /// <summary>What to answer to the provider.</summary>
    public Acknowledgement Acknowledgement => Methods.ackwell_outcome_acknowledgement(handle).Copy();

    /// <summary>
    /// Why the request was not acted on; <c>null</c> for a success: the order is fulfilled and
    /// committed, now or before.
    /// </summary>
    public Refusal? Refusal => Code is null ? null : refusal ??= Refusal.Read(Methods.ackwell_outcome_refusal(handle), handle);

    /// <summary>The code of the <see cref="Refusal"/>.</summary>
    public Code? Code =>
        Methods.ackwell_outcome_status(handle) is var status and not 0 ? CodeNames.FromNumber(status) : null;

    /// <summary>How urgent a failure is; <see cref="Severity.None"/> for a success.</summary>
    public Severity Severity =>
        Methods.ackwell_outcome_severity(handle) is var number and not 0 ? SeverityNames.FromNumber(number) : Severity.None;

    /// <summary>
    /// The one line for the shop's log, the same in every language. No line end, no control
    /// characters, nothing secret.
    /// </summary>
    public string LogLine
    {
        get
        {
            string line = Methods.ackwell_outcome_log_line(handle).Copy() ?? "";
            GC.KeepAlive(handle);
            return line;
        }
    }

    /// <summary>What the request said; <c>null</c> if it was refused.</summary>
    public Notification? Notification { get; init; }

    /// <summary>
    /// What the ledger said; <c>null</c> if the request was refused or the ledger could not be asked.
    /// </summary>
    public Delivery? Delivery { get; init; }

    /// <summary>How the notification contradicts an earlier one, where it does.</summary>
    public Conflict? Conflict { get; init; }

    /// <summary>What the shop's own work threw; <c>null</c> if it threw nothing.</summary>
    public Exception? Exception { get; init; }

    /// <summary>All of it as one JSON object, the same in every language.</summary>
    public string ToJson()
    {
        string json = Methods.ackwell_outcome_json(handle).Copy() ?? "";
        GC.KeepAlive(handle);
        return json;
    }

    /// <summary>The <see cref="LogLine"/>.</summary>
    public override string ToString() => LogLine;

    /// <summary>The outcome of a request for which there is no receipt. Takes the refusal over.</summary>
    internal static Outcome Refused(nint refusal, Notification? notification = null)
    {
        try
        {
            return new Outcome(Methods.ackwell_outcome_of_refusal(refusal)) { Notification = notification };
        }
        finally
        {
            _ = Methods.ackwell_refusal_free(refusal);
        }
    }
}
