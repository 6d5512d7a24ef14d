using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Sources.RemoteWrite;

/// <summary>One series of a message as it was read: where its texts stand, and its samples. Meant to be used again for the next.</summary>
internal sealed class RemoteWriteSeries
{
    /// <summary>Names and values of the labels, as places in the message.</summary>
    public List<(Range Name, Range Value)> Labels { get; } = []; // bound: the message

    public List<(long Timestamp, double Value)> Samples { get; } = []; // bound: the message

    public List<(long Timestamp, double Value, Range Labels)> Exemplars { get; } = []; // bound: the message

    /// <summary>Names and values of the exemplars' labels, as places in the message; each exemplar has a range of them.</summary>
    public List<(Range Name, Range Value)> ExemplarLabels { get; } = []; // bound: the message

    /// <summary>When the counter began at zero (version 2), in milliseconds since 1970-01-01 UTC; 0 where that is not said.</summary>
    public long Created { get; set; }

    /// <summary>Native histograms, which the cache does not hold.</summary>
    public int Histograms { get; set; }

    /// <summary>What is said of the metric (version 2); unknown and empty where nothing is.</summary>
    public (MetricType Type, Range Help, Range Unit) Metadata { get; set; }

    /// <summary>Numbers of symbols, in turn a label's name and its value (version 2).</summary>
    public List<uint> References { get; } = []; // bound: the message

    public void Clear()
    {
        Labels.Clear();
        Samples.Clear();
        References.Clear();
        Exemplars.Clear();
        ExemplarLabels.Clear();
        (Created, Histograms, Metadata) = (0, 0, default);
    }
}
