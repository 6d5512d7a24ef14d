namespace Dashboard.Domain.Telemetry;

/// <summary>How bad something is, by ITU-T X.733 section 8.1.2.3. The larger the number, the worse.</summary>
public enum PerceivedSeverity
{
    Cleared = 0,
    Indeterminate = 1,
    Warning = 2,
    Minor = 3,
    Major = 4,
    Critical = 5,
}
