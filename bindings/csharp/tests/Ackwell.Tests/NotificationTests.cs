using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Threading;
using Ackwell.Native;

namespace Ackwell.Tests;

internal static class NotificationTests
{
    public static void Every_property_of_every_accepted_case_says_what_the_json_says()
    {
        HashSet<string> kinds = [];
        int properties = 0;
        foreach (Case each in Pack.Accepted())
        {
            Notification notification = each.Receiver.Verify(each.Request);
            JsonElement expected = each.Expected;
            Check.Equal(expected.GetProperty("kind").GetString(), notification.Kind, each.Id);
            kinds.Add(notification.Kind);
            foreach (JsonProperty member in expected.EnumerateObject())
            {
                if (member.Name != "details")
                {
                    Compare(each, notification, member, ref properties);
                }
            }
            foreach (JsonProperty member in expected.GetProperty("details").EnumerateObject())
            {
                // The common property of this name is the vocabulary's word, not the provider's.
                if (member.Name == "status")
                {
                    Check.Equal(member.Value.GetString(), notification.StatusText, each.Id);
                    continue;
                }
                Compare(each, notification, member, ref properties);
            }
        }
        Check.Equal(Kinds.All.Length + 1, kinds.Count, "every kind, and one without a record, occurs");
        Check.That(properties > 5_000, $"{properties} properties were compared");
    }

