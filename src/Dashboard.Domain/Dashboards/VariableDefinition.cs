namespace Dashboard.Domain.Dashboards;

/// <summary>
/// A choice above a dashboard that its queries take up as <c>$name</c> or <c>${name}</c>. Its values are listed, or are
/// those that a label has now.
/// </summary>
public sealed record VariableDefinition
{
    /// <summary>Values offered at most; beyond, the list says how many there are and asks for a narrower selector.</summary>
    public const int MaxValues = 1000;

    /// <summary>What queries call it: a letter or underscore, then letters, digits and underscores.</summary>
    public required string Name { get; init; }

    /// <summary>What people call it; the name where it is empty.</summary>
    public string Title { get; init; } = "";

    /// <summary>The values, where they are listed.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>The label whose values they are, where they are not listed.</summary>
    public string Label { get; init; } = "";

    /// <summary>The series whose label counts, as a PromQL selector; may use variables before it. Empty for all series.</summary>
    public string Selector { get; init; } = "";

    /// <summary>Whether several values may be chosen; queries then match with <c>=~</c>.</summary>
    public bool IsMulti { get; init; }

    /// <summary>Whether everything may be chosen at once, which is also what is chosen at first.</summary>
    public bool IncludesAll { get; init; }

    /// <summary>What is chosen at first; where empty, everything if that may be, or else the first value.</summary>
    public IReadOnlyList<string> Default { get; init; } = [];
}
