using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Dashboard.Web.Auth;

/// <summary>
/// Says on standard output, once the server listens, where to open it; with a link that signs in while nobody has set a
/// password yet. It is not a log entry, because logs are kept and sent on, and the link is a secret.
/// </summary>
internal sealed class ReadyLine(IServer server, Accounts accounts, AuthOptions options, [FromKeyedServices(ReadyLine.Output)] TextWriter output) : IHostedLifecycleService
{
    /// <summary>The key of the writer that the line goes to.</summary>
    public const string Output = "ready";

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        // Once more on what is really bound: code may have added listeners that no setting names.
        if (options.Mode == AuthMode.Open)
            ListenAddresses.RefuseOpenBeyondLoopback(addresses);
        if (addresses.FirstOrDefault() is not { } address)
            return Task.CompletedTask;
        var link = options.Mode == AuthMode.Local && accounts.NeedsFirstSignIn()
            ? $"{FirstSignInLinks.Path}?token={accounts.FirstLink()}"
            : "/";
        return output.WriteLineAsync($"NOC dashboard is ready: {ListenAddresses.ForBrowser(address)}{link}".AsMemory(), cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
