namespace Dashboard.Domain.Insights;

/// <summary>
/// How near a piece of knowledge is to a trouble. What both name counts most: the very object, the cause of the alarm, the
/// metric, the kinds of thing and anomaly; then the words that they share. A case of the same object leads.
/// </summary>
public static class KnowledgeNearness
{
    /// <summary>What is less near than this is not near.</summary>
    public const double Least = 1;

    private const double ObjectWeight = 2;
    private const double CauseWeight = 1;
    private const double MetricWeight = 1;
    private const double AnomalyWeight = 0.3;
    private const double EntityWeight = 0.3;
    private const double WordsWeight = 3;
    private const int FewestWords = 2;

    /// <summary>How near it is, 0 for what has nothing to do with it; <see cref="Least"/> and more are worth showing.</summary>
    public static double Of(KnowledgeArticle article, KnowledgeQuestion question)
    {
        var scope = article.Scope;
        var near = 0.0;
        if (Has(scope.Objects, question.Object))
            near += ObjectWeight;
        if (Has(scope.AlarmCauses, question.AlarmCause))
            near += CauseWeight;
        if (Has(scope.Metrics, question.Metric))
            near += MetricWeight;
        near += WordsWeight * SharedWords(article, question);
        // What most things of a kind share tells nothing by itself.
        if (near == 0)
            return 0;
        if (Has(scope.EntityKinds, question.EntityKind))
            near += EntityWeight;
        if (question.Anomaly != Analytics.Detection.AnomalyKind.None && scope.Anomalies.Contains(question.Anomaly))
            near += AnomalyWeight;
        // Of what is equally near, that comes first which has helped more often.
        return near + (0.05 * Math.Log2(1 + article.Helped));
    }

    // The share of the question's telling words that the article has; one word in common is chance.
    private static double SharedWords(KnowledgeArticle article, KnowledgeQuestion question)
    {
        var asked = KnowledgeWords.Telling(question.Text);
        if (asked.Count == 0)
            return 0;
        var words = KnowledgeWords.Whole(string.Join(' ', [article.Title, article.Symptom, article.Cause, .. article.Tags, .. article.Scope.AlarmCauses]));
        var shared = asked.Count(a => words.Contains(a) || (a.Length > 2 && words.Any(w => w.StartsWith(a, StringComparison.Ordinal))));
        return shared < Math.Min(FewestWords, asked.Count) ? 0 : (double)shared / asked.Count;
    }

    private static bool Has(IReadOnlyList<string> entries, string entry) =>
        entry.Length > 0 && entries.Contains(entry, StringComparer.OrdinalIgnoreCase);
}
