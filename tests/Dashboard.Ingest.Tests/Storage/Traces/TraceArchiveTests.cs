using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.Tracing;
using Dashboard.Ingest.Storage.Traces;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace Dashboard.Ingest.Tests.Storage.Traces;

public sealed class TraceArchiveTests(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 3;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("noc-test-");
    private readonly IngestMetrics _metrics = new();
    private readonly FakeClock _clock = new();

    public void Dispose()
    {
        _metrics.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void What_was_written_is_in_memory_again_after_a_restart()
    {
        var spans = Spans(1, 9000);
        Write(spans);
        Write(Spans(9001, 100));

        var (store, restored) = Restored();

        Assert.Equal((9100, 9100), (restored, store.Statistics().Spans));
        Assert.Equal(Told(spans[77]), Told(Assert.Single(store.Trace(spans[77].TraceId), s => s.SpanId == spans[77].SpanId)));
    }

    [Fact]
    public void A_file_with_a_damaged_end_gives_what_is_before_it_and_the_next_file_all()
    {
        Write(Spans(1, 100));
        Write(Spans(101, 100));
        var file = _folder.GetFiles().MinBy(static f => f.Name)!.FullName;
        var octets = File.ReadAllBytes(file);
        // A whole piece, and one that was cut off while it was written.
        File.WriteAllBytes(file, [.. octets, .. octets[..^7]]);
        Assert.Equal((200, 200), (Restored().Restored, Restored().Store.Statistics().Spans));
        octets[^9] ^= 0x10;
        File.WriteAllBytes(file, octets);
        Assert.Equal(100, Restored().Restored);
    }

    [Fact]
    public void What_is_too_old_and_what_is_too_much_goes_by_whole_files()
    {
        using var archive = Archive(new TracingOptions { DiskBytes = 16 << 20, Keep = TimeSpan.FromHours(16) });
        archive.Open();
        for (var hour = 0; hour < 40; hour++)
        {
            archive.Append(Spans((hour * 100) + 1, 100));
            Assert.True(archive.Flush());
            foreach (var file in _folder.GetFiles().Where(f => f.LastWriteTimeUtc > _clock.GetUtcNow().UtcDateTime))
                file.LastWriteTimeUtc = _clock.GetUtcNow().UtcDateTime;
            _clock.Advance(TimeSpan.FromHours(1.1));
            archive.Retain();
        }

        Assert.InRange(_folder.GetFiles().Length, 13, 17);
    }

    [Fact]
    public void What_finds_no_room_while_the_disk_fails_is_counted_and_the_rest_is_written_later()
    {
        using var archive = Archive();
        archive.Open();
        _folder.Delete(recursive: true);
        Assert.Equal(0, archive.Append(Spans(1, 1000)));
        Assert.False(archive.Flush());
        Assert.StartsWith("Spans cannot be written", archive.Problem, StringComparison.Ordinal);
        Assert.Equal(0, archive.Append(Spans(1001, TraceArchive.MaxWaiting)));
        Assert.Equal(10, archive.Append(Spans(1, 10)));

        _folder.Create();
        Assert.True(archive.Flush());
        Assert.True(archive.Flush());

        Assert.Equal("", archive.Problem);
        Assert.Equal(1000 + TraceArchive.MaxWaiting, Restored().Restored);
    }

    [Fact]
    [Trait("Kind", "fuzz")]
    public async Task Damaged_octets_are_read_as_far_as_they_go_and_end_in_a_sentence()
    {
        var good = new ArrayBufferWriter<byte>();
        SpanCodec.Write(Spans(1, 5), good);
        await Fuzz.Run([good.WrittenSpan.ToArray()], [0, 1, 0x7f, 0x80, 0xff], (input, _) =>
        {
            var read = new List<SpanRecord>();
            if (SpanCodec.Read(input, read) is { } problem)
                Assert.StartsWith("what stands at octet", problem, StringComparison.Ordinal);
            // What could be read can be held.
            new SpanStore(new TracingOptions()).Add(read.ToArray());
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task A_killed_process_loses_the_spans_of_its_last_moments_and_no_others()
    {
        long before = 0;
        for (var kill = 1; kill <= Kills; kill++)
        {
            var (taken, time) = await RunAndKill(TimeSpan.FromSeconds(1.5 + (kill * 0.7)));
            var (store, held) = Restored();
            var newest = store.Trace(new TraceId(1, (ulong)held));
            var loss = TimeSpan.FromMilliseconds(time - Assert.Single(newest).Timestamp);
            output.WriteLine($"kill {kill}: {taken - before} spans taken, {taken - held} lost, the last {loss.TotalSeconds:0.00} s");
            Assert.Equal(held, store.Statistics().Spans);
            Assert.True(held > before, "nothing was written");
            Assert.InRange(loss.TotalSeconds, 0, 4);
            before = held;
        }
    }

    /// <summary>Spans numbered from the one given, each of a trace of that number.</summary>
    internal static SpanRecord[] Spans(long first, int count, long nowMs = 1_767_225_600_000)
    {
        var origin = Labels.From(new Label("service_name", "victim"), new Label("host_name", "one"));
        var attributes = new AttributeList.Builder();
        var spans = new SpanRecord[count];
        for (var i = 0; i < count; i++)
        {
            var number = (ulong)(first + i);
            attributes.Add("http.route", "/cart");
            attributes.Add("number", $"{number}");
            spans[i] = new SpanRecord(new TraceId(1, number), new SpanId(number), new SpanId(number % 3), origin, "GET /cart", SpanKind.Server, nowMs * 1_000_000, 5_000_000, SpanStatus.Timeout)
            {
                Attributes = attributes.Build(),
                StatusMessage = "too late",
                Scope = "library",
                Events = [new SpanEvent((nowMs * 1_000_000) - 5, "exception", default)],
                Links = [new SpanLink(new TraceId(2, 3), new SpanId(4), default)],
            };
        }
        return spans;
    }

    private static string Told(SpanRecord span) => $"{span with { Events = [], Links = [] }} {span.Attributes} {span.Events[0]} {span.Links[0]}";

    private void Write(SpanRecord[] spans)
    {
        using var archive = Archive();
        archive.Open();
        Assert.Equal(0, archive.Append(spans));
        Assert.True(archive.Flush());
    }

    private (SpanStore Store, long Restored) Restored()
    {
        var store = new SpanStore(new TracingOptions());
        using var archive = Archive();
        archive.Open();
        archive.Restore(store, CancellationToken.None);
        return (store, archive.Restored);
    }

    private TraceArchive Archive(TracingOptions? options = null) => new(_folder.FullName, options ?? new TracingOptions(), _clock, _metrics, NullLogger<TraceArchive>.Instance);

    private async Task<(long Taken, long Time)> RunAndKill(TimeSpan after)
    {
        using var victim = Process.Start(new ProcessStartInfo("dotnet") { ArgumentList = { "exec", typeof(TraceKillVictim).Assembly.Location, TraceKillVictim.Command, _folder.FullName }, RedirectStandardOutput = true, UseShellExecute = false })!;
        var last = await victim.StandardOutput.ReadLineAsync();
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < after)
            last = await victim.StandardOutput.ReadLineAsync();
        victim.Kill();
        var said = await victim.StandardOutput.ReadToEndAsync();
        await victim.WaitForExitAsync();
        // A line that the end cut off has no end of line.
        last = said[..(said.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault(last);
        var parts = last!.Split(' ');
        return (long.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
