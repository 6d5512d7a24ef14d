using Dashboard.Domain.Analytics.Detection;
using Dashboard.Domain.Insights;
using Dashboard.Ingest.Knowledge;
using Dashboard.Ingest.Storage.Sqlite;

namespace Dashboard.Ingest.Tests.Storage.Sqlite;

/// <summary>Articles and cases, over restarts and over versions of the program.</summary>
public sealed class KnowledgeBaseTests : IDisposable
{
    private static readonly KnowledgeArticle Mine = new()
    {
        Title = "Microwave fades in rain",
        Symptom = "Throughput of a hop falls while it rains.",
        Cause = "Attenuation",
        Action = "Lower the modulation by hand.",
        Category = "transport",
        Tags = ["microwave", "rain"],
        Scope = new() { Objects = ["hop-3"], AlarmCauses = ["degradedSignal"] },
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("noc-knowledge-");
    private readonly FakeClock _clock = new();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_is_written_is_kept_changed_by_version_and_removed()
    {
        var added = Open().Add(Mine, "ada").Article!;
        _clock.Advance(TimeSpan.FromHours(1));
        var changed = Open().Change(added with { Action = "Wait." }, added.Version, "bob").Article!;
        Assert.Equal((added.Id, 2, "ada", "bob", "Wait."), (changed.Id, changed.Version, changed.Author, changed.ChangedBy, changed.Action));
        Assert.Equal(TimeSpan.FromHours(1), changed.ChangedAt - changed.CreatedAt);
        Assert.Equal("degraded-signal", Assert.Single(Open().Find(added.Id)!.Scope.AlarmCauses));

        var late = Open().Change(added with { Title = "Mine" }, added.Version, "ada");
        Assert.True(late.IsOvertaken);
        Assert.Contains("version 2 by now", late.Complaint, StringComparison.Ordinal);
        Assert.True(Open().Remove(added.Id, 1).IsOvertaken);

        Assert.Null(Open().Remove(added.Id, 2).Complaint);
        Assert.Null(Open().Find(added.Id));
        Assert.Equal(0, Open().Search(new() { Text = "rain" }).Total);
        Assert.Contains("no knowledge of number", Open().Remove(added.Id, null).Complaint, StringComparison.Ordinal);
        Assert.True(Open().Add(Mine, "ada").Article!.Id > added.Id);
    }

    [Theory]
    [InlineData("sleeping cell", "Sleeping cell")]
    [InlineData("SLEEP", "Sleeping cell")]
    [InlineData("flap", "Link that flaps")]
    [InlineData("a link was flapping", "Link that flaps")]
    [InlineData("batteries discharged", "Mains failure, site on battery")]
    [InlineData("lossofsignal fibre cut", "Fibre cut on a chain of sites")]
    [InlineData("dropped packets uplink", "Packet drops on an uplink")]
    [InlineData("bgpPeerState", "BGP session down")]
    [InlineData("certificates expire", "Certificate expired, or a clock that makes it so")]
    public void An_article_is_found_by_forms_and_beginnings_of_its_words(string text, string title) =>
        Assert.Equal(title, Open().Search(new() { Text = text }).Articles[0].Title);

    [Theory]
    [InlineData("\"")]
    [InlineData("NEAR(")]
    [InlineData("title:cell OR")]
    [InlineData("cell AND NOT -")]
    [InlineData("^*(){}[]")]
    [InlineData("'; DROP TABLE knowledge; --")]
    [InlineData("a\0b")]
    [InlineData("% _ \\")]
    [InlineData("e\u0301 \ud800")]
    public void Nothing_that_is_typed_breaks_the_search(string text)
    {
        var knowledge = Open();
        Assert.True(knowledge.Search(new() { Text = text }).Total >= 0);
        Assert.Equal(KnowledgeFile.BuiltIn.Count, knowledge.Search(new()).Total);
    }

    [Fact]
    public void Signs_alone_find_nothing_and_no_text_finds_all()
    {
        Assert.Equal(0, Open().Search(new() { Text = "(*)" }).Total);
        Assert.Equal(KnowledgeFile.BuiltIn.Count, Open().Search(new() { Text = "  " }).Total);
    }

    [Fact]
    public void A_search_is_narrowed_by_category_by_all_of_its_tags_by_kind_and_by_limit()
    {
        var knowledge = Open();
        knowledge.Add(Mine, "ada");
        knowledge.AddCase(new() { Text = "Throughput falls while it rains", Object = "hop-4" }, "Rain", "", "bob");

        Assert.All(knowledge.Search(new() { Category = "Radio" }).Articles, static a => Assert.Equal("radio", a.Category));
        Assert.Equal(3, knowledge.Search(new() { Category = "radio" }).Total);
        Assert.Equal([Mine.Title], knowledge.Search(new() { Tags = ["rain", "Microwave"] }).Articles.Select(static a => a.Title));
        Assert.Equal(0, knowledge.Search(new() { Tags = ["rain", "fibre"] }).Total);
        Assert.Equal(0, knowledge.Search(new() { Text = "sleeping", Tags = ["rain"] }).Total);
        var kept = Assert.Single(knowledge.Search(new() { Kind = KnowledgeKind.Case }).Articles);
        Assert.Equal(("hop-4: Throughput falls while it rains", "transport", "bob"), (kept.Title, kept.Category, kept.Author));
        var found = knowledge.Search(new() { Text = "link", Limit = 2 });
        Assert.True(found.Articles.Count == 2 && found.Total > 2);
        Assert.Equal(3, knowledge.Categories().Single(static c => c.Name == "radio").Count);
        Assert.Contains(new KnowledgeFacet("microwave", 1), knowledge.Tags());
    }

    [Fact]
    public void What_comes_with_the_program_can_be_changed_and_hidden_and_be_had_back_as_it_came()
    {
        var cell = Open().Search(new() { Text = "sleeping cell" }).Articles[0];
        Assert.Equal(KnowledgeOrigin.Program, cell.Origin);
        Assert.Equal(KnowledgeOrigin.Changed, Open().Change(cell with { Action = "Kick it." }, cell.Version, "ada").Article!.Origin);
        Assert.Equal("Kick it.", Open().Find(cell.Id)!.Action);

        Assert.Null(Open().Remove(cell.Id, null).Complaint);
        Assert.DoesNotContain(Open().Search(new() { Text = "sleeping cell" }).Articles, a => a.Id == cell.Id);
        Assert.Equal([cell.Id], Open().Search(new() { IsHidden = true }).Articles.Select(static a => a.Id));
        Assert.DoesNotContain(Open().Nearest(new() { Text = "sleeping cell serves nobody" }, 3), a => a.Id == cell.Id);

        var back = Open().Restore(cell.Id, null).Article!;
        Assert.Equal((cell.Action, KnowledgeOrigin.Program, false), (back.Action, back.Origin, back.IsHidden));
        Assert.Contains("Only what comes with the program", Open().Restore(Open().Add(Mine, "ada").Article!.Id, null).Complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_program_renews_what_nobody_changed_and_leaves_what_somebody_did()
    {
        var old = Open(("a", Of("A", "one")), ("b", Of("B", "one")), ("c", Of("C", "one")), ("d", Of("D", "one")));
        var ids = old.Search(new()).Articles.ToDictionary(static a => a.Title, static a => a.Id);
        old.Change(Of("B", "mine") with { Id = ids["B"] }, null, "ada");
        old.Change(Of("D", "mine") with { Id = ids["D"] }, null, "ada");
        old.Help(ids["A"]);

        var renewed = Open(("a", Of("A", "two")), ("b", Of("B", "two")), ("e", Of("E", "two")));
        Assert.Equal(("two", 2, 1, KnowledgeOrigin.Program), renewed.Find(ids["A"]) is { } a ? (a.Symptom, a.Version, a.Helped, a.Origin) : default);
        Assert.Equal(("mine", KnowledgeOrigin.Changed), renewed.Find(ids["B"]) is { } b ? (b.Symptom, b.Origin) : default);
        Assert.Null(renewed.Find(ids["C"]));
        Assert.Equal(("mine", KnowledgeOrigin.Written), renewed.Find(ids["D"]) is { } d ? (d.Symptom, d.Origin) : default);
        Assert.Equal("two", renewed.Search(new() { Text = "E" }).Articles.Single(static x => x.Title == "E").Symptom);
        Assert.Equal("two", renewed.Restore(ids["B"], null).Article!.Symptom);
        Assert.Equal(2, Open(("a", Of("A", "two"))).Find(ids["A"])!.Version);
    }

    [Fact]
    public void A_trouble_leads_to_what_is_nearest_and_to_its_own_case_first()
    {
        var knowledge = Open();
        var question = new KnowledgeQuestion { Text = "No carrier", Object = "rtr-1 ge-0/0/0", AlarmCause = "loss-of-signal", EntityKind = "interface", Anomaly = AnomalyKind.Drift };
        var before = knowledge.Nearest(question, 3);
        Assert.Contains(before, static a => a.Title.StartsWith("Fibre cut", StringComparison.Ordinal));

        knowledge.AddCase(question, "Patch cord pulled by the cleaner", "Plugged it in, labelled the panel", "ada");
        var after = knowledge.Nearest(question, 3);
        Assert.Equal((3, KnowledgeKind.Case, "Patch cord pulled by the cleaner"), (after.Count, after[0].Kind, after[0].Cause));
        Assert.Equal("transport", after[0].Category);
        // The case of one port is no case of another trouble of the same program.
        Assert.DoesNotContain(knowledge.Nearest(new() { Text = "Disk space left 5 %", Object = "srv-1 /", AlarmCause = "storage-capacity-problem" }, 3), static a => a.Kind == KnowledgeKind.Case);
        Assert.Equal("File system fills up", knowledge.Nearest(new() { Text = "Disk space left 5 %", Object = "srv-1 /", AlarmCause = "storage-capacity-problem" }, 3)[0].Title);
        Assert.Empty(knowledge.Nearest(new() { Text = "Quarterly numbers of the canteen" }, 3));
        Assert.Empty(knowledge.Nearest(new(), 3));
        Assert.Contains("what it was or what helped", knowledge.AddCase(question, " ", "", "ada").Complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void What_helped_often_comes_first_of_what_is_not_searched()
    {
        var knowledge = Open();
        var last = knowledge.Search(new()).Articles[^1];
        Assert.Equal(1, knowledge.Help(last.Id).Article!.Helped);
        Assert.Equal(last.Id, knowledge.Search(new()).Articles[0].Id);
        Assert.Equal(last.Version, knowledge.Find(last.Id)!.Version);
    }

    [Fact]
    public void What_is_wrong_is_refused_and_the_knowledge_base_is_not_let_grow_for_ever()
    {
        var knowledge = Open(("a", Of("A", "one")));
        Assert.Contains("needs a title", knowledge.Add(Mine with { Title = " " }, "ada").Complaint, StringComparison.Ordinal);
        using (var connection = Database().Connect())
        {
            using var fill = connection.CreateCommand();
            fill.CommandText = $"""
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {KnowledgeBase.Most - 1})
                INSERT INTO knowledge (is_changed, is_hidden, kind, title, symptom, cause, verify, action, category, tags, scope, author, created_at, changed_at, changed_by, version, helped)
                SELECT 0, 0, 0, 'x' || i, 'y', '', '', '', 'general', '[]', '{'{'}{'}'}', '', 0, 0, '', 1, 0 FROM n
                """;
            fill.ExecuteNonQuery();
        }
        Assert.Contains("holds 5,000 articles and cases already", knowledge.Add(Mine, "ada").Complaint, StringComparison.Ordinal);
    }

    private static KnowledgeArticle Of(string title, string symptom) => new() { Title = title, Symptom = symptom };

    private StateDatabase Database() => StateDatabase.Open(Path.Combine(_folder.FullName, "state.db"), [new StateMigration(1, KnowledgeBase.Schema.Sql)]);

    private KnowledgeBase Open() => new(Database(), _clock);

    private KnowledgeBase Open(params (string Name, KnowledgeArticle Article)[] provided) => new(Database(), _clock, provided.ToDictionary(static p => p.Name, static p => p.Article));
}
