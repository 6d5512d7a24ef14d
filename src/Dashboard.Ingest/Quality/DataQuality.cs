using Dashboard.Domain.Quality;
using Dashboard.Ingest.Ran.Ves;
using Dashboard.Ingest.Sources;

namespace Dashboard.Ingest.Quality;

/// <summary>A sender of a source, and how it delivers.</summary>
/// <param name="Source">The source's id.</param>
/// <param name="Delivery">How it delivers.</param>
public readonly record struct SenderQuality(string Source, DeliveryQuality Delivery);

/// <summary>Something that was wrong with what a source read.</summary>
/// <param name="Source">The source's id.</param>
/// <param name="Class">One of <see cref="ViolationClass"/>.</param>
/// <param name="Violation">What it was.</param>
public readonly record struct SourceViolation(string Source, string Class, Violation Violation);

/// <summary>The quality of what came, put together from what the sources count.</summary>
public sealed class DataQuality(SourceRegistry sources, VesAnomalies ves)
{
    /// <summary>What stands for the sources of VES events, whose anomalies are counted together.</summary>
    public const string VesEvents = "ves";

    /// <summary>Every sender that a source knows.</summary>
    public IReadOnlyList<SenderQuality> Senders() =>
        [.. sources.Meters.SelectMany(static m => m.Deliveries.Read().Select(d => new SenderQuality(m.Description.Id, d)))];

    /// <summary>Everything that was wrong since the start.</summary>
    public IReadOnlyList<SourceViolation> Violations() =>
    [
        .. sources.Meters.SelectMany(static m => m.Violations.All.Select(v => new SourceViolation(m.Description.Id, ViolationClass.Of(v.Kind), v))),
        .. ves.All.Select(static v => new SourceViolation(VesEvents, ViolationClass.Of(v.Kind), v)),
    ];

    /// <summary>Times that something came from senders that are not watched because there are too many.</summary>
    public long Refused => sources.Meters.Sum(static m => m.Deliveries.Refused);
}
