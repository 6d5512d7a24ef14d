using Dashboard.Domain.Dashboards;

namespace Dashboard.Web.Dashboards;

/// <summary>A dashboard of the library, with where it comes from and who changed it last.</summary>
public sealed record StoredDashboard
{
    public required DashboardDefinition Definition { get; init; }

    public required DashboardOrigin Origin { get; init; }

    /// <summary>Rises by one with each save; 0 for a template that nobody has changed, and for a file.</summary>
    public int Version { get; init; }

    /// <summary>When it was changed last; null for a template that nobody has changed.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>The user who changed it last; empty for templates and files.</summary>
    public string ChangedBy { get; init; } = "";

    /// <summary>Why it cannot be changed here, as a sentence; empty where it can.</summary>
    public string ReadOnlyBecause { get; init; } = "";

    /// <summary>Whether a template of the same slug comes back when this is removed.</summary>
    public bool HidesTemplate { get; init; }

    public string Slug => Definition.Slug;

    public string Title => Definition.Title;

    /// <summary>Characters of its JSON.</summary>
    internal int Size { get; init; }
}

/// <summary>Where a dashboard comes from.</summary>
public enum DashboardOrigin
{
    /// <summary>It came with the program, and nobody has changed it.</summary>
    Template,

    /// <summary>Somebody saved it here.</summary>
    User,

    /// <summary>It lies in the folder of dashboards that the server watches.</summary>
    File,
}

/// <summary>One saved state of a dashboard.</summary>
/// <param name="Number">Its version; 0 for the template that it began as.</param>
/// <param name="ChangedAt">When it was saved; null for a template.</param>
/// <param name="ChangedBy">The user who saved it; empty for a template.</param>
/// <param name="Note">What the user said about it.</param>
public sealed record DashboardVersion(int Number, DateTimeOffset? ChangedAt, string ChangedBy, string Note);

/// <summary>A dashboard that cannot be shown as it should.</summary>
/// <param name="Where">The file, or the dashboard's slug.</param>
/// <param name="Sentence">What is wrong, and what to do.</param>
public sealed record LibraryProblem(string Where, string Sentence);
