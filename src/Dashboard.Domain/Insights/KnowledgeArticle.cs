using System.Collections.Immutable;

namespace Dashboard.Domain.Insights;

/// <summary>
/// A piece of knowledge about trouble: an article of what is known of its kind, or the case of one trouble that was
/// resolved. Its texts are Markdown.
/// </summary>
public sealed record KnowledgeArticle
{
    /// <summary>Characters of a title.</summary>
    public const int MaxTitle = 160;

    /// <summary>Characters of each of its texts.</summary>
    public const int MaxText = 8000;

    /// <summary>Tags that it may have.</summary>
    public const int MostTags = 12;

    /// <summary>Characters of a tag and of a category.</summary>
    public const int MaxTag = 32;

    /// <summary>The category of what was given none.</summary>
    public const string NoCategory = "general";

    /// <summary>Its number, never given to another; 0 before it is kept.</summary>
    public long Id { get; init; }

    public KnowledgeKind Kind { get; init; }

    /// <summary>What it is about, in a line.</summary>
    public required string Title { get; init; }

    /// <summary>How it looks when it happens.</summary>
    public string Symptom { get; init; } = "";

    /// <summary>What it comes of.</summary>
    public string Cause { get; init; } = "";

    /// <summary>How to find out whether it is that.</summary>
    public string Verify { get; init; } = "";

    /// <summary>What to do about it; of a case, what helped.</summary>
    public string Action { get; init; } = "";

    /// <summary>The one field it belongs to, a word such as <c>transport</c>.</summary>
    public string Category { get; init; } = NoCategory;

    /// <summary>Words that it is found by besides its own, each in lower case.</summary>
    public ImmutableArray<string> Tags { get; init; } = []; // bound: MostTags

    /// <summary>What it concerns.</summary>
    public KnowledgeScope Scope { get; init; } = KnowledgeScope.None;

    /// <summary>Who wrote it; empty for what comes with the program.</summary>
    public string Author { get; init; } = "";

    /// <summary>When it was written.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was changed last.</summary>
    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>Who changed it last; empty where nobody did.</summary>
    public string ChangedBy { get; init; } = "";

    /// <summary>1 for what nobody changed, one more with each change.</summary>
    public int Version { get; init; } = 1;

    /// <summary>How often somebody said that it helped.</summary>
    public int Helped { get; init; }

    public KnowledgeOrigin Origin { get; init; }

    /// <summary>Whether it is kept out of searches.</summary>
    public bool IsHidden { get; init; }

    /// <summary>Whether it comes with the program, changed or not.</summary>
    public bool IsOfProgram => Origin != KnowledgeOrigin.Written;

    /// <summary>The same with its texts trimmed and its category, tags and scope as all are written.</summary>
    public KnowledgeArticle Tidy() => this with
    {
        Title = Trim(Title),
        Symptom = Trim(Symptom),
        Cause = Trim(Cause),
        Verify = Trim(Verify),
        Action = Trim(Action),
        Category = Trim(Category) is { Length: > 0 } category ? Word(category) : NoCategory,
        Tags = Tags.IsDefaultOrEmpty ? [] : [.. Tags.Select(static t => Word(Trim(t))).Where(static t => t.Length > 0).Distinct(StringComparer.Ordinal)],
        Scope = (Scope ?? KnowledgeScope.None).Tidy(),
    };

    /// <summary>What is wrong with what <see cref="Tidy"/> made of it, as a sentence; null where it can be kept.</summary>
    public string? Complaint()
    {
        if (Title.Length is 0 or > MaxTitle || Title.Any(char.IsControl))
            return $"It needs a title of 1 to {MaxTitle} characters on one line.";
        if (!Enum.IsDefined(Kind))
            return $"It is either an {nameof(KnowledgeKind.Article).ToLowerInvariant()} or a {nameof(KnowledgeKind.Case).ToLowerInvariant()}.";
        foreach (var (name, text) in new[] { ("symptom", Symptom), ("cause", Cause), ("way to verify it", Verify), ("text of what to do", Action) })
        {
            if (text.Length > MaxText)
                return $"Its {name} has {text.Length:N0} characters; {MaxText:N0} are allowed.";
        }
        if (Symptom.Length + Cause.Length + Action.Length == 0)
            return "It says nothing: it needs a symptom, a cause or what to do.";
        if (!IsWord(Category))
            return $"'{Category}' is no category: it has 1 to {MaxTag} lower case letters, digits and hyphens.";
        if (Tags.Length > MostTags)
            return $"It has {Tags.Length} tags; {MostTags} are allowed.";
        if (Tags.FirstOrDefault(static t => !IsWord(t)) is { } tag)
            return $"'{tag}' is no tag: it has 1 to {MaxTag} lower case letters, digits and hyphens.";
        return Scope.Complaint();
    }

    /// <summary>A category or tag as all are written: <c>BGP session</c> is <c>bgp-session</c>.</summary>
    public static string Word(string text) => text.ToLowerInvariant().Replace(' ', '-');

    private static bool IsWord(string text) => text.Length is > 0 and <= MaxTag && text.All(static c => (char.IsLetter(c) && !char.IsUpper(c)) || char.IsDigit(c) || c == '-');

    // A form sends lines as CR LF.
    private static string Trim(string? text) => (text ?? "").ReplaceLineEndings("\n").Trim();
}
