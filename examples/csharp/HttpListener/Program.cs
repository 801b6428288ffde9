// A receiver with nothing but .NET's own HttpListener:
//
//     ACKWELL_CONFIG=ackwell.json PORT=8080 dotnet run

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using Ackwell;

AckwellConfiguration configuration = AckwellConfiguration.Load(Variable("ACKWELL_CONFIG"));
using Ledger ledger = configuration.OpenLedger();
// One path for each provider that the configuration has a section for: /notify/lianlian, /notify/pingpong.
Dictionary<string, Receiver> receivers = configuration.Providers.ToDictionary(
    provider => $"/notify/{provider.ToText()}", configuration.CreateReceiver);

// The first start in a process compiles what it runs. Here it does so where nobody connects: see Start.
Start($"http://127.0.0.1:{FreePort()}").Close();
string address = $"http://127.0.0.1:{Variable("PORT")}";
using HttpListener listener = Start(address);
Console.WriteLine($"Now listening on: {address}");
while (true)
{
    HttpListenerContext context;
    try
    {
        context = await listener.GetContextAsync();
    }
    catch (HttpListenerException problem) when (listener.IsListening)
    {
        // One connection that breaks off must not end the receiver.
        Console.Error.WriteLine($"no request: {problem.Message}");
        continue;
    }
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

// On Linux and macOS, HttpListener accepts before it is ready. A connection that comes in this gap ends the
// process with an ArgumentNullException. The gap is milliseconds at the first start in a process and
// microseconds afterwards. Have the process restarted when it ends, or use ASP.NET Core, which has no gap.
static HttpListener Start(string url)
{
    HttpListener listener = new();
    listener.Prefixes.Add($"{url}/");
    listener.Start();
    return listener;
}

static int FreePort()
{
    using TcpListener free = new(IPAddress.Loopback, 0);
    free.Start();
    return ((IPEndPoint)free.LocalEndpoint).Port;
}

static string Variable(string name) =>
    Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"the environment variable {name} is not set");
