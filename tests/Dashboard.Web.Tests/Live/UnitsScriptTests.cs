using System.Diagnostics;
using System.Text.Json;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Web.Tests.Live;

/// <summary>The page's script and the server write numbers alike, so that a value is never written in two ways on one page.</summary>
public sealed class UnitsScriptTests
{
    private static readonly double[] Values = [0, 1, 14, 71.26, 99.982, 257, 1500, 999.4, 999.6, 1536, 48_612_345_678, 1.25e6, 0.31, 0.0118, 4e-6, 90, 7200, 200_000, -3, -1500, -14.23, 0.0012];

    [Fact]
    public async Task Every_unit_is_written_by_the_script_as_by_the_server()
    {
        var units = Enum.GetValues<Unit>();
        var asked = JsonSerializer.Serialize(units.SelectMany(u => Values.Select(v => new object[] { u.ToString(), v })));
        var written = await Run("format", $"{asked}.map(([u, v]) => format(u, v))");

        Assert.Equal(units.SelectMany(u => Values.Select(v => $"{u} {v}: {u.Format(v)}")), units.SelectMany(u => Values.Select(v => (u, v))).Zip(written, (asked, text) => $"{asked.u} {asked.v}: {text}"));
    }

    [Fact]
    public async Task Numbers_of_an_axis_lose_noughts_behind_the_point_alone()
    {
        // 500 µs in steps of the prefix is 500.00000000000006 of them.
        Assert.Equal(["500", "0", "20", "0.5", "−1.25", "100", "0.05"], await Run("tick", "[500 * 1e-6 / 1e-6, 0, 20, 0.5, -1.25, 100.00000000000001, 0.05].map(tick)"));
    }

    private static async Task<string[]> Run(string import, string expression)
    {
        var script = Path.Combine(Root(), "wwwroot-assets/scripts/units.js");
        var program = $"import {{ {import} }} from {JsonSerializer.Serialize(new Uri(script).AbsoluteUri)}; console.log(JSON.stringify({expression}));";
        using var node = Process.Start(new ProcessStartInfo("node") { ArgumentList = { "--input-type=module", "--eval", program }, RedirectStandardOutput = true, UseShellExecute = false })!;
        var written = JsonSerializer.Deserialize<string[]>(await node.StandardOutput.ReadToEndAsync())!;
        await node.WaitForExitAsync();
        return written;
    }

    /// <summary>The root of the repository.</summary>
    internal static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at!.FullName, "Dashboard.sln")))
            at = at.Parent;
        return at.FullName;
    }
}
