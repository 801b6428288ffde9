using System;
using System.IO;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
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
        ILogger log = endpoints.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger("Ackwell");
        RequestDelegate receive = context => ReceiveAsync(context, receiver, ledger, fulfil, log);
        return endpoints.MapPost(pattern, receive).WithDisplayName($"Ackwell {receiver.Provider}");
    }

    private static async Task ReceiveAsync(
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
        catch (IOException problem)
        {
            // Kestrel's own limit, or a connection that broke off.
            log.LogWarning(problem, "a request could not be read");
            await receiver.Refuse(Code.BodyTooLarge).WriteToAsync(context.Response);
            return;
        }
        if (request.Body.IsEmpty && context.Request.ContentLength > 0)
        {
            log.LogError("something before this endpoint has read the body; the provider's signature covers the raw bytes, so leave them or call EnableBuffering first");
        }
        Outcome outcome = await receiver.HandleOutcomeAsync(request, ledger, (notification, _) => fulfil(notification, context));
        Write(log, outcome);
        await outcome.Acknowledgement.WriteToAsync(context.Response);
    }

    private static void Write(ILogger log, Outcome outcome)
    {
        LogLevel level = outcome.Code switch
        {
            null => LogLevel.Information,
            Code.Conflict or Code.FulfilmentFailed or Code.LedgerUnavailable or Code.LeaseLost or Code.Internal => LogLevel.Error,
            Code.InProgress => LogLevel.Information,
            _ => LogLevel.Warning,
        };
        // The trace of a refusal says nothing; the one of the shop's own work does.
        Exception? problem = outcome.Exception is AckwellException ? null : outcome.Exception;
        log.Log(level, problem, "{Outcome}", outcome);
    }
}
