using System.Globalization;
using Dashboard.Domain.Logs;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Storage.Sqlite.Logs;

namespace Dashboard.Ingest.Tests.Storage.Sqlite.Logs;

public sealed class LogArchiveTests : IDisposable
{
    private readonly LogBench _bench = new();

    [Fact]
    public async Task A_line_is_found_at_once_and_after_a_restart_where_it_was_written()
    {
        _bench.Add(LogBench.Line("interface xe-0/0/1 went down", severity: 3));
        Assert.Equal(["interface xe-0/0/1 went down"], await _bench.Find("xe-0/0/1"));
        await _bench.Flush();
        _bench.Add(LogBench.Line("never written"));
        _bench.Restart();
        Assert.Equal(["interface xe-0/0/1 went down"], await _bench.Find(""));
        _bench.Add(LogBench.Line("interface xe-0/0/1 came up", after: 5));
        await _bench.Flush();
        _bench.Restart();
        Assert.Equal(["interface xe-0/0/1 came up", "interface xe-0/0/1 went down"], await _bench.Find("xe-0/0/1"));
    }

    [Fact]
    public async Task A_line_keeps_all_that_it_says()
    {
        var attributes = new AttributeList.Builder();
        attributes.Add("exampleSDID@32473.iut", "3 größe");
        attributes.Add("empty", "");
        var line = LogBench.Line("Ünïcode 漢字 \0 body", severity: 0) with
        {
            ReceivedAt = LogBench.Start + 70_000,
            SeverityText = "PANIC",
            ProcessId = "4711",
            MessageId = "LINK-3-UPDOWN",
            Attributes = attributes.Build(),
            TraceId = new TraceId(0x0af7651916cd43dd, 0x8448eb211c80319c),
            SpanId = new SpanId(0xb7ad6b7169203331),
        };
        var plain = LogBench.Line("plain", after: -1, severity: 7);
        _bench.Add(line, plain, new LogRecord(LogBench.Start - 2, Labels.Empty, LogSeverity.Unknown, ""));
        for (var round = 0; round < 2; round++)
        {
            var found = (await _bench.Search(new LogSearch())).Lines;
            Assert.Equal([(1L, line), (2L, plain)], found.Take(2).Select(static l => (l.Number, l.Record)));
            Assert.Equal(("", Labels.Empty, LogSeverity.Unknown), (found[2].Record.Body, found[2].Record.Origin, found[2].Record.Severity));
            Assert.Single(await _bench.Find("trace:0af7651916cd43dd8448eb211c80319c 漢字 größe"));
            Assert.Single(await _bench.Find("id:link-3-updown 4711"));
            Assert.Empty(await _bench.Find("trace:0af7651916cd43dd8448eb211c80319d"));
            await _bench.Flush();
            _bench.Restart();
        }
    }

    [Fact]
    public async Task Any_search_finds_the_lines_that_looking_at_each_of_them_finds()
    {
        var random = new Random(11);
        string[] words = ["link", "down", "up", "bgp", "10.0.0.1", "10.0.0.2:179", "xe-0/0/1", "Neighbor", "%OSPF-5-ADJCHG:", "größe", "x"];
        string[] hosts = ["rtr1", "rtr2", "SW-a", "sw-b"];
        var all = new List<(long Number, LogRecord Record)>();
        for (var step = 0; step < 60; step++)
        {
            var batch = Enumerable.Range(0, random.Next(1, 300)).Select(i => LogBench.Line(
                string.Join(' ', Enumerable.Range(0, random.Next(1, 7)).Select(_ => words[random.Next(words.Length)])),
                (all.Count * 10L) + random.Next(-20_000, 20_000), random.Next(8), hosts[random.Next(hosts.Length)], random.Next(3) == 0 ? "" : $"app{random.Next(3)}")).ToArray();
            foreach (var line in batch)
                all.Add((all.Count + 1, line));
            _bench.Add(batch);
            if (random.Next(3) > 0)
                await _bench.Flush();
            if (random.Next(10) == 0)
            {
                await _bench.Flush();
                _bench.Restart();
            }
        }
        foreach (var text in new[] { "", "link", "-link down", "\"link down\"", "10.0.0.1", "10.0.0.2", "xe-0* -bgp", "host:RTR1", "host:sw* -app:app1 severity>=err", "app:app1 app:app2 up", "severity:debug neighbor", "OSPF-5", "größe link", "nothing", "host:nobody" })
        {
            var query = LogBench.Query(text);
            var matcher = new LogMatcher(query);
            var (from, to) = (LogBench.Start + random.Next(0, 50_000), LogBench.Start + random.Next(50_000, 100_000));
            var expected = all.Where(l => l.Record.Timestamp >= from && l.Record.Timestamp <= to && matcher.MatchesSeverity(l.Record.Severity) && matcher.MatchesOrigin(l.Record.Origin)
                    && matcher.MatchesText(System.Text.Encoding.UTF8.GetBytes(l.Record.Body.ToLowerInvariant())))
                .OrderByDescending(static l => (l.Record.Timestamp, l.Number)).Select(static l => l.Number).ToList();
            var found = new List<long>();
            LogCursor? after = null;
            do
            {
                var answer = await _bench.Search(new LogSearch { Query = query, From = from, To = to, Limit = 97, After = after, Patience = TimeSpan.FromMinutes(1) });
                found.AddRange(answer.Lines.Select(static l => l.Number));
                after = answer.Next;
            }
            while (after is not null);
            Assert.True(expected.SequenceEqual(found), $"'{text}' finds {found.Count} lines of {expected.Count}");
            var histogram = await _bench.Archive.Count(new LogSearch { Query = query, From = from, To = to, Patience = TimeSpan.FromMinutes(1) }, 20, CancellationToken.None);
            Assert.Equal(expected.Count, histogram.Total);
            Assert.Equal(expected.Count(n => all[(int)n - 1].Record.Severity.Syslog == 3), Enumerable.Range(0, histogram.Bars).Sum(b => histogram.Of(b)[3]));
        }
    }

