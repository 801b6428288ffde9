using System;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Threading.Tasks;

namespace Ackwell.Tests;

internal static class TelemetryTests
{
    public static async Task Every_request_is_counted_by_what_became_of_it()
    {
        Case sample = Pack.LianLian;
        using Ledger ledger = Ledger.Open("memory:");
        using TelemetryHeard heard = new();
        sample.Receiver.Handle(sample.Request, ledger, _ => { });
        await sample.Receiver.HandleAsync(sample.Request, ledger, _ => Task.CompletedTask);
        await sample.Receiver.HandleAsync(sample.With("{}"u8.ToArray()), ledger, _ => Task.CompletedTask);
        Ledger closed = Ledger.Open("memory:");
        closed.Dispose();
        Check.Throws<ObjectDisposedException>(() => sample.Receiver.Handle(sample.Request, closed, _ => { }));
        Check.Equal(
            """
            ackwell.notifications 1 provider=lianlian outcome=fulfilled
            ackwell.notifications 1 provider=lianlian outcome=repeat
            ackwell.notifications 1 provider=lianlian outcome=refused code=missing_signature
            ackwell.notifications 1 provider=lianlian outcome=unavailable code=internal
            """,
            string.Join('\n', heard.Counted));
        Check.Equal(1, heard.Ended.Count, "only the work is an activity");
        Check.Equal(1, heard.Timed.Count, "only the work is timed");
    }

    public static async Task Work_that_throws_is_told_by_the_type_and_not_by_what_it_says()
    {
        Case sample = Pack.PingPong;
        using Ledger ledger = Ledger.Open("memory:");
        using TelemetryHeard heard = new();
        sample.Receiver.Handle(sample.Request, ledger, _ => throw new InvalidOperationException("no stock for SECRET"));
        await sample.Receiver.HandleAsync(sample.Request, ledger, async _ =>
        {
            await Task.Delay(20);
            throw new InvalidOperationException("no stock for SECRET");
        });
        Check.Equal(2, heard.Counted.Count(line => line.EndsWith(" outcome=failed code=fulfilment_failed")), string.Join('\n', heard.Counted));
        Check.Equal(2, heard.Ended.Count);
        foreach (Activity activity in heard.Ended)
        {
            Check.Equal(ActivityStatusCode.Error, activity.Status);
            Check.Equal(null, activity.StatusDescription);
            Check.Equal(
                $"provider=pingpong kind=pingpong.transaction delivery_key={sample.Expected.GetProperty("delivery_key").GetString()} error.type=System.InvalidOperationException",
                TelemetryHeard.Said(activity.TagObjects));
        }
        Check.That(heard.Timed[1].Seconds is >= 0.015 and < 30, $"{heard.Timed[1].Seconds} s");
        Check.Equal(
            "ackwell.fulfilment.duration s provider=pingpong kind=pingpong.transaction error.type=System.InvalidOperationException",
            heard.Timed[1].Tags);
    }

    public static async Task Work_that_is_asynchronous_runs_inside_its_activity_and_nothing_else_does()
    {
        Case sample = Pack.LianLian;
        using Ledger ledger = Ledger.Open("memory:");
        using TelemetryHeard heard = new();
        using Activity request = new Activity("request").Start();
        Activity? inside = null;
        await sample.Receiver.HandleAsync(sample.Request, ledger, async _ =>
        {
            await Task.Yield();
            inside = Activity.Current;
        });
        Check.That(ReferenceEquals(request, Activity.Current), "the activity of the caller is the caller's again");
        Check.That(ReferenceEquals(inside, heard.Ended.Single()), "the work sees its activity");
        Check.Equal(request.SpanId, inside!.ParentSpanId);
        Check.Equal(ActivityStatusCode.Unset, inside.Status);
    }

    public static void A_listener_that_throws_changes_no_answer()
    {
        Case sample = Pack.LianLian;
        using Ledger ledger = Ledger.Open("memory:");
        using MeterListener meters = new();
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == AckwellTelemetry.Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<long>((_, _, _, _) => throw new InvalidOperationException("full"));
        meters.SetMeasurementEventCallback<double>((_, _, _, _) => throw new InvalidOperationException("full"));
        meters.Start();
        foreach (bool first in new[] { true, false })
        {
            using ActivityListener activities = new()
            {
                ShouldListenTo = source => source.Name == AckwellTelemetry.Name,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStarted = first ? _ => throw new InvalidOperationException("full") : null,
                ActivityStopped = first ? null : _ => throw new InvalidOperationException("full"),
            };
            ActivitySource.AddActivityListener(activities);
            Case each = first ? sample : Pack.PingPong;
            int fulfilled = 0;
            Outcome outcome = each.Receiver.HandleOutcome(each.Request, ledger, _ => { fulfilled++; });
            Check.Equal(OutcomeKind.Fulfilled, outcome.Kind);
            Check.Equal(1, fulfilled);
            Check.Equal(null, Activity.Current);
        }
    }
}
