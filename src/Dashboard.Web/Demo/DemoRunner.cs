using System.Net;
using Dashboard.Ingest.Demo;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Influx;
using Dashboard.Ingest.Sources.NetFlow;
using Dashboard.Ingest.Sources.Otlp;
using Dashboard.Ingest.Sources.Snmp.Traps;
using Dashboard.Ingest.Sources.Syslog;
using Dashboard.Ingest.Sources.Ves;
using Dashboard.Web.Auth;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Dashboard.Web.Demo;

/// <summary>Has the simulated network speak once all doors are open, and fall silent before they close.</summary>
internal sealed class DemoRunner(
    DemoNetwork network, IServer server, IEnumerable<ITelemetrySource> sources, VesOptions ves, InfluxOptions influx, OtlpOptions otlp, AuthOptions auth, ApiTokens tokens, ILogger<DemoRunner> log) : IHostedLifecycleService, IDisposable
{
    /// <summary>The name of the API token that it signs in with, a new one at each start.</summary>
    public const string TokenName = "simulated network";

    private static readonly Actor Itself = new(TokenName, IPAddress.Loopback);

    private readonly CancellationTokenSource _ending = new();
    private Task _running = Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var web = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault(static a => a.StartsWith("http://", StringComparison.OrdinalIgnoreCase));
        var doors = new DemoDoors
        {
            Web = web is null ? null : new Uri(ListenAddresses.ForBrowser(web) + "/"),
            Token = auth.Mode == AuthMode.Open ? "" : NewToken(),
            TakesEvents = ves.Enabled,
            TakesLines = influx.Enabled,
            TakesTraces = otlp.Enabled,
            Flows = () => sources.OfType<NetFlowSource>().Single().EndPoints is [var first, ..] ? Reachable(first) : null,
            Syslog = () => sources.OfType<SyslogSource>().Single().EndPoints?.Udp is { } udp ? Reachable(udp) : null,
            Traps = () => sources.OfType<SnmpTrapSource>().Single().Listening is { IsCompletedSuccessfully: true } listening ? Reachable(listening.Result) : null,
        };
        _running = Task.Run(() => Run(doors), CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _ending.CancelAsync();
        await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Revoke();
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _ending.Dispose();

    private async Task Run(DemoDoors doors)
    {
        try
        {
            await network.Run(doors, _ending.Token);
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // The program ends.
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // What it shows is a network that has fallen silent, and the server goes on.
            DemoLog.Stopped(log, e);
        }
    }

    private string NewToken()
    {
        // One that a killed program has left is good for nobody: its secret went with it.
        Revoke();
        return tokens.Create(TokenName, ApiToken.Write, lifetime: null, Itself, out var token) is { } refusal ? throw new InvalidOperationException(refusal) : token;
    }

    private void Revoke()
    {
        foreach (var token in tokens.All().Where(static t => t.RevokedAt is null && t.Name == TokenName))
            tokens.Revoke(token.Id, Itself);
    }

    // Who listens everywhere is reached by the loopback network.
    private static IPEndPoint Reachable(IPEndPoint listening) =>
        listening.Address.Equals(IPAddress.Any) || listening.Address.Equals(IPAddress.IPv6Any) ? new IPEndPoint(IPAddress.Loopback, listening.Port) : listening;
}
