using System;
using System.Collections;
using System.Collections.Generic;
using Microsoft.Extensions.Logging;

namespace Ackwell.AspNetCore;

/// <summary>Outcomes in the application's own log.</summary>
public static class AckwellLogging
{
    /// <summary>
    /// Logs an outcome: its <see cref="Outcome.LogLine"/> at the level of its severity, a success for
    /// debugging.
    /// </summary>
    /// <remarks>
    /// The properties <c>Outcome</c>, <c>Code</c>, <c>Provider</c>, <c>OrderNo</c>,
    /// <c>DeliveryKey</c> and <c>Address</c> come with it. The event is a failure's code under its
    /// number, or <c>fulfilled</c> under 100 and <c>repeat</c> under 101.
    /// <c>MapAckwell</c> does this by itself; for handlers of the shop's own:
    /// <c>AckwellLog.Writer = outcome => outcome.WriteTo(logger);</c>
    /// </remarks>
    /// <param name="outcome">The outcome.</param>
    /// <param name="log">The log.</param>
    public static void WriteTo(this Outcome outcome, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(log);
        LogLevel level = outcome.Severity switch
        {
            Severity.None => LogLevel.Debug,
            Severity.Info => LogLevel.Information,
            Severity.Warning => LogLevel.Warning,
            _ => LogLevel.Error,
        };
        if (log.IsEnabled(level))
        {
            EventId id = outcome.Code is { } code
                ? new EventId((int)code, code.ToText())
                : new EventId(99 + (int)outcome.Kind, outcome.Kind.ToText());
            log.Log(level, id, new Line(outcome), outcome.Exception, static (line, _) => line.ToString());
        }
    }

    /// <summary>The line and its properties, as structured logs read them.</summary>
    private sealed class Line(Outcome outcome) : IReadOnlyList<KeyValuePair<string, object?>>
    {
        private readonly KeyValuePair<string, object?>[] properties =
        [
            new("Outcome", outcome.Kind.ToText()),
            new("Code", outcome.Code?.ToText()),
            new("Provider", (outcome.Refusal?.Provider ?? outcome.Notification?.Provider)?.ToText()),
            new("OrderNo", outcome.Notification?.OrderNo),
            new("DeliveryKey", outcome.Notification?.DeliveryKey),
            new("Address", (outcome.Refusal?.Address ?? outcome.Notification?.Source.Address)?.ToString()),
            new("Line", outcome.LogLine),
            // Without quotes around the text in those that render templates by themselves.
            new("{OriginalFormat}", "{Line:l}"),
        ];

        public int Count => properties.Length;

        public KeyValuePair<string, object?> this[int index] => properties[index];

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() =>
            ((IEnumerable<KeyValuePair<string, object?>>)properties).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public override string ToString() => outcome.LogLine;
    }
}
