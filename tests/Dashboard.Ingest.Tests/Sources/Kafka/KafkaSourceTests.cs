using System.IO.Compression;
using Dashboard.Domain.Ran;
using Dashboard.Domain.Simulation;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Demo;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Ran.Jobs;
using Dashboard.Ingest.Ran.Ves;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Kafka;
using Dashboard.Ingest.Sources.Kafka.Schemas;

namespace Dashboard.Ingest.Tests.Sources.Kafka;

public sealed class KafkaSourceTests : IDisposable
{
    private readonly DirectoryInfo _poison = Directory.CreateTempSubdirectory("poison");

    [KafkaFact]
    public async Task What_the_topics_of_a_network_carry_becomes_series_events_and_poison()
    {
        using var broker = await KafkaBroker.Start();
        var perf3gpp = VesEvents.Octets(VesEvents.Body("perf3gpp").Replace("ManagedElement=gnb-1", "ManagedElement=gnb-zip", StringComparison.Ordinal));
        await broker.Produce("oran.pm.cell", VesEvents.Body("perf3gpp"));
        await broker.Produce("pmreports", Packed(perf3gpp), "gzip=1");
        await broker.Produce("oran.pm.ue", """{"timestamp":1767225600000,"gnb_id":"gnb-9","cell_id":"3","ue_id":"17","DRB.UEThpDl":20.5,"DRB.PdcpSduVolumeDL":2000}""");
        await broker.Produce("oran.fm.alarms", VesEvents.Body("fault"), "neither this");
        await broker.Produce("pmreports", "not packed"u8.ToArray(), "gzip=1");
        using var bench = new IngestBench();
        await bench.Pipeline.StartAsync(CancellationToken.None);
        var source = Source(bench, broker.Address);

        await Run(source, async () => bench.Events.NewestFirst.Count > 0 && (await bench.Series("DRB_UEThpDl")).Count == 3 && (await bench.Series("RRU_PrbTotDl")).Count == 4 && bench.Status(KafkaSource.Id).Dropped.GetValueOrDefault("message not understood") == 2);

        await bench.Holds([42], "RRU_PrbTotDl", ("cell", "gnb-1-1"));
        await bench.Holds([42], "RRU_PrbTotDl", ("cell", "gnb-zip-1"));
        await bench.Holds([20.5], "DRB_UEThpDl", ("instance", "gnb-9"), ("cell", "gnb-9-3"), ("ue", "17"));
        // E2SM-KPM counts kbit where TS 28.552 has Mbit.
        await bench.Holds([2], "DRB_PdcpSduVolumeDL", ("ue", "17"));
        Assert.Equal(("gnb-1 eth0", PerceivedSeverity.Major), bench.Events.NewestFirst.Select(e => (e.ManagedObject, e.Severity)).Single());
        var kept = _poison.GetFiles("*.message").Select(f => File.ReadAllText(f.FullName)).Order(StringComparer.Ordinal);
        Assert.Equal(["neither this", "not packed"], kept);
        Assert.All(_poison.GetFiles("*.reason"), f => Assert.NotEmpty(File.ReadAllText(f.FullName)));
        Assert.Contains(bench.Status(KafkaSource.Id).LastErrors, e => e.Text.StartsWith("the message oran.fm.alarms[", StringComparison.Ordinal));
    }

    [KafkaFact]
    public async Task What_the_simulated_network_says_of_its_cells_arrives_over_a_broker()
    {
        using var broker = await KafkaBroker.Start();
        using var bench = new IngestBench();
        await bench.Pipeline.StartAsync(CancellationToken.None);
        var network = new SimulatedNetwork(1);
        using var simulated = DemoKafka.Open(network, new KafkaOptions { Brokers = broker.Address }, out _)!;

        Assert.Null(simulated.Send(new NetworkMoment(network, bench.Clock.NowMs - 10_000, bench.Clock.NowMs, [])));

        await Run(Source(bench, broker.Address), async () => (await bench.Series("RRU_MaxPrbUsedDl")).Count == network.Cells.Count);
        Assert.Empty(_poison.GetFiles());
    }

