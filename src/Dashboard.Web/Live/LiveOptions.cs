using System.ComponentModel.DataAnnotations;

namespace Dashboard.Web.Live;

/// <summary>Bounds of what is live on screens, settings section <c>Noc:Live</c>.</summary>
public sealed class LiveOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Live";

    /// <summary>From one look for due queries to the next, and from one frame to the next on a screen. Default 250 ms; 50 ms to 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:00:05")]
    public TimeSpan Tick { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Distinct queries that may be live at a time. Default 2,000; 1 to 100,000. A widget beyond it says so.</summary>
    [Range(1, 100_000)]
    public int MaxQueries { get; init; } = 2000;

    /// <summary>How long one evaluation may take. Default 10 s; 100 ms to 2 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:02:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a query that nobody watches stays live, so that a page that is loaded again finds it. Default 3 s; 0 to 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan Linger { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a page whose connection was lost is kept in memory, where it costs nothing else, so that it can go on as it was; after that it is loaded anew. Default 1 min; 1 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeepLost { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Pages that are kept so at a time; of more the oldest are given up. Default 500; 0 to 10,000.</summary>
    [Range(0, 10_000)]
    public int MaxLost { get; init; } = 500;
}
