using Dashboard.Domain.Ran;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Pipeline;

/// <summary>
/// Gives series of the radio network their labels, whichever source brings them, so that the same measurement of the
/// same object is the same series by whatever way it comes. What it names, it makes known to the network's tree and to the
/// metric catalogue. To be asked once a series.
/// </summary>
public sealed class RanNaming(CellDirectory cells, Enricher enricher, NetworkTree tree, MetricCatalogue catalogue, TimeProvider time)
{
    /// <summary>The radio network as it shows in what was named.</summary>
    public NetworkTree Tree => tree;

    /// <summary>The labels of a measurement of an object.</summary>
    /// <param name="measured">The object.</param>
    /// <param name="name">The measurement.</param>
    /// <param name="further">Labels that the source adds, such as the index in a vector.</param>
    public Labels LabelsOf(MeasuredObject measured, MeasurementName name, params ReadOnlySpan<Label> further)
    {
        catalogue.Describe(name.Metric, name.Metadata);
        foreach (var label in name.Labels)
        {
            if (label.Name == "snssai")
                tree.AddSlice(label.Value);
        }
        return LabelsOf(measured, name.Metric, [.. name.Labels, .. further]);
    }

    /// <summary>The labels of anything else that is said of an object.</summary>
    /// <param name="measured">The object.</param>
    /// <param name="metric">The metric's name.</param>
    /// <param name="further">Labels that the source adds.</param>
    public Labels LabelsOf(MeasuredObject measured, string metric, params ReadOnlySpan<Label> further)
    {
        // The name last: of equal names the last one counts.
        var labels = enricher.Enrich(Labels.From([.. further, .. cells.LabelsOf(measured), new Label(Labels.MetricName, metric)]));
        if (labels.Get("site").Length == 0)
            labels = labels.With("site", measured.Instance);
        tree.Add(measured, labels.Get("cell"), labels.Get("site"), time.GetUtcNow().ToUnixTimeMilliseconds());
        return labels;
    }
}
