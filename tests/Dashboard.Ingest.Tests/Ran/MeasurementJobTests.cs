using System.Text;
using Dashboard.Ingest.Ran.Jobs;

namespace Dashboard.Ingest.Tests.Ran;

public sealed class MeasurementJobTests : IDisposable
{
    private const string Whole = """
        {"sourceNames":["gnb-1"],"measObjInstIds":["NRCellDU=1"],"measTypeSpecs":[{"measuredObjClass":"NRCellDU","measTypes":["RRU.PrbTotDl"]},{"measuredObjClass":"GNBDUFunction","measTypes":[]}],
        "measuredEntityDns":["ManagedElement=gnb-1"],"pmRopStartTime":"2026-01-01T00:00:00Z","pmRopEndTime":"2026-01-01T01:00:00Z"}
        """;

    private static readonly long NewYear = VesEvents.NewYear / 1000;

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("job-");
    private readonly IngestMetrics _metrics = new();

    public void Dispose()
    {
        _metrics.Dispose();
        _home.Delete(recursive: true);
    }

    [Fact]
    public void A_filter_wants_what_each_of_its_lists_names_and_nothing_else()
    {
        var filter = Read(Whole);

        Assert.True(filter.Wants("gnb-1", "SubNetwork=U,ManagedElement=gnb-1", NewYear));
        Assert.False(filter.Wants("gnb-2", "SubNetwork=U,ManagedElement=gnb-1", NewYear));
        Assert.False(filter.Wants("gnb-1", "SubNetwork=U,ManagedElement=gnb-2", NewYear));
        Assert.False(filter.Wants("gnb-1", "SubNetwork=U,ManagedElement=gnb-1", NewYear - 1));
        Assert.True(filter.Wants("gnb-1", "ManagedElement=gnb-1", NewYear + 3_600_000));
        Assert.False(filter.Wants("gnb-1", "ManagedElement=gnb-1", NewYear + 3_600_001));

        Assert.True(filter.Wants("GNBDUFunction=1,NRCellDU=1"u8, "RRU.PrbTotDl"u8));
        Assert.False(filter.Wants("GNBDUFunction=1,NRCellDU=1"u8, "RRU.PrbTotUl"u8));
        Assert.False(filter.Wants("GNBDUFunction=1,NRCellDU=2"u8, "RRU.PrbTotDl"u8));
        Assert.False(filter.Wants("GNBDUFunction=1,NRCellDU=1,Beam=2"u8, "RRU.PrbTotDl"u8));
        Assert.True(Read("""{"measTypeSpecs":[{"measuredObjClass":"GNBDUFunction"}]}""").Wants("GNBDUFunction=1"u8, "anything"u8));
        Assert.True(Read("{}").Wants("x", "y", 0) && Read("{}").Wants("NRCellDU=1"u8, "RRU.PrbTotUl"u8));
    }

    [Theory]
    [InlineData("no JSON", "not JSON")]
    [InlineData("""{"sourceName":["gnb-1"]}""", "sourceName")]
    [InlineData("""{"sourceNames":[null]}""", "sourceNames has an entry that is null")]
    [InlineData("""{"measTypeSpecs":[{"measTypes":[null]}]}""", "measTypes has an entry that is null")]
    [InlineData("""{"pmRopStartTime":"noon"}""", "pmRopStartTime 'noon'")]
    public void A_filter_that_cannot_be_read_is_refused_with_a_sentence(string json, string says)
    {
        Assert.Null(MeasurementFilter.Read(json, out var problem));
        Assert.Contains(says, problem, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Kind", "fuzz")]
    public async Task A_filter_is_read_or_refused_whatever_it_is() =>
        await Fuzz.Run([Encoding.UTF8.GetBytes(Whole)], "{}[]\":,.\\un1e-+0\0 "u8.ToArray(), static (octets, _) =>
        {
            var filter = MeasurementFilter.Read(Encoding.UTF8.GetString(octets), out var problem);
            Assert.Equal(filter is null, problem is not null);
            filter?.Wants("GNBDUFunction=1,NRCellDU=1"u8, "RRU.PrbTotDl"u8);
            return Task.CompletedTask;
        });

    [Fact]
    public void A_job_is_kept_over_a_restart_until_it_is_taken_away()
    {
        var file = Path.Combine(_home.FullName, "job.json");
        Assert.Null(new MeasurementJob(file, _metrics).Set(Read(Whole)));
        using var metrics = new IngestMetrics();
        var next = new MeasurementJob(file, metrics);
        Assert.Equal(Read(Whole).ToString(), next.Filter!.ToString());

        Assert.Null(next.Set(null));
        Assert.Null(next.Filter);
        Assert.False(File.Exists(file));
        File.WriteAllText(file, "{");
        Assert.Contains(file, Assert.Throws<FormatException>(() => new MeasurementJob(file, metrics)).Message, StringComparison.Ordinal);
    }

    private static MeasurementFilter Read(string json)
    {
        var filter = MeasurementFilter.Read(json, out var problem);
        Assert.True(filter is not null, problem);
        return filter!;
    }
}
