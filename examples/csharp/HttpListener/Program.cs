// A receiver with nothing but .NET's own HttpListener:
//
//     dotnet run -- --config ackwell.json --urls http://127.0.0.1:8080

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Ackwell;

AckwellConfiguration configuration = AckwellConfiguration.Load(Option("--config") ?? "ackwell.json");
using Receiver lianlian = configuration.CreateReceiver(Provider.LianLian);
using Receiver pingpong = configuration.CreateReceiver(Provider.PingPong);
using Ledger ledger = configuration.OpenLedger();
Dictionary<string, Receiver> receivers = new()
{
    ["/notify/lianlian"] = lianlian,
    ["/notify/pingpong"] = pingpong,
};

using HttpListener listener = new();
string urls = Option("--urls") ?? "http://127.0.0.1:8080";
listener.Prefixes.Add($"{urls}/");
listener.Start();
Console.WriteLine($"Now listening on: {urls}");
while (true)
{
    HttpListenerContext context = await listener.GetContextAsync();
    _ = Task.Run(() => Answer(context));
}

async Task Answer(HttpListenerContext context)
{
    HttpListenerResponse response = context.Response;
    try
    {
        if (context.Request.HttpMethod != "POST"
            || !receivers.TryGetValue(context.Request.Url?.AbsolutePath ?? "", out Receiver? receiver))
        {
            response.StatusCode = 404;
            return;
        }
        Request request = await Read(context.Request, receiver);
        Outcome outcome = await receiver.HandleOutcomeAsync(request, ledger, (notification, _) => Fulfil(notification));
        Console.WriteLine(outcome);
        response.StatusCode = outcome.Acknowledgement.Status;
        response.ContentType = outcome.Acknowledgement.ContentType;
        response.ContentLength64 = outcome.Acknowledgement.Body.Length;
        await response.OutputStream.WriteAsync(outcome.Acknowledgement.Body);
    }
    catch (Exception problem) when (problem is HttpListenerException or IOException)
    {
        Console.Error.WriteLine($"the connection broke off: {problem.Message}");
    }
    finally
    {
        // Not Dispose, which would cut the connection that the provider wants to use again.
        response.Close();
    }
}

// The body's raw bytes, the headers that the receiver reads, and the address at the other end.
static async Task<Request> Read(HttpListenerRequest request, Receiver receiver)
{
    using MemoryStream body = new();
    byte[] part = new byte[16 * 1024];
    int read;
    while (body.Length <= receiver.MaxBodyBytes && (read = await request.InputStream.ReadAsync(part)) > 0)
    {
        body.Write(part, 0, read);
    }
    Header[] headers = receiver.HeaderNames
        .SelectMany(name => (request.Headers.GetValues(name) ?? []).Select(value => new Header(name, value)))
        .ToArray();
    return new Request(body.ToArray(), headers, request.RemoteEndPoint?.Address.ToString());
}

// Called once for each notification; what it throws makes the provider send again.
static Task Fulfil(Notification notification)
{
    switch (notification)
    {
        case LianLianPayment { Status: Status.Succeeded } payment:
            Console.WriteLine($"paid {payment.NoOrder} {payment.MoneyOrder}");
            break;
        case PingPongTransaction { Status: Status.Succeeded } transaction:
            Console.WriteLine($"paid {transaction.MerchantTransactionId} {transaction.Amount}");
            break;
        default:
            Console.WriteLine($"noted {notification}");
            break;
    }
    return Task.CompletedTask;
}

string? Option(string name)
{
    int place = Array.IndexOf(args, name);
    return place >= 0 && place + 1 < args.Length ? args[place + 1] : null;
}
