namespace Dashboard.Domain.Query.Syntax;

/// <summary>Which names may be written without quotes (Prometheus, "Data model", section "Metric names and labels").</summary>
internal static class LabelNames
{
    /// <summary>Whether it is a metric name of letters, digits, <c>_</c> and <c>:</c>, not starting with a digit.</summary>
    public static bool IsMetricName(string name) => name.Length > 0 && IsPlain(name.Replace(':', '_'));

    /// <summary>Whether it is a label name of letters, digits and <c>_</c>, not starting with a digit.</summary>
    public static bool IsPlain(string name)
    {
        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
            return false;
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
                return false;
        }
        return true;
    }

    /// <summary>The label's name as PromQL writes it, in quotes where it needs them.</summary>
    public static string Print(string name) => IsPlain(name) ? name : GoText.Quote(name);

    public static string Print(IEnumerable<string> names) => string.Join(", ", names.Select(Print));
}
