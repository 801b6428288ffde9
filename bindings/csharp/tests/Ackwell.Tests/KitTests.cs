using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using Ackwell.Testing;

namespace Ackwell.Tests;

/// <summary>The test kit, without HTTP.</summary>
internal static class KitTests
{
    public static void Every_kind_that_is_sent_is_received_as_it_was_chosen()
    {
        Sender sender = new();
        Dictionary<Provider, Receiver> receivers = Receivers(sender);
        foreach (Kind kind in Enum.GetValues<Kind>())
        {
            SignedRequest signed = sender.Sign(kind);
            Check.That(signed.Code is null, "genuine");
            Notification notification = receivers[signed.Provider].Verify(signed.ToRequest());
            string record = kind == Kind.PingPongOther ? nameof(OtherNotification) : kind.ToString();
            Check.Equal(record, notification.GetType().Name);
            Check.That(signed.Judge(notification.Acknowledge()).Received, "received");
            Judgement refused = signed.Judge(notification.Refuse(Code.Internal));
            Check.That(!refused.Received && refused.Why.Length > 0, refused.Why);
        }
    }

    public static void What_is_chosen_is_what_is_signed()
    {
        Sender sender = new();
        using Receiver receiver = sender.Configuration.CreateReceiver(Provider.PingPong);
        SignedRequest signed = sender.Sign(
            Kind.PingPongRefund, orderNo: "42", amount: 12.50m, currency: "EUR", status: Status.Failed,
            members: new JsonObject { ["remark"] = "out of stock" });
        PingPongRefund refund = (PingPongRefund)receiver.Verify(signed.ToRequest());
        refund.Expect("42", 12.5m, "EUR");
        Check.Equal(Status.Failed, refund.Status);
        Check.Equal("out of stock", refund.Remark);
        SignedRequest shorter = sender.Sign(Kind.PingPongRefund, members: new JsonObject { ["remark"] = null });
        Check.That(((PingPongRefund)receiver.Verify(shorter.ToRequest())).Remark is null, "left out");
        Check.That(sender.Sign(Kind.LianLianPayment, "1").Body.Span.SequenceEqual(sender.Sign(Kind.LianLianPayment, "1").Body.Span), "a repeat");
        Check.Refused(Code.InvalidArgument, () => sender.Sign(Kind.LianLianPayment, amount: 1m, currency: "euro"));
        Check.Throws<ArgumentOutOfRangeException>(() => sender.Sign((Kind)4711));
    }

    public static void What_is_wrong_on_purpose_is_refused_with_its_code()
    {
        Sender sender = new();
        Dictionary<Provider, Receiver> receivers = Receivers(sender);
        foreach (Kind kind in new[] { Kind.LianLianPayment, Kind.PingPongTransaction })
        {
            int refused = 0;
            foreach (Variant variant in Enum.GetValues<Variant>())
            {
                SignedRequest signed;
                try
                {
                    signed = sender.Sign(kind, variant: variant);
                }
                catch (AckwellException problem) when (problem.Code == Code.InvalidArgument)
                {
                    // Not every provider can send it.
                    continue;
                }
                bool accepted = receivers[signed.Provider].TryVerify(signed.ToRequest(), out _, out Refusal? refusal);
                Check.Equal(signed.Code, refusal?.Code, variant.ToString());
                Check.Equal(variant == Variant.Genuine, accepted);
                refused += accepted ? 0 : 1;
            }
            Check.That(refused >= 7, $"{refused} variants of {kind} were refused");
        }
    }

    public static void Two_senders_have_nothing_in_common()
    {
        using Receiver receiver = new Sender().Configuration.CreateReceiver(Provider.LianLian);
        Check.Refused(Code.InvalidSignature, () => receiver.Verify(new Sender().Sign(Kind.LianLianPayment).ToRequest()));
    }

    public static void A_server_without_addresses_can_be_tested()
    {
        Sender sender = new();
        SignedRequest signed = sender.Sign(Kind.LianLianPayment);
        using Receiver receiver = sender.Configuration.CreateReceiver(Provider.LianLian);
        Check.Equal("lianlian.payment", receiver.Verify(new Request(signed.Body, signed.Headers, null)).Kind);
    }

    public static void A_shop_fulfils_each_order_once()
    {
        Sender sender = new();
        using Receiver receiver = sender.Configuration.CreateReceiver(Provider.LianLian);
        using Ledger ledger = sender.Configuration.OpenLedger();
        List<Notification> fulfilled = [];
        foreach (string order in new[] { "1", "2", "1" })
        {
            SignedRequest signed = sender.Sign(Kind.LianLianPayment, order);
            Check.That(signed.Judge(receiver.Handle(signed.ToRequest(), ledger, fulfilled.Add)).Received, order);
        }
        Check.Equal("1, 2", string.Join(", ", fulfilled.Select(notification => notification.OrderNo)));
    }

    public static void A_message_has_every_header()
    {
        SignedRequest signed = new Sender().Sign(Kind.PingPongTransaction);
        using HttpRequestMessage message = signed.ToHttp("/notify/pingpong");
        foreach (Header header in signed.Headers)
        {
            Check.That(message.Headers.Concat(message.Content!.Headers).Any(sent => sent.Key == header.Name), header.Name);
        }
        Check.Equal(HttpMethod.Post, message.Method);
        Check.Equal(signed.Body.Length, message.Content!.ReadAsByteArrayAsync().Result.Length);
    }

    private static Dictionary<Provider, Receiver> Receivers(Sender sender) =>
        sender.Configuration.Providers.ToDictionary(provider => provider, sender.Configuration.CreateReceiver);
}
