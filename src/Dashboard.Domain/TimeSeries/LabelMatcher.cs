using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.TimeSeries;

/// <summary>How a matcher compares a label's value.</summary>
public enum MatchType
{
    Equal,
    NotEqual,
    Regex,
    NotRegex,
}

/// <summary>
/// One condition on one label, as in <c>{device=~"eth.*"}</c>. Regular expressions are anchored at both ends and run
/// without backtracking, so that none can hang; a label that is not set matches as the empty string.
/// </summary>
public sealed class LabelMatcher : IEquatable<LabelMatcher>
{
    private readonly RegexShape? _shape;

    /// <exception cref="ArgumentException">The value is not a regular expression that can be run without backtracking.</exception>
    public LabelMatcher(string name, MatchType type, string value)
    {
        (Name, Type, Value) = (name, type, value);
        if (type is MatchType.Regex or MatchType.NotRegex)
            _shape = new RegexShape(value);
        MatchesEmpty = Matches("");
    }

    public string Name { get; }

    public MatchType Type { get; }

    public string Value { get; }

    /// <summary>Whether series without the label fulfil the condition.</summary>
    public bool MatchesEmpty { get; }

    /// <summary>All values that fulfil the condition, where they can be told from it alone; otherwise none.</summary>
    internal IReadOnlyCollection<string>? Literals => Type switch
    {
        MatchType.Equal => [Value],
        MatchType.Regex => _shape!.Literals,
        _ => null,
    };

    /// <summary>Whether a label set to <paramref name="value"/> fulfils the condition; an unset label is the empty string.</summary>
    public bool Matches(string value) => Type switch
    {
        MatchType.Equal => value == Value,
        MatchType.NotEqual => value != Value,
        MatchType.Regex => _shape!.IsMatch(value),
        _ => !_shape!.IsMatch(value),
    };

    /// <summary>Whether labels fulfil all conditions.</summary>
    public static bool AllMatch(IReadOnlyList<LabelMatcher> matchers, Labels labels)
    {
        foreach (var matcher in matchers)
        {
            if (!matcher.Matches(labels.Get(matcher.Name)))
                return false;
        }
        return true;
    }

    public bool Equals(LabelMatcher? other) => other is not null && Name == other.Name && Type == other.Type && Value == other.Value;

    public override bool Equals(object? obj) => Equals(obj as LabelMatcher);

    public override int GetHashCode() => HashCode.Combine(Name, Type, Value);

    /// <summary>The condition as PromQL has it.</summary>
    public override string ToString()
    {
        var value = Value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);
        return $"{Name}{Type switch { MatchType.Equal => "=", MatchType.NotEqual => "!=", MatchType.Regex => "=~", _ => "!~" }}\"{value}\"";
    }
}
