using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.RemoteWrite;
using static Dashboard.Ingest.Tests.Sources.RemoteWrite.WrittenMessage;

namespace Dashboard.Ingest.Tests.Sources.RemoteWrite;

public sealed class RemoteWriteAllocationTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_message_of_known_series_is_taken_without_an_allocation_in_whatever_order(bool isReversed)
    {
        using var bench = new IngestBench();
        bench.Register(RemoteWriteSource.Id);
        var rows = new RemoteWriteRows(bench.Pipeline, 10_000);
        Take(Message(0, isReversed: false));
        Take(Message(1, isReversed: false));

        Assert.Equal(0, Take(Message(2, isReversed)));
        Assert.Equal(50, bench.Cache.Statistics().Series);
        Assert.Equal(150, bench.Cache.Statistics().Samples);

        byte[] Message(int round, bool isReversed)
        {
            var series = Enumerable.Range(0, 50).Select(i => Chunk(1, Label("__name__", "octets_total"), Label("host", $"rtr-{i}"), Sample(i * 0.5, bench.Now + round))).ToArray();
            return [.. (isReversed ? series.Reverse() : series).SelectMany(static s => s)];
        }

        long Take(byte[] octets)
        {
            using var message = new RemoteWriteMessage(bench.Pipeline, bench.Cache, rows, isSecond: false);
            using var batch = new TelemetryBatch<MetricSample>(RemoteWriteSource.Id, octets.Length, 1024);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.True(message.Read(octets, batch));
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal(50, bench.Cache.Append(batch.Records).Stored);
            return allocated;
        }
    }

    [Fact]
    public void A_series_that_comes_with_more_than_samples_is_learnt_once()
    {
        using var bench = new IngestBench();
        bench.Register(RemoteWriteSource.Id);
        var rows = new RemoteWriteRows(bench.Pipeline, 10_000);
        for (var round = 0; round < 3; round++)
        {
            byte[] octets = [.. Chunk(1, Label("__name__", "a"), Sample(round, bench.Now + round), Chunk(3)), .. Chunk(1, Sample(round, bench.Now + round), Label("__name__", "b"))];
            using var message = new RemoteWriteMessage(bench.Pipeline, bench.Cache, rows, isSecond: false);
            using var batch = new TelemetryBatch<MetricSample>(RemoteWriteSource.Id, octets.Length, 1024);

            Assert.True(message.Read(octets, batch));
            Assert.Equal(1, message.Exemplars);
            Assert.Equal(2, bench.Cache.Append(batch.Records).Stored);
        }

        Assert.Equal(1, rows.First.Count);
        Assert.Equal(2, bench.Cache.Statistics().Series);
    }
}
