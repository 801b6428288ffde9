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
using Ledger ledger = configuration.OpenLedger();
// One path for each provider that the configuration has a section for: /notify/lianlian, /notify/pingpong.
Dictionary<string, Receiver> receivers = configuration.Providers.ToDictionary(
    provider => $"/notify/{provider.ToText()}", configuration.CreateReceiver);

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
    // Until the answer is known: what goes wrong on the way must not be read as success.
    response.StatusCode = 500;
    try
    {
        if (!receivers.TryGetValue(context.Request.Url?.AbsolutePath ?? "", out Receiver? receiver))
        {
            response.StatusCode = 404;
            return;
        }
        if (context.Request.HttpMethod != "POST")
        {
            response.StatusCode = 405;
            response.AddHeader("Allow", "POST");
            return;
        }
        Acknowledgement answer = await Receive(context.Request, receiver);
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        response.ContentLength64 = answer.Body.Length;
        await response.OutputStream.WriteAsync(answer.Body);
    }
    catch (Exception problem)
    {
        Console.Error.WriteLine($"not answered: {problem}");
    }
    finally
    {
        try
        {
            // Not Dispose, which would cut the connection that the provider wants to use again.
            response.Close();
        }
        catch (Exception problem) when (problem is HttpListenerException or IOException or InvalidOperationException)
        {
            response.Abort();
        }
    }
}

async Task<Acknowledgement> Receive(HttpListenerRequest request, Receiver receiver)
{
    Request whole;
    try
    {
        whole = await Read(request, receiver);
    }
    catch (Exception problem) when (problem is HttpListenerException or IOException)
    {
        Console.Error.WriteLine($"the body did not arrive whole: {problem.Message}");
        return receiver.Refuse(Code.MalformedBody);
    }
    // Whatever is not acted on is a line on standard error.
    return await receiver.HandleAsync(whole, ledger, Fulfil);
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
