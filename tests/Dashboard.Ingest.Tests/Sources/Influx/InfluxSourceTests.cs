using System.Text;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Influx;

namespace Dashboard.Ingest.Tests.Sources.Influx;

public sealed class InfluxSourceTests
{
    private const long Now = 1767225600000;

    // Measurement, tags and fields of a line, and what becomes of them; the clock stands at 2026-01-01 00:00 UTC.
    [Theory]
    [InlineData("cpu,host=a value=1.5 1767225599000000000", "cpu_value{host=\"a\"} 1.5 @-1000")]
    [InlineData("cpu value=1", "cpu_value 1 @0")]
    [InlineData("cpu,host=a,b=c x=1,y=2i,z=3u,on=t,off=false 1767225600000999999", "cpu_off{b=\"c\", host=\"a\"} 0 @0|cpu_on{b=\"c\", host=\"a\"} 1 @0|cpu_x{b=\"c\", host=\"a\"} 1 @0|cpu_y{b=\"c\", host=\"a\"} 2 @0|cpu_z{b=\"c\", host=\"a\"} 3 @0")]
    [InlineData("a\\ b\\,c,t\\ ag=v\\,a\\=l\\ ue f\\=ield\\ x=1", "a_b_c_f_ield_x{t_ag=\"v,a=l ue\"} 1 @0")]
    [InlineData("net.in-octets,1st=é 2nd=1", "net_in_octets_2nd{_1st=\"é\"} 1 @0")]
    [InlineData("m,p=C:\\dir v=1", "m_v{p=\"C:\\\\dir\"} 1 @0")]
    [InlineData("m,q=\"x\" v=1", "m_v{q=\"\\\"x\\\"\"} 1 @0")]
    [InlineData("m s=\"a, b=c \\\"d\\\"\ne\",v=1 1767225600000000000", "m_v 1 @0")]
    [InlineData("m s=\"only text\"", "")]
    [InlineData("# a comment\n\n   \nm v=1\r\n", "m_v 1 @0")]
    [InlineData("  m   v=1   1767225600000000000  ", "m_v 1 @0")]
    [InlineData("m,__name__=other v=1", "m_v 1 @0")]
    [InlineData("m v=1\nm v=2 1767225599999000000\nm v=3", "m_v 2 @-1|m_v 3 @0")]
    [InlineData("9m v=1", "_9m_v 1 @0")]
    public async Task A_line_becomes_samples(string body, string samples)
    {
        using var bench = new IngestBench();
        var report = await Source(bench).Take(Stream(body), InfluxPrecision.Nanoseconds, "db", default);
        await bench.Drain();

        Assert.Empty(report.Errors);
        Assert.Equal(samples, string.Join('|', await Held(bench)));
    }

    [Theory]
    [InlineData("m v=1 1767225600", "s", 0)]
    [InlineData("m v=1 1767225600123", "ms", 123)]
    [InlineData("m v=1 1767225600123456", "us", 123)]
    [InlineData("m v=1 1767225600123456", "u", 123)]
    [InlineData("m v=1 1767225600123456789", "", 123)]
    [InlineData("m v=1 29453760", "m", 0)]
    [InlineData("m v=1 490896", "h", 0)]
    public async Task Times_are_read_in_the_precision_of_the_body(string body, string precision, long offset)
    {
        using var bench = new IngestBench();
        await Source(bench).Take(Stream(body), InfluxPrecisions.Parse(precision)!.Value, "", default);
        await bench.Drain();

        Assert.Equal([$"m_v 1 @{offset}"], await Held(bench));
    }

    [Theory]
    [InlineData("m", "missing fields")]
    [InlineData("m ", "missing fields")]
    [InlineData(",t=1 v=1", "missing measurement")]
    [InlineData("m,=1 v=1", "missing tag key")]
    [InlineData("m,t v=1", "missing tag value")]
    [InlineData("m,t= v=1", "missing tag value")]
    [InlineData("m,t=a=b v=1", "invalid tag format")]
    [InlineData("m v", "missing field value")]
    [InlineData("m v=", "missing field value")]
    [InlineData("m v= 1", "missing field value")]
    [InlineData("m =1", "missing field key")]
    [InlineData("m v=1,", "missing field key")]
    [InlineData("m v=abc", "invalid number")]
    [InlineData("m v=1,w=1.5i", "invalid number")]
    [InlineData("m v=\"open", "unbalanced quotes")]
    [InlineData("m v=\"a\"b", "invalid field format")]
    [InlineData("m v=1 soon", "bad timestamp")]
    [InlineData("m v=1 1 2", "bad timestamp")]
    [InlineData("m v=1 9223372036854775808", "bad timestamp")]
    public async Task A_line_that_is_wrong_is_named_and_the_others_are_taken(string line, string problem)
    {
        using var bench = new IngestBench();
        var source = Source(bench);

        var report = await source.Take(Stream($"good v=1\n\n{(line.Contains('"') ? "" : line + "\n")}good v=2 1767225599000000000\n{(line.Contains('"') ? line : "")}"), InfluxPrecision.Nanoseconds, "", default);
        await bench.Drain();

        var error = Assert.Single(report.Errors);
        Assert.Equal(line.Contains('"') ? 4 : 3, error.Line);
        Assert.Equal($"unable to parse '{line}': {problem}", error.Problem);
        Assert.Equal(["good_v 2 @-1000", "good_v 1 @0"], await Held(bench));
        Assert.Equal(1, bench.Status(InfluxSource.Id).Dropped["line not understood"]);
        Assert.Contains(bench.Status(InfluxSource.Id).LastErrors, e => e.Text == error.Problem);
    }

