using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Query.Evaluation;

/// <summary>Label sets in order, and with some of their labels.</summary>
public static class LabelOrder
{
    /// <summary>By name and value of the first label that differs; a set that is the other's start comes first.</summary>
    public static int Compare(Labels left, Labels right)
    {
        var a = left.AsSpan();
        var b = right.AsSpan();
        for (var i = 0; i < a.Length && i < b.Length; i++)
        {
            var order = string.CompareOrdinal(a[i].Name, b[i].Name);
            if (order == 0)
                order = string.CompareOrdinal(a[i].Value, b[i].Value);
            if (order != 0)
                return order;
        }
        return a.Length.CompareTo(b.Length);
    }

    /// <summary>The labels but the metric's name.</summary>
    public static Labels WithoutName(this Labels labels) => labels.Name.Length == 0 ? labels : labels.Where(static (name, _) => name != Labels.MetricName, "");

    /// <summary>The labels that are named, as for <c>by</c> and <c>on</c>.</summary>
    public static Labels Only(this Labels labels, IReadOnlyList<string> names) => names.Count == 0 ? Labels.Empty : labels.Where(Contains, names);

    /// <summary>The labels that are not named, and not the metric's name, as for <c>without</c> and <c>ignoring</c>.</summary>
    public static Labels Except(this Labels labels, IReadOnlyList<string> names) =>
        labels.Where(static (name, names) => name != Labels.MetricName && !Contains(name, names), names);

    private static bool Contains(string name, IReadOnlyList<string> names)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
                return true;
        }
        return false;
    }

    private static Labels Where<T>(this Labels labels, Func<string, T, bool> keep, T argument)
    {
        var kept = new Label[labels.Count];
        var count = 0;
        foreach (var label in labels.AsSpan())
        {
            if (keep(label.Name, argument))
                kept[count++] = label;
        }
        return count == labels.Count ? labels : Labels.From(kept.AsSpan(0, count));
    }
}