    [Fact]
    public async Task A_search_that_runs_out_of_patience_goes_on_where_it_ended()
    {
        for (var block = 0; block < 20; block++)
            _bench.Add([.. Enumerable.Range(0, LogBlock.MaxLines).Select(i => LogBench.Line(i == 7 ? "rare word" : "rare thing, no word of it", (block * 1000L) + i))]);
        await _bench.Flush();
        var (found, rounds) = (new List<LogLine>(), 0);
        LogCursor? after = null;
        do
        {
            var answer = await _bench.Search(new LogSearch { Query = LogBench.Query("\"rare word\""), After = after, Patience = TimeSpan.FromTicks(-1) });
            found.AddRange(answer.Lines);
            after = answer.Next;
            rounds++;
        }
        while (after is not null && rounds < 1000);
        Assert.Equal(20, found.Select(static l => l.Number).Distinct().Count());
        Assert.Equal(20, found.Count);
        Assert.InRange(rounds, 19, 41);
    }

    [Fact]
    public async Task Of_very_many_lines_of_one_time_those_that_came_last_are_found_without_reading_the_others()
    {
        for (var block = 0; block < 20; block++)
            _bench.Add([.. Enumerable.Range(0, LogBlock.MaxLines).Select(i => LogBench.Line($"line {(block * LogBlock.MaxLines) + i}"))]);
        await _bench.Flush();
        var answer = await _bench.Search(new LogSearch { Limit = 100, Patience = TimeSpan.FromTicks(-1) });
        Assert.Null(answer.LookedBackTo);
        Assert.Equal(Enumerable.Range(1, 100).Select(static i => $"line {(20 * LogBlock.MaxLines) - i}"), answer.Lines.Select(static l => l.Record.Body));
    }

    [Fact]
    public async Task Lines_of_more_writers_than_can_be_told_apart_say_themselves_who_wrote_them()
    {
        _bench.Add([.. Enumerable.Range(0, 21_000).Select(i => LogBench.Line($"line {i}", i, host: $"h{i}"))]);
        await _bench.Flush();
        _bench.Restart();
        Assert.Equal(["line 19999"], await _bench.Find("host:h19999"));
        Assert.Empty(await _bench.Find("host:h20500"));
        Assert.Equal(["line 20500"], await _bench.Find("h20500"));
    }

    [Fact]
    public async Task What_is_new_since_a_line_is_found_alone()
    {
        _bench.Add(LogBench.Line("one"), LogBench.Line("two", after: 1));
        await _bench.Flush();
        var last = (await _bench.Search(new LogSearch())).Lines[0].Number;
        _bench.Add(LogBench.Line("three", after: -50));
        Assert.Equal(["three"], (await _bench.Search(new LogSearch { Since = last })).Lines.Select(static l => l.Record.Body));
    }

    [Fact]
    public async Task Lines_that_are_past_their_time_go_with_their_file()
    {
        for (var hour = 0; hour < 24 * 9; hour += 6)
        {
            _bench.Clock.Advance(TimeSpan.FromHours(6));
            _bench.Add(LogBench.Line(string.Create(CultureInfo.InvariantCulture, $"hour {hour}"), (hour + 6) * 3_600_000L));
            await _bench.Flush();
            await _bench.Archive.Maintain(CancellationToken.None);
        }
        var found = await _bench.Find("hour", limit: 1000);
        Assert.Equal("hour 210", found[0]);
        Assert.InRange(found.Count, 28, 33);
        Assert.InRange(_bench.Files.Length, 14, 18);
    }

