using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Syslog;

/// <summary>A writer: an application on a host in a facility, as a sender passed it on. What its lines share, and how many there were of each severity.</summary>
internal sealed class SyslogOrigin(string host, string app, string facility, string sender)
{
    /// <summary>What stands for writers that are too many to be told apart.</summary>
    public const string Others = "other";

    private readonly long[] _messages = new long[8];

    public string Host { get; } = host;

    /// <summary>Empty where it does not say.</summary>
    public string App { get; } = app;

    public string Facility { get; } = facility;

    public Labels Labels { get; } = Labels.From(new Label("host", host), new Label("app", app), new Label("facility", facility), new Label("sender", sender));

    /// <summary>When the latest line came, in milliseconds since 1970-01-01 UTC.</summary>
    public long SeenAt { get; private set; }

    /// <summary>Lines since it is known, by severity, 0 (emergency) to 7 (debug).</summary>
    public ReadOnlySpan<long> Messages => _messages;

    public void Count(int severity, long now)
    {
        _messages[severity]++;
        SeenAt = now;
    }
}
