using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Sources.RemoteWrite;

/// <summary>One series of a message as it was read: where its texts stand, and its samples. Meant to be used again for the next.</summary>
internal sealed class RemoteWriteSeries
{
    /// <summary>Names and values of the labels, as places in the message.</summary>
    public List<(Range Name, Range Value)> Labels { get; } = []; // bound: the message

    public List<(long Timestamp, double Value)> Samples { get; } = []; // bound: the message

    public int Exemplars { get; set; }

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
        (Exemplars, Histograms, Metadata) = (0, 0, default);
    }
}
