namespace Dashboard.Web.Hosting;

/// <summary>How the log is written, settings section <c>Noc:Logging</c>.</summary>
public sealed class LoggingOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Logging";

    /// <summary>One JSON object an event instead of one line of text. Default false.</summary>
    public bool Json { get; init; }
}
