using System.Diagnostics.CodeAnalysis;

namespace Dashboard.Web.Dashboards;

/// <summary>What became of a dashboard that was to be saved.</summary>
public sealed record SaveResult
{
    private SaveResult()
    {
    }

    /// <summary>The dashboard as it is now stored; null where it was refused.</summary>
    public StoredDashboard? Saved { get; private init; }

    /// <summary>Why it was refused, each a sentence; empty where it was saved.</summary>
    public IReadOnlyList<string> Problems { get; private init; } = [];

    /// <summary>Whether it was refused because somebody else changed or removed the dashboard meanwhile.</summary>
    public bool IsOvertaken { get; private init; }

    /// <summary>What somebody else has saved meanwhile, where that is why it was refused; null where they removed it.</summary>
    public StoredDashboard? Newer { get; private init; }

    [MemberNotNullWhen(true, nameof(Saved))]
    public bool IsSaved => Saved is not null;

    /// <summary>All problems on one line; empty where it was saved.</summary>
    public string Problem => string.Join(' ', Problems);

    internal static SaveResult Done(StoredDashboard saved) => new() { Saved = saved };

    internal static SaveResult Refused(params IReadOnlyList<string> problems) => new() { Problems = problems };

    internal static SaveResult Overtaken(string problem, StoredDashboard? newer) => new() { Problems = [problem], Newer = newer, IsOvertaken = true };
}
