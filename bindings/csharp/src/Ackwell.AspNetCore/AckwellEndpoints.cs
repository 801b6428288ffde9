using System;
using System.IO;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ackwell.AspNetCore;

/// <summary>Endpoints that receive a provider's notifications.</summary>
public static class AckwellEndpoints
{
    /// <summary>
    /// Maps the address to which a provider sends its notifications: verifies each request, claims
    /// its delivery, has <paramref name="fulfil"/> do the shop's work if it is the first, commits,
    /// and answers in the provider's form. What happened goes to the log under <c>Ackwell</c>.
    /// </summary>
    /// <remarks>
    /// The endpoint reads the raw body: no middleware before it may have read it without
    /// <c>EnableBuffering</c>. The client address is the connection's; behind a proxy either list it
    /// under <c>TrustedProxies</c>, or let <c>UseForwardedHeaders</c> restore the address, not both.
    /// Work goes on when the provider hangs up, because the payment is real all the same: do not tie
    /// it to <c>RequestAborted</c>. Exclude the endpoint from antiforgery checks and from sign-in.
    /// The answer is the receiver's alone: what <paramref name="fulfil"/> does to the response is
    /// discarded, and compression is left out. Methods other than POST get 405.
    /// </remarks>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <param name="pattern">The path.</param>
    /// <param name="receiver">The provider's receiver.</param>
    /// <param name="ledger">The ledger.</param>
    /// <param name="fulfil">
    /// The shop's own work, with the request's <see cref="HttpContext"/> for its services. It throws
    /// if it cannot be done.
    /// </param>
    /// <example>
    /// <code>
    /// app.MapAckwell("/notify/lianlian", receiver, ledger, async (notification, http) =>
    /// {
    ///     if (notification is LianLianPayment { Status: Status.Succeeded } payment)
    ///     {
    ///         var orders = http.RequestServices.GetRequiredService&lt;Orders>();
    ///         await orders.MarkPaid(payment.NoOrder, payment.MoneyOrder);
    ///     }
    /// });
    /// </code>
    /// </example>
    public static IEndpointConventionBuilder MapAckwell(
        this IEndpointRouteBuilder endpoints,
        string pattern,
        Receiver receiver,
        Ledger ledger,
        Func<Notification, HttpContext, Task> fulfil)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(receiver);
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(fulfil);
        if (fulfil.GetInvocationList().Length > 1)
        {
            throw new ArgumentException(
                "fulfil is several functions in one delegate, and only the last one's task can be waited for; call them from one function",
                nameof(fulfil));
        }
        ILogger log = endpoints.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger("Ackwell");
        RequestDelegate receive = context => ReceiveAsync(context, receiver, ledger, fulfil, log);
        return endpoints.MapPost(pattern, receive).WithDisplayName($"Ackwell {receiver.Provider}");
    }

    /// <summary>
    /// As <see cref="MapAckwell(IEndpointRouteBuilder, string, Receiver, Ledger, Func{Notification, HttpContext, Task})"/>,
    /// with the receiver and the ledger that <c>AddAckwell</c> has registered.
    /// </summary>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <param name="pattern">The path.</param>
    /// <param name="provider">Whose notifications come there.</param>
    /// <param name="fulfil">
    /// The shop's own work, with the request's <see cref="HttpContext"/> for its services. It throws
    /// if it cannot be done.
    /// </param>
    /// <exception cref="AckwellException">
    /// <see cref="Code.InvalidConfig"/>: the section that was given to <c>AddAckwell</c> is wrong, or has
    /// none for the provider; <see cref="Code.LedgerUnavailable"/>.
    /// </exception>
    /// <exception cref="InvalidOperationException"><c>AddAckwell</c> was not called.</exception>
    /// <example>
    /// <code>
    /// app.MapAckwell("/notify/lianlian", Provider.LianLian, async (notification, http) => { … });
    /// </code>
    /// </example>
    public static IEndpointConventionBuilder MapAckwell(
        this IEndpointRouteBuilder endpoints,
        string pattern,
        Provider provider,
        Func<Notification, HttpContext, Task> fulfil)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return endpoints.MapAckwell(
            pattern,
            endpoints.ServiceProvider.GetKeyedService<Receiver>(provider) ?? throw Missing($"receiver for {provider}"),
            endpoints.ServiceProvider.GetService<Ledger>() ?? throw Missing("ledger"),
            fulfil);
    }

    private static InvalidOperationException Missing(string what) =>
        new($"no {what} is registered: call services.AddAckwell(configuration.GetSection(\"Ackwell\")) before the application is built");

    private static async Task ReceiveAsync(
        HttpContext context,
        Receiver receiver,
        Ledger ledger,
        Func<Notification, HttpContext, Task> fulfil,
        ILogger log)
    {
        if (context.Response.HasStarted)
        {
            log.LogError("the response has begun before this endpoint: nothing is fulfilled, because the answer could not be sent; the connection is cut");
            AckwellTelemetry.CountRefused(receiver.Provider, Code.Internal);
            context.Abort();
            return;
        }
        try
        {
            Acknowledgement answer = await AnswerAsync(context, receiver, ledger, fulfil, log);
            await answer.WriteToAsync(context.Response);
        }
        catch (Exception problem)
        {
            // Not for the application's own exception handler: what that answers, a 200 with an
            // error in its body perhaps, would be read as success.
            log.LogError(problem, "a notification could not be answered as its provider expects");
            if (context.Response.HasStarted)
            {
                context.Abort();
            }
            else
            {
                context.Response.Clear();
                await Failure(receiver, context.Response);
            }
        }
    }

    private static async Task<Acknowledgement> AnswerAsync(
        HttpContext context,
        Receiver receiver,
        Ledger ledger,
        Func<Notification, HttpContext, Task> fulfil,
        ILogger log)
    {
        Request request;
        try
        {
            request = await context.Request.ReadAckwellRequestAsync(receiver);
        }
        catch (Exception problem) when (problem is IOException or InvalidDataException or OperationCanceledException)
        {
            Code code = problem is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }
                ? Code.BodyTooLarge
                : Code.MalformedBody;
            AckwellTelemetry.CountRefused(receiver.Provider, code);
            Outcome unread = receiver.RefuseBecause(code, $"the body did not arrive whole: {problem.Message}");
            unread.WriteTo(log);
            return unread.Acknowledgement;
        }
        Outcome outcome;
        using (new ResponseGuard(context))
        {
            // The token is only looked at if the work ends by it.
            outcome = await receiver.HandleOutcomeAsync(
                request, ledger, (notification, _) => fulfil(notification, context), context.RequestAborted, done => done.WriteTo(log));
        }
        if (outcome.Notification is null && Eaten(context, request, receiver) is { } reason)
        {
            log.LogError(
                new EventId((int)Code.MalformedBody, Code.MalformedBody.ToText()),
                "{Provider}: {Reason}; something before this endpoint has read it: the provider's signature covers the raw bytes, so leave them or call EnableBuffering first",
                receiver.Provider.ToText(),
                reason);
        }
        return outcome.Acknowledgement;
    }

    private static Task Failure(Receiver receiver, HttpResponse response)
    {
        try
        {
            return receiver.Refuse(Code.Internal).WriteToAsync(response);
        }
        catch (ObjectDisposedException)
        {
            response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        }
    }

    /// <summary>What of the body is missing, if something before the endpoint has read it.</summary>
    private static string? Eaten(HttpContext context, Request request, Receiver receiver)
    {
        int arrived = request.Body.Length;
        if (context.Request.ContentLength is { } announced)
        {
            return arrived < announced && arrived <= receiver.MaxBodyBytes
                ? $"only {arrived} of the body's {announced} bytes are left"
                : null;
        }
        bool announcedBody = context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true;
        return arrived == 0 && announcedBody ? "nothing is left of the body that the request announced" : null;
    }
}