    private static void Compare(Case each, Notification notification, JsonProperty member, ref int compared)
    {
        string name = string.Concat(member.Name.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        PropertyInfo property = notification.GetType().GetProperties()
            .Where(known => known.Name == name)
            .OrderByDescending(known => known.DeclaringType == notification.GetType())
            .FirstOrDefault() ?? throw new Check.Failed($"{each.Id}: {notification.Kind} has no property {name}");
        string shown = Show(property.GetValue(notification));
        Check.Equal(member.Value.ValueKind == JsonValueKind.Null ? "null" : Compact(member.Value), shown, $"{each.Id} {name}");
        compared++;
    }

    private static string Show(object? value) => value switch
    {
        null => "null",
        string text => JsonSerializer.Serialize(text),
        bool flag => flag ? "true" : "false",
        long number => number.ToString(CultureInfo.InvariantCulture),
        decimal number => JsonSerializer.Serialize(number.ToString(CultureInfo.InvariantCulture)),
        Amount amount => Compact(JsonSerializer.SerializeToElement(new Dictionary<string, string>
        {
            ["value"] = amount.Value.ToString(CultureInfo.InvariantCulture),
            ["currency"] = amount.Currency,
        })),
        DateOnly day => JsonSerializer.Serialize(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        DateTimeOffset time when time.Offset == TimeSpan.Zero => JsonSerializer.Serialize(
            time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
        DateTimeOffset time when time.Offset == TimeSpan.FromHours(8) => JsonSerializer.Serialize(
            time.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture)),
        Provider provider => JsonSerializer.Serialize(provider.ToText()),
        Status status => JsonSerializer.Serialize(status.ToText()),
        JsonElement json => Compact(json),
        IReadOnlyList<string> texts => JsonSerializer.Serialize(texts),
        Source source =>
            $$"""{"check":{{Show(source.Check)}},"address":{{Show(source.Address?.ToString())}},"trusted":{{Show(source.Trusted)}}}""",
        FieldSet fields => "{" + string.Join(",", fields.Select(field => $"{JsonSerializer.Serialize(field.Key)}:{Compact(field.Value)}")) + "}",
        _ => throw new Check.Failed($"a property of type {value.GetType()}"),
    };

    /// <summary>JSON without white space; texts and numbers as they were written.</summary>
    internal static string Compact(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(",", json.EnumerateObject().Select(member => $"{JsonSerializer.Serialize(member.Name)}:{Compact(member.Value)}")) + "}",
        JsonValueKind.Array => "[" + string.Join(",", json.EnumerateArray().Select(Compact)) + "]",
        JsonValueKind.String => JsonSerializer.Serialize(json.GetString()),
        _ => json.GetRawText(),
    };

    public static void The_json_is_the_one_that_every_language_gives()
    {
        foreach (Case each in Pack.Accepted())
        {
            using JsonDocument json = JsonDocument.Parse(each.Receiver.Verify(each.Request).ToJson());
            Check.Equal(Compact(each.Expected), Compact(json.RootElement), each.Id);
        }
    }

    public static void Numbers_and_times_do_not_depend_on_the_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        odd.NumberFormat.NumberDecimalSeparator = ",";
        odd.NumberFormat.NegativeSign = "~";
        odd.DateTimeFormat.TimeSeparator = ".";
        odd.DateTimeFormat.DateSeparator = "x";
        try
        {
            Thread.CurrentThread.CurrentCulture = odd;
            Case sample = Pack.Sample("lianlian.exchange_payment");
            LianLianExchangePayment payment = (LianLianExchangePayment)sample.Receiver.Verify(sample.Request);
            JsonElement details = sample.Expected.GetProperty("details");
            Check.Equal(details.GetProperty("exchange_rate").GetString(), payment.ExchangeRate.ToString(CultureInfo.InvariantCulture));
            payment.Expect(payment.NoOrder, payment.MoneyOrder.Value, payment.CurrencyOrder);
            Check.That(payment.MoneyOrder.ToString().Contains('.'), payment.MoneyOrder.ToString());
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }

    public static void An_expected_payment_is_compared_exactly()
    {
        Notification notification = Pack.LianLian.Receiver.Verify(Pack.LianLian.Request);
        string order = notification.OrderNo!;
        Amount amount = notification.Amount!.Value;
        notification.Expect(order, amount.Value, amount.Currency);
        notification.Expect(order, amount.Value + 0.0000m, amount.Currency);
        Check.That(notification.Differs(order, amount.Value, amount.Currency) is null, "it is the payment");

        Check.Equal("order_no", Check.Refused(Code.ExpectationMismatch, () => notification.Expect("another", amount.Value, amount.Currency)).Member);
        Check.Equal("amount", Check.Refused(Code.ExpectationMismatch, () => notification.Expect(order, amount.Value + 0.01m, amount.Currency)).Member);
        Check.Equal("currency", Check.Refused(Code.ExpectationMismatch, () => notification.Expect(order, amount.Value, "XXX")).Member);
        Check.Equal("amount", Check.Refused(Code.InvalidArgument, () => notification.Expect(order, -amount.Value, amount.Currency)).Member);
        Check.Equal("amount", Check.Refused(Code.InvalidArgument, () => notification.Expect(order, "1e3", amount.Currency)).Member);
        Check.Equal(Code.ExpectationMismatch, notification.Differs("another", amount.Value, amount.Currency)!.Code);
        Check.Throws<ArgumentNullException>(() => notification.Expect(null!, amount.Value, amount.Currency));
    }

    public static void A_kind_without_a_record_keeps_its_members()
    {
        Case sample = Pack.Sample("pingpong.other");
        OtherNotification other = (OtherNotification)sample.Receiver.Verify(sample.Request);
        Check.That(other.Fields.Count > 0 && other.Envelope.ContainsKey("accId"), "members as received");
        Check.That(other.Amount is null && other.OrderNo is null, "nothing is guessed");
    }

    public static void Fields_are_found_by_their_names_on_the_wire()
    {
        Notification notification = Pack.LianLian.Receiver.Verify(Pack.LianLian.Request);
        Check.Equal(notification.OrderNo, notification.Fields.Text("no_order"));
        Check.That(notification.Fields.Text("no such member") is null, "absent");
        Check.Equal(notification.Fields.Count, notification.Fields.Keys.Distinct().Count());
        Check.Equal(notification.Fields.Count, notification.Fields.Values.Count());
        Check.That(!notification.Fields.TryGetValue("no such member", out _), "absent");
        Check.Throws<KeyNotFoundException>(() => _ = notification.Fields["no such member"]);
    }

    public static void A_notification_outlives_its_disposed_receiver()
    {
        Case sample = Pack.LianLian;
        Receiver receiver = AckwellConfiguration.Parse(sample.Config).CreateReceiver(sample.Provider);
        byte[] body = sample.Request.Body.ToArray();
        Notification notification = receiver.Verify(new Request(body, null, sample.Request.Peer));
        receiver.Dispose();
        Array.Clear(body);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Notification other = sample.Receiver.Verify(sample.Request);
        Check.Equal(other.ToJson(), notification.ToJson());
        Check.Equal(other, notification);
        Check.Equal(other.GetHashCode(), notification.GetHashCode());
        Check.Equal(200, notification.Acknowledge().Status);
        Check.Equal(Code.ExpectationMismatch, notification.Differs("another", "0.01", "CNY")!.Code);
        using Ledger ledger = Ledger.Open("memory:");
        Check.Equal(Delivery.First, ledger.Claim(notification).Delivery);
    }

    public static void What_a_notification_says_outlives_it()
    {
        Case sample = Pack.LianLian;
        string key = sample.Receiver.Verify(sample.Request).DeliveryKey;
        FieldSet fields = sample.Receiver.Verify(sample.Request).Fields;
        using CancellationTokenSource enough = new();
        Thread collector = new(() =>
        {
            while (!enough.IsCancellationRequested)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try
        {
            for (int round = 0; round < 20_000; round++)
            {
                Check.Equal(key, sample.Receiver.Verify(sample.Request).DeliveryKey);
                Check.That(sample.Receiver.Verify(sample.Request).Equals(sample.Receiver.Verify(sample.Request)), "equal");
                LianLianPayment payment = (LianLianPayment)sample.Receiver.Verify(sample.Request);
                Check.Equal(fields.Text("no_order"), payment.NoOrder);
            }
        }
        finally
        {
            enough.Cancel();
            collector.Join();
        }
        Check.Equal(fields.Count, fields.Select(field => field.Key).Distinct().Count());
    }

    public static void A_notification_printed_tells_nothing_about_people()
    {
        Notification notification = Pack.LianLian.Receiver.Verify(Pack.LianLian.Request);
        Check.Equal($"LianLianPayment {notification.DeliveryKey}", notification.ToString());
        Check.Equal($"{notification}", (notification with { }).ToString());
        Check.Equal(notification, notification with { });
    }

    public static void Equal_notifications_are_those_with_one_signed_text()
    {
        Case sample = Pack.LianLian;
        Notification one = sample.Receiver.Verify(sample.Request);
        byte[] spaced = [.. "  "u8, .. sample.Request.Body.Span, .. "\n"u8];
        Notification two = sample.Receiver.Verify(sample.With(spaced));
        Check.Equal(one, two);
        Check.Equal(one.SignedText(), two.SignedText());
        Check.That(!one.Equals(Pack.PingPong.Receiver.Verify(Pack.PingPong.Request)), "another one is not equal");
    }
}
