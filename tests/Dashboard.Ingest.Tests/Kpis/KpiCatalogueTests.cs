using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Kpi;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Kpis;
using Dashboard.Ingest.Storage.Sqlite;

namespace Dashboard.Ingest.Tests.Kpis;

/// <summary>KPIs that administrators write over those that were provided.</summary>
public sealed class KpiCatalogueTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("noc-kpis-");
    private readonly FakeClock _clock = new();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void One_that_was_written_takes_the_place_of_the_provided_one_over_restarts_until_it_is_removed()
    {
        var pue = KpiFile.BuiltIn.Single(static k => k.Id == "pue");
        Assert.Null(Open().Save(pue with { Owner = "Facilities", Thresholds = [new Threshold(PerceivedSeverity.Major, 1.4)] }, basedOn: 1, "ada").Complaint);

        var again = Open();
        var written = again.Find("pue")!;
        Assert.Equal((KpiOrigin.Edited, 2, "Facilities", "ada", true), (written.Origin, written.Formula.Version, written.Formula.Owner, written.ChangedBy, written.IsReplacement));
        Assert.Equal([new Threshold(PerceivedSeverity.Major, 1.4)], written.Formula.Thresholds);
        Assert.Equal(KpiFile.BuiltIn.Count, again.All.Count);

        Assert.Null(again.Remove("pue", basedOn: 2, "ada").Complaint);
        Assert.Equal((KpiOrigin.Program, 1), Open().Find("pue") is { } back ? (back.Origin, back.Formula.Version) : default);
    }

    [Fact]
    public void Every_version_is_kept_and_numbers_go_on_after_a_removal()
    {
        var catalogue = Open();
        catalogue.Save(Mine("One"), basedOn: 0, "ada");
        catalogue.Save(Mine("Two"), basedOn: 1, "bob");
        catalogue.Remove("mine", basedOn: null, "ada");
        catalogue.Save(Mine("Three"), basedOn: 0, "bob");

        Assert.Equal(4, catalogue.Find("mine")!.Formula.Version);
        var versions = catalogue.Versions("mine");
        Assert.Equal([(4, "bob", false), (3, "ada", true), (2, "bob", false), (1, "ada", false)], versions.Select(static v => (v.Number, v.ChangedBy, v.Yaml is null)));
        Assert.Equal("One", KpiFile.ReadOne("mine", versions[^1].Yaml!, "version 1").Title);
    }

    [Fact]
    public void A_change_that_rests_on_an_older_version_is_refused()
    {
        var catalogue = Open();
        catalogue.Save(Mine("One"), basedOn: 0, "ada");

        var late = catalogue.Save(Mine("Two"), basedOn: 0, "bob");
        Assert.True(late.IsOvertaken);
        Assert.Contains("version 1 by now", late.Complaint, StringComparison.Ordinal);
        Assert.True(catalogue.Remove("mine", basedOn: 7, "bob").IsOvertaken);
        Assert.Equal("One", catalogue.Find("mine")!.Formula.Title);
    }

    [Fact]
    public void What_was_provided_and_not_changed_cannot_be_removed_and_names_have_a_form()
    {
        var catalogue = Open();
        Assert.Contains("comes with the program", catalogue.Remove("pue", null, "ada").Complaint, StringComparison.Ordinal);
        Assert.Contains("no KPI 'none'", catalogue.Remove("none", null, "ada").Complaint, StringComparison.Ordinal);
        foreach (var name in new[] { "", "Mine", "a b", "../x", "report", new string('a', 65) })
            Assert.Contains("no name", catalogue.Save(Mine("One") with { Id = name }, 0, "ada").Complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_KPI_of_another_version_of_the_program_is_said_and_the_others_are_there()
    {
        Store().Add("odd", new KpiVersion(1, _clock.GetUtcNow(), "ada", "title: Odd\nquery: '1'\nlevels: [galaxy]\n"));
        Store().Add("mine", new KpiVersion(1, _clock.GetUtcNow(), "ada", KpiFile.Write(Mine("One"))));

        var catalogue = Open();
        Assert.Contains("'galaxy'", Assert.Single(catalogue.Problems), StringComparison.Ordinal);
        Assert.Null(catalogue.Find("odd"));
        Assert.NotNull(catalogue.Find("mine"));
    }

    [Fact]
    public void Of_very_many_versions_the_latest_are_kept()
    {
        var catalogue = Open();
        for (var i = 0; i < KpiStore.MostVersions + 5; i++)
            Assert.Null(catalogue.Save(Mine($"Title {i}"), basedOn: null, "ada").Complaint);

        Assert.Equal(KpiStore.MostVersions, catalogue.Versions("mine").Count);
        Assert.Equal(KpiStore.MostVersions + 5, catalogue.Find("mine")!.Formula.Version);
    }

    [Fact]
    public void Every_KPI_that_comes_with_the_program_is_read_as_it_was_written()
    {
        foreach (var kpi in KpiFile.BuiltIn)
        {
            var read = KpiFile.ReadOne(kpi.Id, KpiFile.Write(kpi), kpi.Id);
            Assert.Equal(kpi.Levels, read.Levels);
            Assert.Equal(kpi.Thresholds, read.Thresholds);
            Assert.Equal(kpi with { Levels = [], Thresholds = [] }, read with { Levels = [], Thresholds = [] });
        }
    }

    [Theory]
    [InlineData("sum by ($by) (x{$scope}[$window])", 14)]
    [InlineData("sum by ($by) (sum_over_time(x{$scope}[$window])) / $second", 51)]
    [InlineData("sum by ($by) (", 14)]
    public void What_is_wrong_with_a_query_is_told_with_its_place_in_what_was_written(string query, int position)
    {
        var fault = KpiFormula.Check(query)!.Value;
        Assert.Equal(position, fault.Position);
        Assert.Contains($"query: Character {position + 1}:", Assert.Throws<FormatException>(() => KpiFile.ReadOne("a", $"title: A\nlevels: [site]\nquery: \"{query}\"", "KPI a")).Message, StringComparison.Ordinal);
        Assert.All(KpiFile.BuiltIn, static k => Assert.Null(KpiFormula.Check(k.Query)));
    }

    private static KpiFormula Mine(string title) => new() { Id = "mine", Title = title, Query = "sum by ($by) (sum_over_time(x{$scope}[$window])) / $seconds", Levels = [KpiLevel.Network, KpiLevel.Site], Unit = Unit.PerSecond };

    private KpiStore Store() => new(StateDatabase.Open(Path.Combine(_folder.FullName, "state.db"), [new StateMigration(1, KpiStore.Schema.Sql)]));

    private KpiCatalogue Open() =>
        new(new KpiOptions(), Store(), new QueryEngine(new TimeSeriesCache(new TimeSeriesCacheOptions(), _clock), new QueryEngineOptions(), _clock), _clock);
}
