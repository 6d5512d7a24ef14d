using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Analytics.Patterns;

/// <summary>One thing's series of a rule, in which patterns are looked for.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Labels">The labels of the answer to its query.</param>
/// <param name="Series">Its values.</param>
public sealed record MeasuredThing(PatternRule Rule, Labels Labels, SteppedSeries Series)
{
    /// <summary>What it is, as people name it.</summary>
    public string Entity => LabelTemplate.Fill(Rule.Entity, Labels);

    /// <summary>The neighbours that it is compared with, such as <c>instance=rtr-1</c>; empty for none.</summary>
    public string Neighbours => Rule.Neighbourhood.Length > 0 && Labels.Get(Rule.Neighbourhood) is { Length: > 0 } value ? $"{Rule.Neighbourhood}={value}" : "";

    /// <summary>Subject and thing, as a sentence begins with them.</summary>
    public string Name => $"{Rule.Subject} of {Entity}";

    /// <summary>The query of this thing alone.</summary>
    public string Query
    {
        get
        {
            var query = Rule.QueryAt(TimeSpan.FromMilliseconds(Series.Step));
            // Joining with the labels themselves picks one series of any expression, whatever it is made of.
            var names = string.Join(", ", Labels.Select(static l => l.Name));
            return Labels.Count == 0 ? query : $"({query}) and on ({names}) {Picked()}";
        }
    }

    // vector(1) with this thing's labels.
    private string Picked() => Labels.Aggregate("vector(1)", static (inner, label) => $"label_replace({inner}, \"{label.Name}\", {Quoted(label.Value)}, \"\", \"\")");

    private static string Quoted(string value) => $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("$", "$$", StringComparison.Ordinal)}\"";
}
