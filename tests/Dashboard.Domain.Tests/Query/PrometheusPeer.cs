using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tests.Query;

/// <summary>A test that needs Debian's <c>prometheus</c> package; skipped, and saying so, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PrometheusFactAttribute : FactAttribute
{
    public PrometheusFactAttribute()
    {
        if (!PrometheusPeer.IsInstalled)
            Skip = "prometheus and promtool are not installed (Debian package prometheus)";
    }
}

/// <summary>
/// A real Prometheus that holds the same samples. It is run by a shell that waits for the end of its own input, so that
/// it ends with this process, however this process ends.
/// </summary>
internal sealed class PrometheusPeer : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("noc-promql-").FullName;
    private readonly Process _shell;
    private readonly HttpClient _http;

    public PrometheusPeer(SampleBook book)
    {
        var samples = Path.Combine(_directory, "samples.om");
        File.WriteAllText(samples, GeneratedNetwork.OpenMetrics(book));
        File.WriteAllText(Path.Combine(_directory, "prometheus.yml"), "global: {}\n");
        using (var promtool = Start("promtool", "tsdb", "create-blocks-from", "openmetrics", samples, Path.Combine(_directory, "data")))
        {
            var output = promtool.StandardOutput.ReadToEnd();
            promtool.WaitForExit();
            if (promtool.ExitCode != 0)
                throw new InvalidOperationException($"promtool failed: {output}");
        }
        var address = $"127.0.0.1:{FreePort.Find()}";
        _shell = Start("/bin/sh", "-c", "prometheus \"$@\" >prometheus.log 2>&1 & cat >/dev/null; kill -9 $!", "sh",
            "--config.file=prometheus.yml", "--storage.tsdb.path=data", "--storage.tsdb.retention.time=100y", $"--web.listen-address={address}", "--log.level=error");
        _http = new HttpClient { BaseAddress = new Uri($"http://{address}"), Timeout = TimeSpan.FromSeconds(20) };
    }

    public static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':') is var path
        && path.Any(d => File.Exists(Path.Combine(d, "prometheus"))) && path.Any(d => File.Exists(Path.Combine(d, "promtool")));

    /// <summary>Waits until it answers.</summary>
    public async Task Ready()
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var answer = await _http.GetAsync("/-/ready");
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) when (attempt < 200)
            {
                // Not listening yet.
            }
            if (attempt >= 200)
                throw new InvalidOperationException($"prometheus does not start: {await File.ReadAllTextAsync(Path.Combine(_directory, "prometheus.log"))}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    public Task<(QueryValue? Value, string? Error)> Instant(string query, long at) =>
        Ask("/api/v1/query", [new("query", query), new("time", Seconds(at)), new("timeout", "20s")]);

    public Task<(QueryValue? Value, string? Error)> Range(string query, long from, long to, long step) =>
        Ask("/api/v1/query_range", [new("query", query), new("start", Seconds(from)), new("end", Seconds(to)), new("step", Seconds(step))]);

    public void Dispose()
    {
        _http.Dispose();
        _shell.StandardInput.Close();
        _shell.WaitForExit();
        _shell.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static string Seconds(long milliseconds) => (milliseconds / 1000m).ToString(CultureInfo.InvariantCulture);

    private Process Start(string file, params string[] arguments) => Process.Start(new ProcessStartInfo(file, arguments)
    {
        WorkingDirectory = _directory,
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    }) ?? throw new InvalidOperationException($"{file} does not start");

    private async Task<(QueryValue? Value, string? Error)> Ask(string path, KeyValuePair<string, string>[] parameters)
    {
        using var form = new FormUrlEncodedContent(parameters);
        using var answer = await _http.PostAsync(path, form);
        using var json = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync());
        if (json.RootElement.TryGetProperty("error", out var error))
            return (null, error.GetString());
        var data = json.RootElement.GetProperty("data");
        var result = data.GetProperty("result");
        return (data.GetProperty("resultType").GetString() switch
        {
            "scalar" => new ScalarValue(Time(result[0]), Number(result[1])),
            "string" => new StringValue(Time(result[0]), result[1].GetString()!),
            "vector" => new VectorValue([.. result.EnumerateArray().Select(s => new VectorSample(LabelsOf(s), Time(s.GetProperty("value")[0]), Number(s.GetProperty("value")[1])))]),
            _ => new MatrixValue([.. result.EnumerateArray().Select(s => new RangeSeries(LabelsOf(s), [.. s.GetProperty("values").EnumerateArray().Select(v => Time(v[0]))], [.. s.GetProperty("values").EnumerateArray().Select(v => Number(v[1]))]))]),
        }, null);
    }

    private static Labels LabelsOf(JsonElement series) => Labels.From([.. series.GetProperty("metric").EnumerateObject().Select(p => new Label(p.Name, p.Value.GetString()!))]);

    private static long Time(JsonElement seconds) => (long)(seconds.GetDecimal() * 1000);

    private static double Number(JsonElement text) => text.GetString() switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        var number => double.Parse(number!, CultureInfo.InvariantCulture),
    };
}
