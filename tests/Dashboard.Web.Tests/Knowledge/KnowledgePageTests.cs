using Dashboard.Domain.Alarms;
using Dashboard.Domain.Insights;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Storage.Sqlite;
using Dashboard.Web.Auth;
using Dashboard.Web.Knowledge;
using Dashboard.Web.Tests.Auth;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Knowledge;

public sealed class KnowledgePageTests(RunningDashboard server) : IClassFixture<RunningDashboard>
{
    private KnowledgeBase Base => server.Services.GetRequiredService<KnowledgeBase>();

    [Fact]
    public async Task What_an_address_asks_for_is_shown_with_ways_to_narrow_it()
    {
        using var viewer = await server.NewUser("knowledge-viewer", Roles.Viewer);
        var page = await viewer.Page("/knowledge?q=sleeping&category=radio");
        Assert.Equal("Sleeping cell", page.QuerySelector("tbody th a")!.TextContent);
        Assert.StartsWith("radio", page.QuerySelector("nav[aria-label=Categories] [aria-current=true]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(page.QuerySelectorAll("nav[aria-label=Tags] a"), static a => a.GetAttribute("href") == "/knowledge?q=sleeping&category=radio&tags=silent");
        Assert.Null(page.QuerySelector("a[href='/knowledge/new']"));
        Assert.Contains("Nothing has all of these words", (await viewer.Page("/knowledge?q=sleeping+xyzzy")).QuerySelector(".notice")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Nothing that is known fits", (await viewer.Page("/knowledge?q=xyzzy")).QuerySelector(".notice")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("neither article nor case", (await viewer.Page("/knowledge?kind=novel")).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_article_is_shown_as_text_whose_queries_can_be_run_and_only_operators_may_change_it()
    {
        using var viewer = await server.NewUser("knowledge-reader", Roles.Viewer);
        using var @operator = await server.NewUser("knowledge-operator", Roles.Operator);
        var id = Base.Search(new() { Text = "file system fills" }).Articles[0].Id;
        var page = await viewer.Page(KnowledgeAddress.Link(id));
        Assert.Equal(["How it looks", "What it comes of", "How to find out", "What to do"], page.QuerySelectorAll("section.prose h2").Select(static h => h.TextContent));
        Assert.NotEmpty(page.QuerySelectorAll("section.prose ol li"));
        Assert.StartsWith("/explore?query=node_filesystem_avail_bytes", page.QuerySelector(".run a")!.GetAttribute("href"), StringComparison.Ordinal);
        Assert.DoesNotContain(page.QuerySelectorAll("main button"), static b => b.TextContent is "Change" or "Hide");
        Assert.Contains((await @operator.Page(KnowledgeAddress.Link(id))).QuerySelectorAll("main button"), static b => b.TextContent == "Hide");
        Assert.Contains("no knowledge of number 4711", (await viewer.Page("/knowledge/4711")).QuerySelector(".notice")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("written by operators", (await viewer.Page("/knowledge/new")).QuerySelector(".notice")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull((await @operator.Page("/knowledge/new")).QuerySelector("textarea"));
    }

    [Fact]
    public async Task What_somebody_writes_stays_text()
    {
        using var viewer = await server.NewUser("knowledge-careful", Roles.Viewer);
        var id = Base.Add(new() { Title = "<img src=x>", Symptom = "<script>alert(1)</script> [x](javascript:alert(1))", Tags = ["odd"] }, "eve").Article!.Id;
        var page = await viewer.Page(KnowledgeAddress.Link(id));
        Assert.Empty(page.QuerySelectorAll("main img, main section script, main a[href^=javascript]"));
        Assert.Contains("<script>alert(1)</script>", page.QuerySelector("section.prose")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alarm_shows_what_is_known_of_it_and_asks_what_it_was_once_somebody_has_seen_to_it()
    {
        using var viewer = await server.NewUser("knowledge-alarm-viewer", Roles.Viewer);
        using var @operator = await server.NewUser("knowledge-alarm-operator", Roles.Operator);
        var alarms = server.Services.GetRequiredService<AlarmList>();
        alarms.Take(new AlarmNotification
        {
            ManagedObject = "rtr-7 ge-0/0/0",
            Type = AlarmType.Communications,
            ProbableCause = ProbableCause.LossOfSignal,
            Severity = PerceivedSeverity.Major,
            Text = "No carrier",
            EventTime = DateTimeOffset.UnixEpoch,
            Door = "test",
        });
        var id = alarms.Current.Open.Single(static a => a.ManagedObject == "rtr-7 ge-0/0/0").Id;

        var open = await @operator.Page($"/alarms/{id}");
        var known = open.QuerySelector("section:has(#known-title)")!;
        Assert.InRange(known.QuerySelectorAll("li").Length, 1, 3);
        Assert.Null(known.QuerySelector("#known-cause"));

        alarms.Acknowledge([id], "ada", "");
        Assert.NotNull((await @operator.Page($"/alarms/{id}")).QuerySelector("#known-cause"));
        Assert.Null((await viewer.Page($"/alarms/{id}")).QuerySelector("#known-cause"));

        Base.AddCase(KnowledgeQuestion.Of(alarms.Find(id)!), "Cord pulled", "Plugged it in", "ada");
        var first = (await viewer.Page($"/alarms/{id}")).QuerySelector("section:has(#known-title) li")!;
        Assert.Equal("rtr-7 ge-0/0/0: No carrier", first.QuerySelector("a")!.TextContent);
        Assert.Contains("It was: Cord pulled What helped: Plugged it in", first.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_says_what_is_looked_for_and_is_read_again()
    {
        var search = new KnowledgeSearch { Text = "a & b", Category = "radio", Tags = ["x", "y"], Kind = KnowledgeKind.Case, IsHidden = true };
        var link = KnowledgeAddress.Link(search);
        Assert.Equal(link, KnowledgeAddress.Link(KnowledgeAddress.Read(new Uri("http://localhost" + link).Query).Search));
        Assert.Equal("/knowledge", KnowledgeAddress.Link(new KnowledgeSearch()));
    }

    [Fact]
    public void Only_blocks_that_say_they_are_PromQL_are_queries() =>
        Assert.Equal(["up == 0", "a\n+ b"], KnowledgeQueries.Of("```promql\nup == 0\n```\ntext\n```\nls -l\n```\n  ```PromQL\n  a\n  + b\n  ```\n```promql\nnever ends"));
}
