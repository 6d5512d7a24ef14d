using System.Reflection;
using Dashboard.Tests.Circuits;
using Dashboard.Web.Dashboards;
using Dashboard.Web.Live;
using Dashboard.Web.Tests.Auth;
using Dashboard.Web.Walls;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Live;

/// <summary>Real circuits over real WebSockets, many of them.</summary>
public sealed class ManyCircuitsTests
{
    private const int Many = 200;

    [Fact]
    public async Task Two_hundred_walls_that_come_and_go_leave_nothing_behind()
    {
        await using var server = new RunningDashboard(settings: [("Noc:Auth:Mode", "Open"), ("Noc:Live:KeepLost", "00:00:01")]);
        using var client = new HttpClient();
        var page = new Uri(server.Address, "/wall/network-overview?ticker=1");
        var services = server.Services;
        var (screens, widgets, queries) = (services.GetRequiredService<ScreenCount>(), services.GetRequiredService<LiveWidgets>(), services.GetRequiredService<LiveQueries>());
        var (displays, library) = (services.GetRequiredService<WallDisplays>(), services.GetRequiredService<DashboardLibrary>());

        var circuits = new List<CheapCircuit>();
        while (circuits.Count < Many)
            circuits.AddRange(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => CheapCircuit.Open(client, page))));
        await Until(() => screens.Now == Many && Listeners(library) == Many && widgets.Holders >= Many * 11, TimeSpan.FromSeconds(30));
        // Whoever watches, each widget and each query is there once.
        Assert.InRange(queries.Count, 1, 60);

        foreach (var circuit in circuits)
            await circuit.DisposeAsync();

        await Until(() => (screens.Now, widgets.Holders) == (0, 0), TimeSpan.FromSeconds(5));
        // Nothing is evaluated any more from here on; what lingers is let go of.
        await Until(() => queries.Holders == 0, TimeSpan.FromSeconds(5));
        await Until(() => queries.Count == 0, TimeSpan.FromSeconds(5));
        await Until(() => Listeners(library) == 0, TimeSpan.FromSeconds(15));
        Assert.DoesNotContain(displays.Read(), static d => d.IsOnline);
    }

    private static int Listeners(DashboardLibrary library) =>
        ((Delegate?)typeof(DashboardLibrary).GetField(nameof(DashboardLibrary.Changed), BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(library))?.GetInvocationList().Length ?? 0;

    private static async Task Until(Func<bool> holds, TimeSpan within)
    {
        using var late = new CancellationTokenSource(within, TimeProvider.System);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        while (!holds())
            await pace.WaitForNextTickAsync(late.Token);
    }
}
