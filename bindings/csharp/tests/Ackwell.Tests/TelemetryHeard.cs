using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Linq;

namespace Ackwell.Tests;

/// <summary>What the package measures while this listens.</summary>
internal sealed class TelemetryHeard : IDisposable
{
    private readonly MeterListener meters = new();
    private readonly ActivityListener activities;
    private readonly ConcurrentQueue<string> counted = new();
    private readonly ConcurrentQueue<(double Seconds, string Tags)> timed = new();
    private readonly ConcurrentQueue<Activity> ended = new();

    internal TelemetryHeard()
    {
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == AckwellTelemetry.Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<long>(
            (instrument, value, tags, _) => counted.Enqueue($"{instrument.Name} {value} {Said(tags.ToArray())}"));
        meters.SetMeasurementEventCallback<double>(
            (instrument, value, tags, _) => timed.Enqueue((value, $"{instrument.Name} {instrument.Unit} {Said(tags.ToArray())}")));
        meters.Start();
        activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == AckwellTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(activities);
    }

    internal IReadOnlyList<string> Counted => [.. counted];

    internal IReadOnlyList<(double Seconds, string Tags)> Timed => [.. timed];

    internal IReadOnlyList<Activity> Ended => [.. ended];

    internal static string Said(IEnumerable<KeyValuePair<string, object?>> tags) =>
        string.Join(' ', tags.Select(tag => $"{tag.Key}={tag.Value}"));

    public void Dispose()
    {
        meters.Dispose();
        activities.Dispose();
    }
}
