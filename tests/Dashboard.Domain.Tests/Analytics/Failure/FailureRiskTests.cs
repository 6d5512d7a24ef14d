using Dashboard.Domain.Analytics.Failure;
using Dashboard.Domain.Query;
using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tests.Analytics.Failure;

public sealed class FailureRiskTests
{
    private static readonly Labels Port = Labels.From(new Label("instance", "r1"), new Label("device", "eth0"));
    private static readonly LeadingIndicator Errors = Standard("receive-errors");
    private static readonly LeadingIndicator Carrier = Standard("carrier-changes");

    [Fact]
    public void What_grew_is_told_by_how_many_times_the_worst_day_of_the_week_before()
    {
        var evidence = Errors.Read(Port, 1204, 400)!;
        Assert.Equal("Packets received with errors: 1.20 k in a day, 3 times the worst day of the week before.", evidence.Sentence);
        Assert.InRange(evidence.Share, Errors.Weight / 3, Errors.Weight * 0.6);
        Assert.Equal(Errors.Weight, Errors.Read(Port, 4000, 400)!.Share, 9);
        Assert.Equal(Errors.Weight / 3, Errors.Read(Port, 800, 400)!.Share, 9);
        Assert.Contains("none on any day of the week before", Errors.Read(Port, 200, 0)!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_little_or_usual_or_cannot_be_compared_is_not_worth_a_word()
    {
        Assert.Null(Errors.Read(Port, 99, 1));
        Assert.Null(Errors.Read(Port, 700, 400));
        Assert.Null(Errors.Read(Port, 10_000));
        Assert.Null(Carrier.Read(Port, 2));
        Assert.Null(Carrier.Read(Port, double.NaN));
    }

    [Fact]
    public void What_speaks_for_itself_grows_stronger_up_to_its_weight()
    {
        Assert.Equal(("The carrier changed 4 times in a day.", "carrier-changes"), (Carrier.Read(Port, 4)!.Sentence, Carrier.Read(Port, 4)!.Indicator));
        Assert.Equal(Carrier.Weight / 3, Carrier.Read(Port, 3)!.Share, 9);
        Assert.Equal(Carrier.Weight * 2 / 3, Carrier.Read(Port, 7.5)!.Share, 9);
        Assert.Equal(Carrier.Weight, Carrier.Read(Port, 100)!.Share, 9);
        Assert.Equal("cpu0 is at 82.0 °C.", Standard("temperature").Read(Labels.From(new Label("component", "cpu0")), 82)!.Sentence);
    }

    [Fact]
    public void Evidence_adds_up_and_never_to_certainty_and_the_most_at_risk_comes_first()
    {
        var risks = FailureRisk.Of([("a", new RiskEvidence("x", "X.", 0.2)), ("b", new RiskEvidence("y", "Y.", 0.5)), ("a", new RiskEvidence("z", "Z.", 0.6))]);
        Assert.Equal(["a", "b"], risks.Select(static r => r.Entity));
        Assert.Equal([0.68, 0.5], risks.Select(static r => Math.Round(r.Score, 9)));
        Assert.Equal(["Z.", "X."], risks[0].Evidence.Select(static e => e.Sentence));
        Assert.Empty(FailureRisk.Of([]));
    }

    [Fact]
    public void Standard_indicators_can_be_asked_and_weigh_less_than_certainty()
    {
        Assert.All(StandardLeadingIndicators.All, static i =>
        {
            Assert.Equal(ExpressionType.Vector, PromqlExpression.Parse(i.Query).Root.Type);
            if (i.Usual.Length > 0)
                Assert.Equal(ExpressionType.Vector, PromqlExpression.Parse(i.Usual).Root.Type);
            Assert.InRange(i.Weight, 0.1, 0.9);
        });
        Assert.Equal(StandardLeadingIndicators.All.Count, StandardLeadingIndicators.All.Select(static i => i.Name).Distinct().Count());
    }

    private static LeadingIndicator Standard(string name) => StandardLeadingIndicators.All.Single(i => i.Name == name);
}