    [Fact]
    public async Task Strings_are_left_out_and_counted()
    {
        using var bench = new IngestBench();
        var report = await Source(bench).Take(Stream("m a=\"x\",b=1,c=\"y\"\nm a=\"x\",b=2,c=\"y\""), InfluxPrecision.Nanoseconds, "", default);
        await bench.Drain();

        Assert.Equal((2, 4), (report.Samples, report.Texts));
        Assert.Equal(4, bench.Status(InfluxSource.Id).Dropped["string field"]);
    }

    [Fact]
    public async Task Samples_of_series_beyond_the_limit_are_reported()
    {
        using var bench = new IngestBench(cacheOptions: new TimeSeriesCacheOptions { SeriesPerSource = 2 });
        var report = await Source(bench).Take(Stream("m,n=1 v=1\nm,n=2 v=1\nm,n=3 v=1\nm,n=1 v=2"), InfluxPrecision.Nanoseconds, "", default);
        await bench.Drain();

        Assert.Equal((3, 1), (report.Samples, report.Refused));
        Assert.Equal(1, bench.Status(InfluxSource.Id).Dropped["limit of series reached"]);
    }

    [Fact]
    public async Task A_body_larger_than_allowed_is_not_read_to_its_end()
    {
        using var bench = new IngestBench();
        await bench.Pipeline.StartAsync(default);
        var source = Source(bench, new InfluxOptions { MaxBodyBytes = 64 << 10 });
        var line = "m,n=1 v=1\n"u8.ToArray();
        using var body = new MemoryStream([.. Enumerable.Repeat(line, 100_000).SelectMany(l => l)]);

        var report = await source.Take(body, InfluxPrecision.Nanoseconds, "", default);

        Assert.True(report.IsTooLarge);
        Assert.True(body.Position < 300_000);
        Assert.Contains("a body was refused", bench.Status(InfluxSource.Id).LastErrors[0].Text);
    }

    [Fact]
    public async Task A_line_longer_than_allowed_is_skipped_and_the_next_is_taken()
    {
        using var bench = new IngestBench();
        var source = Source(bench, new InfluxOptions { MaxLineBytes = 200_000 });

        var report = await source.Take(Stream($"m,n=1 v=1\nm,n={new string('x', 1_000_000)} v=1\nm,n=2 v=1\nm,n={new string('y', 250_000)} v=1"), InfluxPrecision.Nanoseconds, "", default);
        await bench.Drain();

        Assert.Equal([2, 4], report.Errors.Select(e => e.Line));
        Assert.Equal(["m_v{n=\"1\"} 1 @0", "m_v{n=\"2\"} 1 @0"], await Held(bench));
    }

