using System;
using System.Collections;
using System.Collections.Generic;
using Microsoft.Extensions.Logging;

namespace Ackwell.AspNetCore;

/// <summary>Outcomes in the application's own log.</summary>
public static class AckwellLogging
{
    private static readonly EventId Fulfilled = new(100, "fulfilled");

    private static readonly EventId Repeat = new(101, "repeat");

    /// <summary>
    /// Logs an outcome: a failure as its <see cref="Refusal.LogLine"/> at the level of its severity,
    /// work that was fulfilled as information, a repeat for debugging.
    /// </summary>
    /// <remarks>
    /// The properties <c>Outcome</c>, <c>Code</c>, <c>Provider</c>, <c>OrderNo</c>,
    /// <c>DeliveryKey</c> and <c>Address</c> come with it. The event's id is the code's number, 100
    /// for <c>fulfilled</c>, 101 for <c>repeat</c>, and its name is the outcome's.
    /// <c>MapAckwell</c> does this by itself; for handlers of the shop's own:
    /// <c>AckwellLog.Writer = outcome => outcome.WriteTo(logger);</c>
    /// </remarks>
    /// <param name="outcome">The outcome.</param>
    /// <param name="log">The log.</param>
    public static void WriteTo(this Outcome outcome, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(log);
        (LogLevel level, EventId id) = outcome.Refusal is { } refusal
            ? (LevelOf(refusal.Severity), new EventId((int)refusal.Code, outcome.Name))
            : outcome.Delivery == Delivery.Repeat ? (LogLevel.Debug, Repeat) : (LogLevel.Information, Fulfilled);
        // The trace of a refusal says nothing; the one of the shop's own work does.
        Exception? problem = outcome.Exception is AckwellException ? null : outcome.Exception;
        log.Log(level, id, new Line(outcome), problem, static (line, _) => line.ToString());
    }

    internal static LogLevel LevelOf(Severity severity) => severity switch
    {
        Severity.Info => LogLevel.Information,
        Severity.Warning => LogLevel.Warning,
        _ => LogLevel.Error,
    };

    /// <summary>The line and its properties, as structured logs read them.</summary>
    private sealed class Line(Outcome outcome) : IReadOnlyList<KeyValuePair<string, object?>>
    {
        private readonly KeyValuePair<string, object?>[] properties =
        [
            new("Outcome", outcome.Name),
            new("Code", outcome.Code?.ToText()),
            new("Provider", (outcome.Refusal?.Provider ?? outcome.Notification?.Provider)?.ToText()),
            new("OrderNo", outcome.Notification?.OrderNo),
            new("DeliveryKey", outcome.Notification?.DeliveryKey),
            new("Address", (outcome.Refusal?.Address ?? outcome.Notification?.Source.Address)?.ToString()),
            new("Line", outcome.ToString()),
            // Without quotes around the text in those that render templates by themselves.
            new("{OriginalFormat}", "{Line:l}"),
        ];

        public int Count => properties.Length;

        public KeyValuePair<string, object?> this[int index] => properties[index];

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() =>
            ((IEnumerable<KeyValuePair<string, object?>>)properties).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public override string ToString() => outcome.ToString();
    }
}