    [Fact]
    public async Task The_oldest_go_where_there_are_too_many_bytes()
    {
        using var bench = new LogBench(new LogOptions { MaxBytes = 64 << 20 });
        var random = new Random(1);
        var octets = new byte[3000];
        long most = 0;
        var count = 0;
        for (; count < 40_000; count += 1000)
        {
            bench.Add([.. Enumerable.Range(count, 1000).Select(i =>
            {
                random.NextBytes(octets);
                return LogBench.Line($"line{i} {Convert.ToBase64String(octets)}", i);
            })]);
            await bench.Flush();
            await bench.Archive.Maintain(CancellationToken.None);
            most = Math.Max(most, bench.Archive.Held().Bytes);
        }
        Assert.InRange(most, 32 << 20, 80 << 20);
        Assert.Single(await bench.Find($"line{count - 1}"));
        Assert.Empty(await bench.Find("line0"));
        Assert.InRange(bench.Archive.Held().Lines, 1000, count - 1000);
    }

    [Fact]
    public async Task A_damaged_file_is_put_aside_and_the_others_go_on()
    {
        _bench.Add(LogBench.Line("old"));
        await _bench.Flush();
        _bench.Clock.Advance(TimeSpan.FromDays(1));
        _bench.Add(LogBench.Line("new", after: 86_400_000));
        await _bench.Flush();
        await _bench.Flush();
        _bench.Add(LogBench.Line("newer", after: 86_400_001));
        await _bench.Flush();
        Assert.Equal(2, _bench.Files.Length);
        _bench.Archive.Dispose();
        await File.WriteAllTextAsync(_bench.Files[0], "this is no database, and was never one, whatever its name says");
        foreach (var beside in Directory.GetFiles(_bench.Folder, "*-wal"))
        {
            if (beside.StartsWith(_bench.Files[0], StringComparison.Ordinal))
                File.Delete(beside);
        }
        _bench.Restart();
        Assert.Contains("newer", await _bench.Find(""));
        Assert.Single(Directory.GetFiles(_bench.Folder, "*.damaged"));
        _bench.Add(LogBench.Line("after", after: 86_400_002));
        await _bench.Flush();
        Assert.Contains("after", await _bench.Find(""));
    }

    [Fact]
    public async Task A_disk_that_cannot_be_written_is_said_and_survived()
    {
        using var bench = new LogBench(new LogOptions { WaitingBytes = 4 << 20 });
        var inTheWay = Directory.CreateDirectory(Path.Combine(bench.Folder, "log-0000000000000001.db"));
        bench.Add(LogBench.Line("waits"));
        Assert.False(await bench.Archive.Flush(CancellationToken.None));
        Assert.StartsWith("Log lines cannot be written (", bench.Archive.Problem, StringComparison.Ordinal);
        var lines = Enumerable.Range(0, 2000).Select(i => LogBench.Line(new string('a', 4096), i)).ToArray();
        var dropped = bench.Archive.Append(lines);
        Assert.InRange(dropped, 900, 1100);
        Assert.Equal(dropped, bench.Archive.Lost);
        Assert.Equal(["waits"], await bench.Find("waits"));
        inTheWay.Delete();
        await bench.Flush();
        Assert.Empty(bench.Archive.Problem);
        bench.Restart();
        Assert.Equal(["waits"], await bench.Find("waits"));
    }

    [Fact]
    public async Task Patterns_of_lines_survive_a_restart()
    {
        _bench.Add([.. Enumerable.Range(0, 1000).Select(i => LogBench.Line($"request {i} took {i} ms", i, severity: i == 500 ? 3 : 6))]);
        await _bench.Flush();
        await _bench.Archive.Maintain(CancellationToken.None);
        _bench.Clock.Advance(TimeSpan.FromHours(1));
        _bench.Restart();
        _bench.Add(LogBench.Line("request 7 took 7 ms", after: 3_600_000));
        await _bench.Flush();
        var (patterns, since) = _bench.Archive.Patterns();
        var pattern = Assert.Single(patterns);
        Assert.Equal(("request <*> took <*> ms", 1001L, 3, LogBench.Start), (pattern.Text, pattern.Count, pattern.Worst, pattern.FirstSeen));
        Assert.Equal(LogBench.Start, since);
    }

    public void Dispose() => _bench.Dispose();
}
