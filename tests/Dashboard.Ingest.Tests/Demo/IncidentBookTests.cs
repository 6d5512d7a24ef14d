using Dashboard.Domain.Simulation;
using Dashboard.Ingest.Demo;

namespace Dashboard.Ingest.Tests.Demo;

public sealed class IncidentBookTests : IDisposable
{
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("noc-demo-").FullName, "truth.jsonl");
    private readonly FakeClock _clock = new();
    private readonly SimulatedNetwork _network = new(7);

    [Fact]
    public void The_truth_about_an_incident_outlives_the_program_to_the_millisecond_that_it_was_ended_in()
    {
        var book = Book();
        Assert.Null(book.Begin(IncidentKind.FibreCut, TimeSpan.FromMinutes(30)));
        _clock.Advance(TimeSpan.FromMilliseconds(61_234));
        Assert.True(book.End(IncidentKind.FibreCut));
        Assert.False(book.End(IncidentKind.FibreCut));

        var kept = Assert.Single(Book().All);
        Assert.Equal((book.All[0].Id, book.All[0].From, _clock.NowMs, book.All[0].Cause), (kept.Id, kept.From, kept.To, kept.Cause));
        Assert.Equal(book.All[0].Objects, kept.Objects);
    }

    [Fact]
    public void Of_a_kind_only_one_goes_on_at_a_time_and_it_lasts_neither_seconds_nor_days()
    {
        var book = Book();
        Assert.Null(book.Begin(IncidentKind.Interference, TimeSpan.FromMinutes(5)));
        Assert.Equal("Interference: one is going on already. End it first.", book.Begin(IncidentKind.Interference, TimeSpan.FromMinutes(5)));
        Assert.Equal("An incident lasts 1 to 720 minutes.", book.Begin(IncidentKind.FibreCut, TimeSpan.FromSeconds(5)));
        Assert.Equal("An incident lasts 1 to 720 minutes.", book.Begin(IncidentKind.FibreCut, TimeSpan.FromDays(2)));

        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(book.Begin(IncidentKind.Interference, TimeSpan.FromMinutes(5)));
        Assert.Equal(2, book.All.Count);
    }

    [Fact]
    public void A_half_line_and_the_truth_about_another_network_are_passed_over()
    {
        Assert.Null(new IncidentBook(new SimulatedNetwork(8), _file, _clock).Begin(IncidentKind.SleepingCell, TimeSpan.FromMinutes(5)));
        Assert.Null(Book().Begin(IncidentKind.ClockDrift, TimeSpan.FromMinutes(5)));
        File.AppendAllText(_file, "{\"id\":\"fibre-c");

        var book = Book();
        Assert.Equal(IncidentKind.ClockDrift, Assert.Single(book.All).Kind);
        Assert.Null(book.Begin(IncidentKind.FibreCut, TimeSpan.FromMinutes(5)));
        Assert.Equal(2, Book().All.Count);
    }

    [Fact]
    public void The_programme_is_added_once_and_never_forgets_the_bound()
    {
        var book = Book();
        var from = _clock.NowMs;
        book.AddScript(from, from + (24 * 3_600_000L));
        var first = book.All.Count;
        book.AddScript(from, from + (24 * 3_600_000L));
        Assert.InRange(first, 5, 16);
        Assert.Equal(first, book.All.Count);

        book.AddScript(from, from + (180 * 24 * 3_600_000L));
        Assert.Equal(IncidentBook.Most, book.All.Count);
        Assert.True(File.ReadLines(_file).Count() <= 2 * IncidentBook.Most);
        Assert.Equal(book.All.Select(static i => i.Id), Book().All.Select(static i => i.Id));
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);

    private IncidentBook Book() => new(_network, _file, _clock);
}
