using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Ackwell.AspNetCore;
using Ackwell.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Ackwell.Tests;

/// <summary>The test kit posts to an application.</summary>
internal static class KitTests
{
    public static async Task An_application_is_tested_with_keys_of_its_own()
    {
        Sender sender = new();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        // As in the application; what a test adds after it counts.
        builder.Services.AddAckwell(AckwellConfiguration.Parse(Pack.LianLian.Config));
        builder.Services.AddAckwell(sender.Configuration);
        await using WebApplication app = builder.Build();
        ConcurrentQueue<Notification> fulfilled = new();
        foreach (Provider provider in sender.Configuration.Providers)
        {
            app.MapAckwell($"/notify/{provider.ToText()}", provider, (notification, _) =>
            {
                fulfilled.Enqueue(notification);
                return Task.CompletedTask;
            });
        }
        await app.StartAsync();
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(app.Urls.First()) };

        foreach (Kind kind in new[] { Kind.LianLianPayment, Kind.PingPongRefund })
        {
            SignedRequest paid = sender.Sign(kind, orderNo: "42");
            string path = $"/notify/{paid.Provider.ToText()}";
            for (int send = 0; send < 2; send++)
            {
                Judgement judged = await paid.JudgeAsync(await client.SendAsync(paid.ToHttp(path)));
                Check.That(judged.Received, judged.Why);
            }
            SignedRequest forged = sender.Sign(kind, orderNo: "43", variant: Variant.Tampered);
            HttpResponseMessage answer = await client.SendAsync(forged.ToHttp(path));
            Check.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Check.That(!(await forged.JudgeAsync(answer)).Received, "a forged one is not received");
        }
        Check.Equal("42, 42", string.Join(", ", fulfilled.Select(notification => notification.OrderNo)));
    }
}
