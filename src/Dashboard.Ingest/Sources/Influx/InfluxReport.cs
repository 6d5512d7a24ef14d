namespace Dashboard.Ingest.Sources.Influx;

/// <summary>A line that could not be taken.</summary>
/// <param name="Line">Its number in the body, from 1.</param>
/// <param name="Problem">What is wrong with it, as InfluxDB says it: <c>unable to parse 'm f=': missing field value</c>.</param>
public readonly record struct InfluxLineError(int Line, string Problem);

/// <summary>What became of a body.</summary>
public sealed class InfluxReport
{
    /// <summary>Errors that are kept in words; further ones are counted.</summary>
    public const int KeptErrors = 5;

    private readonly List<InfluxLineError> _errors = []; // bound: KeptErrors

    /// <summary>Samples that were accepted: they wait for the cache, or are in it.</summary>
    public long Samples { get; internal set; }

    /// <summary>Samples of new series that the source is at its limit for.</summary>
    public int Refused { get; internal set; }

    /// <summary>Fields left out because their value is a string; none where strings become log lines.</summary>
    public int Texts { get; internal set; }

    /// <summary>Lines that could not be taken.</summary>
    public int Failed { get; private set; }

    /// <summary>The first lines that could not be taken.</summary>
    public IReadOnlyList<InfluxLineError> Errors => _errors;

    /// <summary>Why reading stopped before the end of the body, as a sentence; null where it did not. What came before it was taken.</summary>
    public string? Stopped { get; internal set; }

    /// <summary>Whether reading stopped because the body is larger than it may be.</summary>
    public bool IsTooLarge { get; internal set; }

    internal void Add(InfluxLineError error)
    {
        Failed++;
        if (_errors.Count < KeptErrors)
            _errors.Add(error);
    }
}
