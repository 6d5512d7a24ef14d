using Dapper;
using Dashboard.Domain.Dashboards;
using Dashboard.Web.Dashboards;
using static Dashboard.Web.Tests.Dashboards.LibraryRoom;

namespace Dashboard.Web.Tests.Dashboards;

public sealed class DashboardLibraryTests : IDisposable
{
    private readonly LibraryRoom room = new();

    private DashboardLibrary Library => room.Library;

    public void Dispose() => room.Dispose();

    [Fact]
    public void A_saved_dashboard_is_there_after_a_restart_with_its_version_and_who_saved_it()
    {
        var result = Library.Save(Board("edge", "Edge"), 0, "first", Ada);
        Library.Save(Board("edge", "The edge"), 1, "", Bob);

        Assert.True(result.IsSaved);
        var found = room.Again().FindStored("edge")!;
        Assert.Equal(("The edge", 2, "bob", DashboardOrigin.User), (found.Title, found.Version, found.ChangedBy, found.Origin));
        Assert.Equal(room.Clock.GetUtcNow(), found.ChangedAt);
        Assert.Empty(found.ReadOnlyBecause);
        Assert.Equal("The edge", Library.Find("edge")!.Title);
        Assert.Contains(Library.All(), d => d.Slug == "edge");
        Assert.Equal(["saved dashboard: edge", "saved dashboard: edge"], room.Audit.Newest(5).Select(e => $"{e.Action}: {e.Subject}"));
    }

    [Fact]
    public void What_somebody_else_has_saved_meanwhile_is_not_overwritten_and_named()
    {
        Library.Save(Board("edge", "Edge"), 0, "", Ada);
        Library.Save(Board("edge", "Bob's"), 1, "", Bob);

        var result = Library.Save(Board("edge", "Ada's"), 1, "", Ada);

        Assert.False(result.IsSaved);
        Assert.Contains("changed by bob on 2026-01-01 00:00 UTC (version 2)", result.Problem);
        Assert.Equal(2, result.Newer!.Version);
        Assert.Equal("Bob's", Library.Find("edge")!.Title);
    }

    [Fact]
    public void A_dashboard_that_breaks_the_rules_is_refused_with_their_sentences()
    {
        var result = Library.Save(Board("No Slug", ""), 0, new string('n', 201), Ada);

        Assert.Equal(3, result.Problems.Count);
        Assert.Contains("slug 'No Slug'", result.Problems[0]);
        Assert.Null(Library.Find("No Slug"));
        Assert.Empty(room.Audit.Newest(1));
    }

    [Fact]
    public void A_template_that_is_saved_is_hidden_until_what_hides_it_is_removed()
    {
        var template = Library.FindStored(DashboardTemplates.First)!;
        Assert.Equal((0, DashboardOrigin.Template), (template.Version, template.Origin));
        Assert.Contains("comes with the program", Library.Remove(template.Slug, 0, Ada));

        var saved = Library.Save(template.Definition with { Title = "Ours" }, 0, "", Ada).Saved!;

        Assert.True(saved.HidesTemplate);
        Assert.Equal("Ours", Library.Find(template.Slug)!.Title);
        Assert.Single(Library.All(), d => d.Slug == template.Slug);
        Assert.Null(Library.Remove(template.Slug, 1, Ada));
        Assert.Equal(template.Title, Library.Find(template.Slug)!.Title);
        Assert.Equal(2, Library.Save(template.Definition with { Title = "Ours again" }, 0, "", Ada).Saved!.Version);
        Assert.Equal([2, 1, 0], Library.Versions(template.Slug).Select(v => v.Number));
        Assert.Equal(template.Title, Library.Restore(template.Slug, 0, Ada).Saved!.Title);
    }

    [Fact]
    public void What_is_removed_can_be_restored_and_saving_over_a_removal_is_refused()
    {
        Library.Save(Board("edge", "Edge"), 0, "", Ada);
        Assert.Contains("(version 1)", Library.Remove("edge", 7, Bob));
        Assert.Null(Library.Remove("edge", 1, Bob));

        Assert.Null(room.Again().Find("edge"));
        Assert.Contains("removed by bob", room.Again().Save(Board("edge", "Mine"), 1, "", Ada).Problem);
        var restored = Library.Restore("edge", 1, Ada).Saved!;
        Assert.Equal(("Edge", 2), (restored.Title, restored.Version));
        Assert.Equal(["restored version 1", ""], Library.Versions("edge").Select(v => v.Note));
        Assert.Contains("Version 9", Library.Restore("edge", 9, Ada).Problem);
    }

