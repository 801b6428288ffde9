// A receiver in ASP.NET Core:
//
//     ACKWELL_CONFIG=ackwell.json PORT=8080 dotnet run

using System;
using System.Threading.Tasks;
using Ackwell;
using Ackwell.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
builder.Services.AddSingleton<Orders>();
WebApplication app = builder.Build();

AckwellConfiguration configuration = AckwellConfiguration.Load(Variable("ACKWELL_CONFIG"));
using Ledger ledger = configuration.OpenLedger();

// One path for each provider that the configuration has a section for: /notify/lianlian, /notify/pingpong.
foreach (Provider provider in configuration.Providers)
{
    app.MapAckwell($"/notify/{provider.ToText()}", configuration.CreateReceiver(provider), ledger, Fulfil);
}

app.Run($"http://127.0.0.1:{Variable("PORT")}");

// Called once for each notification; what it throws makes the provider send again.
static async Task Fulfil(Notification notification, HttpContext http)
{
    Orders orders = http.RequestServices.GetRequiredService<Orders>();
    switch (notification)
    {
        case LianLianPayment { Status: Status.Succeeded } payment:
            await orders.MarkPaid(payment.NoOrder, payment.MoneyOrder);
            break;
        case PingPongTransaction { Status: Status.Succeeded } transaction:
            await orders.MarkPaid(transaction.MerchantTransactionId, transaction.Amount);
            break;
        default:
            Console.WriteLine($"noted {notification}");
            break;
    }
}

static string Variable(string name) =>
    Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"the environment variable {name} is not set");

/// <summary>The shop's orders. A real shop has a database here.</summary>
internal sealed class Orders
{
    public Task MarkPaid(string orderNo, Amount amount)
    {
        Console.WriteLine($"paid {orderNo} {amount}");
        return Task.CompletedTask;
    }
}
