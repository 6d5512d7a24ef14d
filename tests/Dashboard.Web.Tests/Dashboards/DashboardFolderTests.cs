using Dashboard.Domain.Dashboards;
using Dashboard.Web.Dashboards;
using Dashboard.Web.Tests.Auth;
using Microsoft.Extensions.Logging;
using static Dashboard.Web.Tests.Dashboards.LibraryRoom;

namespace Dashboard.Web.Tests.Dashboards;

public sealed class DashboardFolderTests : IDisposable
{
    private readonly LibraryRoom room = new();
    private readonly TemporaryDirectory files = new();
    private readonly CaughtLog log = new();
    private readonly DashboardFolder folder;

    public DashboardFolderTests()
    {
        using var loggers = LoggerFactory.Create(b => b.AddProvider(log));
        folder = new(new() { Folder = files.Path }, room.Library, room.Clock, loggers.CreateLogger<DashboardFolder>());
    }

    private DashboardLibrary Library => room.Library;

    public void Dispose()
    {
        folder.Dispose();
        files.Dispose();
        room.Dispose();
    }

    [Fact]
    public void A_file_is_a_dashboard_that_cannot_be_changed_here()
    {
        Write("edge.json", Board("edge", "Edge"));

        folder.Look();

        var stored = Library.FindStored("edge")!;
        Assert.Equal((DashboardOrigin.File, 0), (stored.Origin, stored.Version));
        Assert.Contains("edge.json", stored.ReadOnlyBecause);
        Assert.Contains("edge.json", Library.Save(Board("edge", "Mine"), 0, "", Ada).Problem);
        Assert.Contains("edge.json", Library.Remove("edge", 0, Ada));
        Assert.True(Library.Copy("edge", "My edge", Ada).IsSaved);
    }

    [Fact]
    public void A_broken_file_keeps_its_last_good_dashboard_and_is_named_once_in_the_log()
    {
        Write("edge.json", Board("edge", "Good"));
        folder.Look();
        File.WriteAllText(Path.Combine(files.Path, "edge.json"), "{ \"slug\": \"edge\",\n broken");
        folder.Look();
        folder.Look();

        Assert.Equal("Good", Library.Find("edge")!.Title);
        var problem = Assert.Single(Library.Problems);
        Assert.Equal("edge.json", problem.Where);
        Assert.Contains("stays as the file last had it", problem.Sentence);
        Assert.Single(log.Text.Split('\n'), line => line.Contains("edge.json"));

        Write("edge.json", Board("edge", "Mended"));
        folder.Look();
        Assert.Equal("Mended", Library.Find("edge")!.Title);
        Assert.Empty(Library.Problems);
    }

    [Fact]
    public void What_has_changed_is_told_and_what_has_not_is_not()
    {
        Write("edge.json", Board("edge"));
        Write("core.json", Board("core"));
        folder.Look();
        var told = new List<string>();
        Library.Changed += told.Add;

        Write("core.json", Board("core", "Other core"));
        folder.Look();
        File.Delete(Path.Combine(files.Path, "edge.json"));
        folder.Look();
        folder.Look();

        Assert.Equal(["core", "edge"], told);
        Assert.Null(Library.Find("edge"));
    }

    [Fact]
    public void Two_files_of_one_slug_and_one_that_is_too_long_are_problems()
    {
        Write("a.json", Board("edge", "First"));
        Write("b.json", Board("edge", "Second"));
        File.WriteAllText(Path.Combine(files.Path, "c.json"), new string(' ', DashboardJson.MaxBytes + 1));
        File.WriteAllText(Path.Combine(files.Path, "notes.txt"), "not read");

        folder.Look();

        Assert.Equal("First", Library.Find("edge")!.Title);
        Assert.Equal(["b.json", "c.json"], Library.Problems.Select(p => p.Where));
        Assert.Contains("that of a.json", Library.Problems[0].Sentence);
        Assert.Contains("2,097,152 at most", Library.Problems[1].Sentence);
    }

    [Fact]
    public void Five_hundred_files_are_read()
    {
        for (var i = 0; i < 502; i++)
            Write($"{i:000}.json", Board($"board-{i}"));

        folder.Look();

        Assert.Equal(500, Library.All().Count(d => d.Origin == DashboardOrigin.File));
        Assert.Equal("500.json", Assert.Single(Library.Problems).Where);
    }

    [Fact]
    public void A_folder_that_goes_away_leaves_its_dashboards_and_says_so()
    {
        Write("edge.json", Board("edge"));
        folder.Look();
        Directory.Delete(files.Path, recursive: true);

        Assert.False(folder.Look());

        Assert.NotNull(Library.Find("edge"));
        Assert.Contains("Noc:Dashboards:Folder cannot be read", Assert.Single(Library.Problems).Sentence);
        Directory.CreateDirectory(files.Path);
        Assert.True(folder.Look());
        Assert.Null(Library.Find("edge"));
    }

    [Fact]
    public void A_file_hides_what_was_saved_under_its_slug_and_the_page_says_so()
    {
        Library.Save(Board("edge", "Saved"), 0, "", Ada);
        Write("edge.json", Board("edge", "Filed"));

        folder.Look();

        Assert.Equal("Filed", Library.Find("edge")!.Title);
        Assert.Contains("hides a dashboard", Assert.Single(Library.Problems).Sentence);
    }

    [Fact]
    public async Task A_change_is_seen_while_the_program_runs()
    {
        await folder.StartAsync(CancellationToken.None);
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Library.Changed += _ => seen.TrySetResult();

        Write("edge.json", Board("edge"));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!seen.Task.IsCompleted)
        {
            limit.Token.ThrowIfCancellationRequested();
            room.Clock.Advance(DashboardFolder.Interval);
            await Task.Yield();
        }

        Assert.NotNull(Library.Find("edge"));
        await folder.StopAsync(CancellationToken.None);
    }

    private void Write(string name, DashboardDefinition dashboard) => File.WriteAllText(Path.Combine(files.Path, name), DashboardJson.Write(dashboard));
}
