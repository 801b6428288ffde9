using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Ackwell.AspNetCore;

/// <summary>Receivers and the ledger in the application's container.</summary>
public static class AckwellServices
{
    /// <summary>
    /// Registers what a section of the application's configuration describes: the
    /// <see cref="AckwellConfiguration"/>, the <see cref="Ledger"/>, and a <see cref="Receiver"/> for
    /// each provider under the <see cref="Provider"/> as its key. The container disposes them.
    /// </summary>
    /// <remarks>
    /// A section that is wrong keeps the application from starting, with an
    /// <see cref="AckwellException"/> that names the member: at its start every receiver that the
    /// section describes is built and the ledger is opened.
    /// <para>
    /// There is no class of options for <c>IOptions</c>. The core reads the section itself and names
    /// what it does not know; the host's binder drops a member whose name is misspelled, and cannot
    /// read what is a word or a list, or <c>{"env": "NAME"}</c>, in the same place.
    /// </para>
    /// </remarks>
    /// <param name="services">The application's services.</param>
    /// <param name="section">
    /// The section with the members of <c>docs/configuration.md</c>; <c>PublicKeys</c> is
    /// <c>public_keys</c>.
    /// </param>
    /// <example>
    /// <code>
    /// builder.Services.AddAckwell(builder.Configuration.GetSection("Ackwell"));
    /// WebApplication app = builder.Build();
    /// app.MapAckwell("/notify/lianlian", Provider.LianLian, async (notification, http) => { … });
    /// </code>
    /// </example>
    public static IServiceCollection AddAckwell(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        // Read when the application is built, so that sources added after this call count too.
        return services.AddAckwell(_ => section.ToAckwellConfiguration());
    }

    /// <summary>
    /// As <see cref="AddAckwell(IServiceCollection, IConfiguration)"/>, from a file or from text.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configuration">The configuration.</param>
    /// <example>
    /// <code>
    /// builder.Services.AddAckwell(AckwellConfiguration.Load("/etc/shop/ackwell.json"));
    /// </code>
    /// </example>
    public static IServiceCollection AddAckwell(this IServiceCollection services, AckwellConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return services.AddAckwell(_ => configuration);
    }

    private static IServiceCollection AddAckwell(
        this IServiceCollection services, Func<IServiceProvider, AckwellConfiguration> configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSingleton(configuration);
        services.AddSingleton(provider => provider.GetRequiredService<AckwellConfiguration>().OpenLedger());
        // One without a section is asked for only by mistake, and then the core says what is missing.
        foreach (Provider known in Enum.GetValues<Provider>())
        {
            if (known != Provider.Unknown)
            {
                services.AddKeyedSingleton(
                    known, (provider, _) => provider.GetRequiredService<AckwellConfiguration>().CreateReceiver(known));
            }
        }
        return services.AddHostedService<Start>();
    }

    /// <summary>Builds everything before the server listens.</summary>
    private sealed class Start(IServiceProvider services) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken)
        {
            foreach (Provider provider in services.GetRequiredService<AckwellConfiguration>().Providers)
            {
                services.GetRequiredKeyedService<Receiver>(provider);
            }
            services.GetRequiredService<Ledger>();
            return Task.CompletedTask;
        }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