    [KafkaFact]
    public async Task Nothing_is_lost_or_doubled_over_a_restart()
    {
        using var broker = await KafkaBroker.Start();
        using var bench = new IngestBench();
        await bench.Pipeline.StartAsync(CancellationToken.None);
        await broker.Produce("oran.fm.alarms", Faults(0, 30));
        var source = Source(bench, broker.Address);

        await Run(source, () => Task.FromResult(bench.Events.NewestFirst.Count >= 30));
        await broker.Produce("oran.fm.alarms", Faults(30, 30));
        await Run(source, () => Task.FromResult(bench.Events.NewestFirst.Count >= 60));

        Assert.Equal(Enumerable.Range(0, 60).Select(i => $"gnb-{i:d2} eth0"), bench.Events.NewestFirst.Select(e => e.ManagedObject).Order(StringComparer.Ordinal));
    }

    [KafkaFact]
    public async Task What_could_not_be_stored_comes_again()
    {
        using var broker = await KafkaBroker.Start();
        var store = new ProbeStore(TelemetryKind.Event) { OnStore = _ => throw new IOException("disk full") };
        using var bench = new IngestBench(stores: _ => [store]);
        await bench.Pipeline.StartAsync(CancellationToken.None);
        await broker.Produce("oran.fm.alarms", Faults(0, 5));
        var source = Source(bench, broker.Address);

        await Assert.ThrowsAsync<IOException>(() => source.Run(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60)));
        store.OnStore = null;
        await Run(source, () => Task.FromResult(store.Stored.Sum(s => s.Count) >= 5));

