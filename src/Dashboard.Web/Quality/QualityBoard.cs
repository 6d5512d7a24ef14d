using Dashboard.Ingest.Quality;

namespace Dashboard.Web.Quality;

/// <summary>The quality of what came, put together at most every two seconds, however many screens show it.</summary>
public sealed class QualityBoard(DataQuality quality, TimeProvider time)
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private (IReadOnlyList<QualityRow> Senders, IReadOnlyList<SourceViolation> Violations)? _read;
    private long _readAt;

    /// <summary>Times that something came from senders that are not watched because there are too many.</summary>
    public long Refused => quality.Refused;

    /// <summary>Every sender, the worst first, and everything that was wrong, the most frequent first.</summary>
    public (IReadOnlyList<QualityRow> Senders, IReadOnlyList<SourceViolation> Violations) Read()
    {
        lock (_gate)
        {
            if (_read is { } read && time.GetElapsedTime(_readAt) < Pace)
                return read;
            _readAt = time.GetTimestamp();
            SourceViolation[] violations = [.. quality.Violations().OrderByDescending(static v => v.Violation.Times)];
            _read = (QualityRow.All(quality.Senders(), violations), violations);
            return _read.Value;
        }
    }
}
