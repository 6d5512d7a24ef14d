using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Snmp.Polling;

/// <summary>How the polls of a device go, under the names that snmp_exporter and Prometheus give it.</summary>
internal sealed class StatusSeries(SampleSink samples)
{
    private static readonly string[] Names = ["up", "snmp_scrape_duration_seconds", "snmp_scrape_pdus_returned", "snmp_scrape_packets_sent", "snmp_scrape_packets_retried"];

    private readonly SeriesRef[] _series = new SeriesRef[Names.Length];
    private long _epoch = -1;

    public void Show(bool isUp, double duration, int bindings, int sent, int retried)
    {
        if (_epoch != samples.Epoch)
        {
            _epoch = samples.Epoch;
            for (var i = 0; i < Names.Length; i++)
                _series[i] = samples.Resolve(Names[i]);
        }
        ReadOnlySpan<double> values = [isUp ? 1 : 0, duration, bindings, sent, retried];
        for (var i = 0; i < Names.Length; i++)
            samples.Add(_series[i], values[i]);
    }

    public void EndAll()
    {
        foreach (var series in _series)
            samples.End(series);
    }
}