        Assert.Equal(5, store.Stored.Sum(s => s.Count));
    }

    [Fact]
    public async Task Without_a_cluster_or_a_library_it_says_so_and_does_nothing()
    {
        using var bench = new IngestBench();
        var source = Source(bench, "");

        await source.Run(CancellationToken.None);

        Assert.Equal((SourceState.Inactive, "switched off: Noc:Kafka:Brokers names no cluster"), (bench.Status(KafkaSource.Id).State, bench.Status(KafkaSource.Id).Reason));
    }

    [Theory]
    [InlineData("""{"timestamp":1767225600,"cell":"7","measurements":{"RRU.PrbTotDl":50}}""", "RRU.PrbTotDl", 50, "7")]
    [InlineData("""[{"cellId":7,"time":"2026-01-01T00:00:00Z","RRU.PrbTotDl":50}]""", "RRU.PrbTotDl", 50, "7")]
    [InlineData("""{"reports":[{"cell_id":"7","ts":1767225600000000,"measurements":[{"name":"RRU.PrbTotDl","value":50}]}]}""", "RRU.PrbTotDl", 50, "7")]
    public void Flat_measurements_are_read_in_the_forms_that_RICs_send(string message, string name, double value, string cell)
    {
        List<KpmSample> read = [];

        Assert.Null(KpmDecoder.Read(VesEvents.Octets(message), read));
        Assert.Equal((name, value, cell, (long?)1_767_225_600_000), read.Select(s => (s.Name, s.Value, s.Cell, s.Timestamp)).Single());
    }

    [Fact]
    [Trait("Kind", "fuzz")]
    public async Task Damaged_messages_are_read_or_refused_and_nothing_else()
    {
        byte[][] seeds =
        [
            VesEvents.Octets("""{"timestamp":1767225600,"cell":"7","measurements":{"RRU.PrbTotDl":50},"list":[{"name":"a","value":1}]}"""),
            Packed("""{"reports":[{"cell_id":"7","x":1}]}"""u8.ToArray()), VesEvents.Octets(VesEvents.Body("perf3gpp")),
        ];
        await Fuzz.Run(seeds, [.. "{}[]\",:\\u1e-"u8], (message, random) =>
        {
            var body = KafkaPayload.Unpack(message, random.Next(2) == 0, 1 << 20, out var problem);
            if (problem is null && KafkaPayload.Recognise(body.Span) == KafkaForm.Kpm)
                KpmDecoder.Read(body, []);
            return Task.CompletedTask;
        }, fixedInputs: 10_000);
    }

    public void Dispose() => _poison.Delete(recursive: true);

    private static IEnumerable<string> Faults(int first, int count) => Enumerable.Range(first, count).Select(static i => VesEvents.One(VesEvents.Event("fault", source: $"gnb-{i:d2}")));

    [KafkaFact]
    public async Task A_measurement_job_counts_from_the_next_message_on_without_a_restart()
    {
        using var broker = await KafkaBroker.Start();
        using var bench = new IngestBench();
        await bench.Pipeline.StartAsync(CancellationToken.None);
        var job = new MeasurementJob(Path.Combine(_poison.FullName, "job.json"), bench.Metrics);
        await broker.Produce("pmreports", VesEvents.Body("perf3gpp"));
        var source = Source(bench, broker.Address, job);
        var isSet = false;

        await Run(source, async () =>
        {
            if (!isSet && (await bench.Series("RRU_PrbTotDl")).Count == 2)
            {
                isSet = true;
                Assert.Null(job.Set(MeasurementFilter.Read("""{"measTypeSpecs":[{"measuredObjClass":"NRCellDU","measTypes":["DRB.UEThpDl"]}]}""", out _)));
                await broker.Produce("pmreports", VesEvents.Body("perf3gpp").Replace("ManagedElement=gnb-1", "ManagedElement=gnb-2", StringComparison.Ordinal));
            }
            return (await bench.Series("DRB_UEThpDl")).Count == 2;
        });

        await bench.Holds([1234.5], "DRB_UEThpDl", ("cell", "gnb-2-1"));
        Assert.Equal(2, (await bench.Series("RRU_PrbTotDl")).Count);
        Assert.Empty(await bench.Series("pm_suspect", ("instance", "gnb-2")));
        Assert.Equal(2, job.LeftOut);
    }

    [KafkaFact]
    public async Task A_topic_with_an_Avro_schema_becomes_series()
    {
        var schema = Path.Combine(_poison.FullName, "kpm.avsc");
        await File.WriteAllTextAsync(schema, """{"type":"record","name":"R","fields":[{"name":"gnb_id","type":"string"},{"name":"values","type":{"type":"map","values":"double"}}]}""");
        using var broker = await KafkaBroker.Start();
        using var bench = new IngestBench();
        await bench.Pipeline.StartAsync(CancellationToken.None);
        byte[] message = [10, .. "gnb-7"u8, 2, 22, .. "DRB.UEThpDl"u8, .. BitConverter.GetBytes(20.5), 0];
        await broker.Produce("oran.pm.ue", message, "type=avro");
        var source = Source(bench, broker.Address, schemas: new KafkaSchemas([new KafkaSchemaOptions { Topic = "oran.pm.ue", File = schema }]));

        await Run(source, async () => (await bench.Series("DRB_UEThpDl")).Count == 1);
        await bench.Holds([20.5], "DRB_UEThpDl", ("instance", "gnb-7"));
    }

    private static byte[] Packed(byte[] octets)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(octets);
        return packed.ToArray();
    }

    // Runs a source until something is so, and ends it as the host does.
    private static async Task Run(KafkaSource source, Func<Task<bool>> isSo)
    {
        using var end = new CancellationTokenSource();
        var running = Task.Run(() => source.Run(end.Token));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await isSo())
        {
            Assert.False(running.IsCompleted, running.Exception?.ToString());
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
        }
        await end.CancelAsync();
        try
        {
            await running;
        }
        catch (OperationCanceledException)
        {
            // As it should.
        }
    }

    private KafkaSource Source(IngestBench bench, string brokers, MeasurementJob? job = null, KafkaSchemas? schemas = null)
    {
        var cacheOptions = new TimeSeriesCacheOptions();
        var naming = new RanNaming(new CellDirectory(), new Enricher([]), new NetworkTree(), bench.Cache.Metrics, bench.Clock);
        var around = new VesSurroundings(bench.Pipeline, bench.Cache, cacheOptions, naming, bench.Inventory, new VesHeartbeats(bench.Clock), new VesAnomalies(bench.Metrics), bench.Clock);
        return new KafkaSource(new KafkaOptions { Brokers = brokers }, around, bench.Sources, _poison.FullName, job, schemas);
    }
}
