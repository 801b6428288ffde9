using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using Ackwell.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ackwell.Tests;

internal static class ServicesTests
{
    /// <summary>A shop whose receivers and ledger come from its configuration.</summary>
    private static WebApplicationBuilder Shop(params (string Member, string? Value)[] changes)
    {
        using JsonDocument pack = JsonDocument.Parse(Pack.LianLian.Config);
        Dictionary<string, string?> members = new()
        {
            ["Ackwell:LianLian:PublicKeys:0"] = pack.RootElement.GetProperty("lianlian").GetProperty("public_keys")[0].GetString(),
            ["Ackwell:LianLian:MerchantIds"] = "any",
            ["Ackwell:LianLian:Sources"] = "any",
            ["Ackwell:Ledger:Url"] = "memory:",
        };
        foreach ((string member, string? value) in changes)
        {
            members[$"Ackwell:{member}"] = value;
        }
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddAckwell(builder.Configuration.GetSection("Ackwell"));
        // Later than AddAckwell, as a test host or a secret store adds its own.
        builder.Configuration.AddInMemoryCollection(members);
        return builder;
    }

    public static async Task A_shop_registered_with_AddAckwell_answers_a_genuine_notification_and_is_measured()
    {
        Case sample = Pack.LianLian;
        using TelemetryHeard heard = new();
        Receiver receiver;
        Ledger ledger;
        List<string> fulfilled = [];
        await using (WebApplication app = Shop().Build())
        {
            app.MapAckwell("/notify/lianlian", Provider.LianLian, (notification, http) =>
            {
                Check.Equal("ackwell.fulfilment", Activity.Current?.OperationName);
                Check.Equal(1L, http.RequestServices.GetRequiredService<Ledger>().Status().Counts.InProgress);
                fulfilled.Add(notification.DeliveryKey);
                return Task.CompletedTask;
            });
            await app.StartAsync();
            using HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
            string address = app.Urls.Single() + "/notify/lianlian";
            for (int time = 0; time < 2; time++)
            {
                using HttpResponseMessage answer = await client.PostAsync(address, new ByteArrayContent(sample.Request.Body.ToArray()));
                Check.Equal(HttpStatusCode.OK, answer.StatusCode);
                Check.Equal("""{"ret_code":"0000","ret_msg":"ok"}""", await answer.Content.ReadAsStringAsync());
            }
            using HttpResponseMessage refused = await client.PostAsync(address, new StringContent("{}"));
            Check.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
            receiver = app.Services.GetRequiredKeyedService<Receiver>(Provider.LianLian);
            ledger = app.Services.GetRequiredService<Ledger>();
            Check.Equal(1L, ledger.Status().Counts.Committed);
            Check.That(app.Services.GetRequiredService<AckwellConfiguration>().Providers.SequenceEqual([Provider.LianLian]), "one provider");
        }
        string key = sample.Expected.GetProperty("delivery_key").GetString()!;
        Check.Equal(key, fulfilled.Single());
        Check.Equal(
            """
            ackwell.notifications 1 provider=lianlian outcome=fulfilled
            ackwell.notifications 1 provider=lianlian outcome=repeat
            ackwell.notifications 1 provider=lianlian outcome=refused code=missing_signature
            """,
            string.Join('\n', heard.Counted));
        Check.Equal("ackwell.fulfilment.duration s provider=lianlian kind=lianlian.payment", heard.Timed.Single().Tags);
        Check.Equal($"provider=lianlian kind=lianlian.payment delivery_key={key}", TelemetryHeard.Said(heard.Ended.Single().TagObjects));
        // The container has disposed what it made.
        Check.Throws<ObjectDisposedException>(() => ledger.Status());
        Check.Throws<ObjectDisposedException>(() => receiver.Verify(sample.Request));
    }

    public static async Task A_wrong_section_fails_at_start_with_its_member_even_if_nothing_is_mapped()
    {
        foreach ((string member, string value, string named) in new[]
        {
            ("LianLian:PublicKeys:0", "not a key", "lianlian.public_keys[0]"),
            ("LianLian:Source", "any", "lianlian.source"),
            ("PingPong:AccIds", "any", "pingpong.salt"),
            ("Ledger:Url", "nosuch:", "ledger.url"),
            ("LianLain:Sources", "any", "lian_lain"),
        })
        {
            await using WebApplication app = Shop((member, value)).Build();
            AckwellException problem = await Refused(app);
            Check.Equal(named, problem.Member, problem.Message);
            // In the words of the core, as without a container.
            AckwellConfiguration same = app.Configuration.GetSection("Ackwell").ToAckwellConfiguration();
            AckwellException direct = Check.Refused(Code.InvalidConfig, () =>
            {
                foreach (Provider provider in same.Providers)
                {
                    same.CreateReceiver(provider).Dispose();
                }
                same.OpenLedger().Dispose();
            });
            Check.Equal(direct.Message, problem.Message);
        }
    }

    public static async Task A_section_that_is_not_there_fails_at_start()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddAckwell(builder.Configuration.GetSection("NoSuch"));
        await using WebApplication app = builder.Build();
        Check.Equal("ledger.url", (await Refused(app)).Member);
    }

    public static async Task An_address_for_a_provider_without_a_section_is_refused_when_it_is_mapped()
    {
        await using WebApplication app = Shop().Build();
        AckwellException problem = Check.Refused(
            Code.InvalidConfig, () => app.MapAckwell("/notify/pingpong", Provider.PingPong, (_, _) => Task.CompletedTask));
        Check.Equal("pingpong", problem.Member, problem.Message);
    }

    public static async Task An_application_without_AddAckwell_is_told_to_call_it()
    {
        await using WebApplication app = WebApplication.CreateSlimBuilder().Build();
        InvalidOperationException problem = Check.Throws<InvalidOperationException>(
            () => app.MapAckwell("/notify", Provider.LianLian, (_, _) => Task.CompletedTask));
        Check.That(problem.Message.Contains("AddAckwell"), problem.Message);
    }

    public static async Task A_configuration_from_text_is_registered_too_and_its_receivers_are_asked_for_by_provider()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddAckwell(AckwellConfiguration.Parse(Pack.PingPong.Config));
        builder.Services.AddSingleton<Desk>();
        await using WebApplication app = builder.Build();
        app.Services.GetRequiredService<Desk>().Receiver.Verify(Pack.PingPong.Request);
    }

    private sealed class Desk([FromKeyedServices(Provider.PingPong)] Receiver receiver)
    {
        internal Receiver Receiver { get; } = receiver;
    }

    public static async Task A_body_that_no_receiver_has_seen_is_counted_once()
    {
        using TelemetryHeard heard = new();
        await using Site site = await Site.Start(
            builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 1000));
        Check.Equal(413, (await site.Send(new string(' ', 5000))).Status);
        Check.Equal(
            "ackwell.notifications 1 provider=lianlian outcome=refused code=body_too_large", heard.Counted.Single());
    }

    private static async Task<AckwellException> Refused(WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch (AckwellException problem)
        {
            Check.Equal(Code.InvalidConfig, problem.Code, problem.Message);
            return problem;
        }
        throw new Check.Failed("it has started");
    }
}
