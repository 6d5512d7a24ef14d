using System.Collections;
using System.Text;

namespace Dashboard.Domain.Telemetry;

/// <summary>One dimension of a series: a name and what it is set to.</summary>
public readonly record struct Label(string Name, string Value);

/// <summary>
/// The identity of a series: an immutable set of labels, sorted by name (ordinal), the metric's name among them as
/// <see cref="MetricName"/>. An empty value is the same as no label at all, so none is kept
/// (Prometheus data model, https://prometheus.io/docs/concepts/data_model/).
/// </summary>
public sealed class Labels : IEquatable<Labels>, IReadOnlyList<Label>
{
    /// <summary>The name of the label that holds the metric's name.</summary>
    public const string MetricName = "__name__";

    /// <summary>The label set without a label.</summary>
    public static readonly Labels Empty = new([]);

    private readonly Label[] _labels;
    private readonly int _hash;

    private Labels(Label[] sortedUnique)
    {
        _labels = sortedUnique;
        var hash = new HashCode();
        foreach (var label in sortedUnique)
        {
            hash.Add(label.Name, StringComparer.Ordinal);
            hash.Add(label.Value, StringComparer.Ordinal);
        }
        _hash = hash.ToHashCode();
    }

    public int Count => _labels.Length;

    public Label this[int index] => _labels[index];

    /// <summary>The metric's name, or an empty string where the series has none.</summary>
    public string Name => Get(MetricName);

    /// <summary>A series' labels from a metric name and further labels in any order. Of equal names the last one counts.</summary>
    public static Labels Of(string metricName, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var all = new Label[labels.Length + 1];
        all[0] = new Label(MetricName, metricName);
        for (var i = 0; i < labels.Length; i++)
            all[i + 1] = new Label(labels[i].Name, labels[i].Value);
        return From(all);
    }

    /// <summary>A label set from labels in any order. Of equal names the last one counts; empty values are left out.</summary>
    public static Labels From(params ReadOnlySpan<Label> labels)
    {
        if (labels.IsEmpty)
            return Empty;
        var sorted = labels.ToArray();
        // Insertion sort: stable, and label sets are short and mostly sorted already.
        for (var i = 1; i < sorted.Length; i++)
        {
            var label = sorted[i];
            var j = i - 1;
            for (; j >= 0 && string.CompareOrdinal(sorted[j].Name, label.Name) > 0; j--)
                sorted[j + 1] = sorted[j];
            sorted[j + 1] = label;
        }
        var count = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            var overridden = i + 1 < sorted.Length && sorted[i + 1].Name == sorted[i].Name;
            if (!overridden && sorted[i].Value.Length > 0)
                sorted[count++] = sorted[i];
        }
        return count == 0 ? Empty : new Labels(count == sorted.Length ? sorted : sorted[..count]);
    }

    /// <summary>The value of a label, or an empty string where it is not set.</summary>
    public string Get(string name)
    {
        foreach (var label in _labels)
        {
            if (label.Name == name)
                return label.Value;
        }
        return "";
    }

    /// <summary>The same labels with one set to another value; an empty value removes it.</summary>
    public Labels With(string name, string value) => From([.. _labels, new Label(name, value)]);

    /// <summary>The labels as a span, sorted by name.</summary>
    public ReadOnlySpan<Label> AsSpan() => _labels;

    public bool Equals(Labels? other) =>
        other is not null && (ReferenceEquals(this, other) || (_hash == other._hash && _labels.AsSpan().SequenceEqual(other._labels)));

    public override bool Equals(object? obj) => Equals(obj as Labels);

    public override int GetHashCode() => _hash;

    public IEnumerator<Label> GetEnumerator() => ((IEnumerable<Label>)_labels).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _labels.GetEnumerator();

    /// <summary>The series as PromQL would select it: <c>name{label="value"}</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Name);
        var braces = false;
        foreach (var label in _labels)
        {
            if (label.Name == MetricName)
                continue;
            text.Append(braces ? ", " : "{").Append(label.Name).Append("=\"");
            foreach (var c in label.Value)
                text.Append(c switch { '\\' => "\\\\", '"' => "\\\"", '\n' => "\\n", _ => c.ToString() });
            text.Append('"');
            braces = true;
        }
        return braces ? text.Append('}').ToString() : text.Length > 0 ? text.ToString() : "{}";
    }
}
