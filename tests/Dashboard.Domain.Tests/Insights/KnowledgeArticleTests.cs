using Dashboard.Domain.Alarms;
using Dashboard.Domain.Analytics.Detection;
using Dashboard.Domain.Insights;

namespace Dashboard.Domain.Tests.Insights;

public sealed class KnowledgeArticleTests
{
    [Fact]
    public void What_is_written_is_trimmed_and_words_are_written_as_all_are()
    {
        var article = new KnowledgeArticle
        {
            Title = "  Loss of light ",
            Symptom = "down\r\nand up ",
            Category = "Transport",
            Tags = ["BGP session", "bgp-session", " "],
            Scope = new() { AlarmCauses = ["lossOfSignal", "loss-of-signal"], EntityKinds = ["Interface"], Anomalies = [AnomalyKind.None, AnomalyKind.Spike] },
        }.Tidy();

        Assert.Null(article.Complaint());
        Assert.Equal(("Loss of light", "down\nand up", "transport"), (article.Title, article.Symptom, article.Category));
        Assert.Equal("bgp-session", Assert.Single(article.Tags));
        Assert.Equal("loss-of-signal", Assert.Single(article.Scope.AlarmCauses));
        Assert.Equal("interface", Assert.Single(article.Scope.EntityKinds));
        Assert.Equal(AnomalyKind.Spike, Assert.Single(article.Scope.Anomalies));
        Assert.Equal(KnowledgeArticle.NoCategory, new KnowledgeArticle { Title = "t" }.Tidy().Category);
    }

    [Fact]
    public void What_cannot_be_kept_is_refused_with_a_sentence()
    {
        Assert.Contains("needs a title", Complaint(new() { Title = "", Symptom = "s" }), StringComparison.Ordinal);
        Assert.Contains("on one line", Complaint(new() { Title = "a\nb", Symptom = "s" }), StringComparison.Ordinal);
        Assert.Contains("1 to 160", Complaint(new() { Title = new('a', 161), Symptom = "s" }), StringComparison.Ordinal);
        Assert.Contains("says nothing", Complaint(new() { Title = "t", Verify = "only how" }), StringComparison.Ordinal);
        Assert.Contains("symptom has 8,001 characters", Complaint(new() { Title = "t", Symptom = new('a', 8001) }), StringComparison.Ordinal);
        Assert.Contains("'a/b' is no category", Complaint(new() { Title = "t", Symptom = "s", Category = "a/b" }), StringComparison.Ordinal);
        Assert.Contains("13 tags", Complaint(new() { Title = "t", Symptom = "s", Tags = [.. Enumerable.Range(0, 13).Select(static i => $"t{i}")] }), StringComparison.Ordinal);
        Assert.Contains("'<b>' is no tag", Complaint(new() { Title = "t", Symptom = "s", Tags = ["<b>"] }), StringComparison.Ordinal);
        Assert.Contains("21 metrics", Complaint(new() { Title = "t", Symptom = "s", Scope = new() { Metrics = [.. Enumerable.Range(0, 21).Select(static i => $"m{i}")] } }), StringComparison.Ordinal);
        Assert.Contains("201 characters; 200 are allowed", Complaint(new() { Title = "t", Symptom = "s", Scope = new() { Objects = [new('a', 201)] } }), StringComparison.Ordinal);
        Assert.Contains("kind of anomaly that there is not", Complaint(new() { Title = "t", Symptom = "s", Scope = new() { Anomalies = [(AnomalyKind)99] } }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Discharging batteries", "discharg batter")]
    [InlineData("the link was flapping", "link flap")]
    [InlineData("PRB utilisation of gnb-7/1", "prb utilis gnb 7 1")]
    [InlineData("loss, LOSS and loss", "loss")]
    [InlineData("what is it", "what is it")]
    [InlineData("\"; DROP * ( NEAR -", "drop near")]
    [InlineData(" *\"'() ", "")]
    public void Words_are_cut_to_what_their_other_forms_begin_with(string text, string words) =>
        Assert.Equal(words, string.Join(' ', KnowledgeWords.Of(text)));

    [Fact]
    public void Of_a_long_text_a_bounded_number_of_words_is_looked_at() =>
        Assert.Equal(KnowledgeWords.Most, KnowledgeWords.Of(string.Join(' ', Enumerable.Range(0, 500))).Count);

    [Fact]
    public void The_same_object_is_nearer_than_the_same_cause_and_one_word_in_common_is_chance()
    {
        var question = new KnowledgeQuestion { Text = "No carrier on the port", Object = "rtr-1 ge-0/0/0", AlarmCause = "loss-of-signal" };
        var about = new KnowledgeArticle { Title = "Light" };
        var sameCause = KnowledgeNearness.Of(about with { Scope = new() { AlarmCauses = ["loss-of-signal"] } }, question);
        var sameObject = KnowledgeNearness.Of(about with { Scope = new() { Objects = ["rtr-1 ge-0/0/0"] } }, question);

        Assert.True(sameObject > sameCause);
        Assert.True(sameCause >= KnowledgeNearness.Least);
        Assert.True(KnowledgeNearness.Of(about with { Title = "No carrier at a port" }, question) >= KnowledgeNearness.Least);
        Assert.Equal(0, KnowledgeNearness.Of(about with { Title = "The carrier of the year", Scope = new() { EntityKinds = ["interface"] } }, question with { EntityKind = "interface" }));
        Assert.True(KnowledgeNearness.Of(about with { Scope = new() { AlarmCauses = ["loss-of-signal"] }, Helped = 3 }, question) > sameCause);
    }

    [Fact]
    public void An_alarm_that_only_crossed_a_limit_asks_by_its_words_and_becomes_a_case_of_its_object()
    {
        var alarm = new Alarm
        {
            Id = 1,
            Identity = new("rtr-1", "ge-0/0/0", AlarmType.QualityOfService, ProbableCause.ThresholdCrossed, "too-hot"),
            ManagedObject = "rtr-1 ge-0/0/0",
            Severity = Dashboard.Domain.Telemetry.PerceivedSeverity.Major,
            Text = "Module temperature 92 °C",
            FirstRaisedAt = DateTimeOffset.UnixEpoch,
            RaisedAt = DateTimeOffset.UnixEpoch,
            ChangedAt = DateTimeOffset.UnixEpoch,
            ToldAt = DateTimeOffset.UnixEpoch,
            Doors = [],
        };
        var question = KnowledgeQuestion.Of(alarm);
        Assert.Equal("", question.AlarmCause);
        var resolved = question.Resolved("Fan tray stuck", "Replaced it").Tidy();
        Assert.Null(resolved.Complaint());
        Assert.Equal((KnowledgeKind.Case, "rtr-1 ge-0/0/0: Module temperature 92 °C too-hot"), (resolved.Kind, resolved.Title));
        Assert.Equal("rtr-1 ge-0/0/0", Assert.Single(resolved.Scope.Objects));
        Assert.Empty(resolved.Scope.AlarmCauses);
    }

    private static string Complaint(KnowledgeArticle article) => article.Tidy().Complaint() ?? "";
}