    [Fact]
    public void Fifty_versions_are_kept_and_the_oldest_go()
    {
        for (var i = 0; i < DashboardStore.MostVersions + 3; i++)
            Assert.True(Library.Save(Board("edge", $"Title {i}"), i, "", Ada).IsSaved);

        var versions = Library.Versions("edge");
        Assert.Equal(DashboardStore.MostVersions, versions.Count);
        Assert.Equal((53, 4), (versions[0].Number, versions[^1].Number));
        Assert.Null(Library.VersionText("edge", 3));
        Assert.Contains("Title 3", Library.VersionText("edge", 4));
    }

    [Fact]
    public void Saving_what_is_there_already_makes_no_version()
    {
        Library.Save(Board("edge"), 0, "", Ada);

        Assert.Equal(1, Library.Save(Board("edge"), 0, "again", Bob).Saved!.Version);
        Assert.Single(Library.Versions("edge"));
    }

    [Fact]
    public void A_copy_gets_a_slug_of_its_own_and_a_rename_keeps_the_address()
    {
        Library.Save(Board("edge", "Edge"), 0, "", Ada);

        var copy = Library.Copy("edge", "Edge", Bob).Saved!;
        var renamed = Library.Rename("edge", "Rim", Ada, "Sites").Saved!;

        Assert.Equal(("edge-2", 1), (copy.Slug, copy.Version));
        Assert.Equal(("edge", "Rim", "Sites", 2), (renamed.Slug, renamed.Title, renamed.Definition.Folder, renamed.Version));
        Assert.Contains("no dashboard 'none'", Library.Copy("none", "x", Ada).Problem);
        Assert.Contains("title", Library.Rename("edge", " ", Ada).Problem);
    }

    [Fact]
    public void Two_thousand_dashboards_may_be_saved_and_then_the_sentence_says_so()
    {
        using (var connection = room.Database.Connect())
        {
            connection.Execute(
                """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) INSERT INTO dashboards (slug, version) SELECT 'board-' || i, 1 FROM n;
                INSERT INTO dashboard_versions SELECT slug, 1, 0, 'ada', '', replace(@json, '§', slug) FROM dashboards
                """,
                new { json = DashboardJson.Write(Board("slug")).Replace("\"slug\": \"slug\"", "\"slug\": \"§\"") });
        }
        var full = room.Again();

        Assert.Equal(2000, full.All().Count(d => d.Origin == DashboardOrigin.User));
        Assert.Contains("2,000 dashboards", full.Save(Board("one-more"), 0, "", Ada).Problem);
        Assert.True(full.Save(Board("board-7", "Other"), 1, "", Ada).IsSaved);
    }

    [Fact]
    public void Whoever_listens_is_told_each_change_even_where_another_listener_fails()
    {
        var told = new List<string>();
        Library.Changed += _ => throw new InvalidOperationException("a page that is gone");
        Library.Changed += told.Add;

        Library.Save(Board("edge"), 0, "", Ada);
        Library.Save(Board("edge"), 1, "", Ada);
        Library.Remove("edge", 1, Ada);
        Library.Save(Board("Bad Slug"), 0, "", Ada);

        Assert.Equal(["edge", "edge"], told);
    }

    [Fact]
    public void Favourites_are_a_users_own_and_outlive_a_restart()
    {
        Assert.Null(Library.SetFavourite("ada", DashboardTemplates.First, true));
        Assert.Contains("no dashboard", Library.SetFavourite("ada", "none", true));

        Assert.Equal([DashboardTemplates.First], room.Again().Favourites("Ada"));
        Assert.Empty(Library.Favourites("bob"));
        Library.SetFavourite("ADA", DashboardTemplates.First, false);
        Assert.Empty(room.Again().Favourites("ada"));
    }

    [Fact]
    public void A_version_that_cannot_be_read_is_named_and_hides_nothing_else()
    {
        Library.Save(Board("edge", "Good"), 0, "", Ada);
        Library.Save(Board("edge", "Bad"), 1, "", Ada);
        Library.Save(Board("core"), 0, "", Ada);
        using (var connection = room.Database.Connect())
            connection.Execute("UPDATE dashboard_versions SET json = '{' WHERE slug = 'edge' AND version = 2");

        var again = room.Again();

        Assert.Null(again.Find("edge"));
        Assert.NotNull(again.Find("core"));
        Assert.Contains("version 2 cannot be read", Assert.Single(again.Problems, p => p.Where == "edge").Sentence);
        Assert.Equal("Good", again.Restore("edge", 1, Ada).Saved!.Title);
        Assert.Empty(again.Problems);
    }

    [Fact]
    public void Of_many_who_save_at_once_on_one_version_one_wins_each_time()
    {
        var wins = 0;
        Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var seen = Library.FindStored("edge")?.Version ?? 0;
            if (Library.Save(Board("edge", $"Title {i}"), seen, "", Ada).IsSaved)
                Interlocked.Increment(ref wins);
        });

        Assert.Equal(wins, Library.FindStored("edge")!.Version);
        Assert.Equal(wins, Library.Versions("edge").Count);
    }
}