    [Fact]
    public async Task A_line_is_read_whole_wherever_the_pieces_of_its_body_end()
    {
        using var bench = new IngestBench();
        await bench.Pipeline.StartAsync(default);
        var source = Source(bench);
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"m,n={i % 97} v={i} {Now - 1000 + (i / 97)}\n"));

        var report = await source.Take(new Drips(Encoding.UTF8.GetBytes(text)), InfluxPrecision.Milliseconds, "", default);
        await bench.Drain();

        Assert.Equal(20_000, report.Samples);
        Assert.Equal(20_000, bench.Cache.Statistics().Samples);
        Assert.Equal(text.Length, bench.Status(InfluxSource.Id).Bytes);
        Assert.Equal(97, source.KnownRows);
    }

    [Fact]
    public async Task Databases_are_told_apart_where_a_label_is_named_for_them()
    {
        using var bench = new IngestBench();
        var source = Source(bench, new InfluxOptions { DatabaseLabel = "db" });
        await source.Take(Stream("m v=1"), InfluxPrecision.Nanoseconds, "one", default);
        await source.Take(Stream("m v=2"), InfluxPrecision.Nanoseconds, "two", default);
        for (var i = 2; i < InfluxSource.MaxDatabases; i++)
            await source.Take(Stream(""), InfluxPrecision.Nanoseconds, $"{i}", default);
        var further = await source.Take(Stream("m v=3"), InfluxPrecision.Nanoseconds, "further", default);
        await bench.Drain();

        Assert.Equal(["m_v{db=\"one\"} 1 @0", "m_v{db=\"two\"} 2 @0"], await Held(bench));
        Assert.Equal("more than 100 databases are written to", further.Stopped);
    }

    [Fact]
    public async Task A_series_that_left_the_cache_is_born_again()
    {
        using var bench = new IngestBench(cacheOptions: new TimeSeriesCacheOptions { Retention = TimeSpan.FromMinutes(10) });
        await bench.Pipeline.StartAsync(default);
        var source = Source(bench);
        await source.Take(Stream("m v=1"), InfluxPrecision.Nanoseconds, "", default);
        await Eventually.True(() => bench.Status(InfluxSource.Id).Records == 1);
        bench.Clock.Advance(TimeSpan.FromHours(1));
        bench.Cache.Trim();
        Assert.Equal(0, bench.Cache.Statistics().Series);

        await source.Take(Stream("m v=2"), InfluxPrecision.Nanoseconds, "", default);
        await Eventually.True(() => bench.Status(InfluxSource.Id).Dropped.ContainsKey("series not held"));
        await source.Take(Stream("m v=3"), InfluxPrecision.Nanoseconds, "", default);
        await bench.Drain();

        await bench.Holds([3], "m_v");
    }

    [Fact]
    public async Task It_is_on_the_Sources_page_and_waits()
    {
        using var bench = new IngestBench();
        var source = Source(bench);
        using var stop = new CancellationTokenSource();

        var running = source.Run(stop.Token);

        Assert.False(running.IsCompleted);
        Assert.Equal(SourceState.Inactive, bench.Status(InfluxSource.Id).State);
        await source.Take(Stream("m v=1"), InfluxPrecision.Nanoseconds, "", default);
        Assert.Equal(SourceState.Active, bench.Status(InfluxSource.Id).State);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Strings_become_log_lines_where_that_is_set()
    {
        var logs = new KeptLines();
        using var bench = new IngestBench(stores: b => [new MetricStore(b.Cache), logs]);
        var source = Source(bench, new InfluxOptions { Strings = InfluxStrings.Logs });
        const string body = """
            syslog,host=rtr-1,severity=err message="link \"ge-0/0/1\" down, C:\\x",code=3i 1767225599000000000
            syslog,host=rtr-1,severity=err message="up again",code=4i 1767225599500000000
            m note="" 1767225599000000000
            """;

        var report = await source.Take(Stream(body), InfluxPrecision.Nanoseconds, "", default);
        await bench.Drain();

        Assert.Equal((2L, 0), (report.Samples, report.Texts));
        Assert.Equal(
            [
                "-1000 6 {field=\"note\", measurement=\"m\"} ",
                "-500 3 {field=\"message\", host=\"rtr-1\", measurement=\"syslog\", severity=\"err\"} up again",
                "-1000 3 {field=\"message\", host=\"rtr-1\", measurement=\"syslog\", severity=\"err\"} link \"ge-0/0/1\" down, C:\\x",
            ],
            logs.All.Reverse().Select(l => $"{l.Timestamp - Now} {l.Severity.Syslog} {l.Origin} {l.Body}"));
    }

    internal static InfluxSource Source(IngestBench bench, InfluxOptions? options = null, TimeSeriesCacheOptions? cache = null) =>
        new(options ?? new InfluxOptions(), cache ?? new TimeSeriesCacheOptions(), bench.Pipeline, bench.Sources, bench.Clock);

    private static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));

    private static async Task<IReadOnlyList<string>> Held(IngestBench bench)
    {
        List<string> held = [];
        var columns = new SampleColumns();
        foreach (var series in await bench.Cache.Select([], 0, long.MaxValue, default, default))
        {
            columns.Clear();
            series.Read(0, long.MaxValue, columns);
            for (var i = 0; i < columns.Count; i++)
                held.Add($"{series.Labels} {columns.Values[i]} @{columns.Timestamps[i] - Now}");
        }
        return [.. held.OrderBy(h => h.Split(' ')[0], StringComparer.Ordinal).ThenBy(h => long.Parse(h[(h.LastIndexOf('@') + 1)..]))];
    }

    /// <summary>A stream that hands out a few octets at a time, each time another number.</summary>
    private sealed class Drips(byte[] octets) : MemoryStream(octets)
    {
        private readonly Random _random = new(7);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, _random.Next(1, 5000))], cancellationToken);
    }
}
