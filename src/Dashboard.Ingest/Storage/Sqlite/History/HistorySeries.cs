using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Storage.Sqlite.History;

/// <summary>One series of a selection.</summary>
internal sealed class HistorySeries(HistorySelection selection, int number, Labels labels) : ISeries
{
    public Labels Labels => labels;

    public long Resolution => selection.Resolution;

    public void Read(long from, long to, SampleColumns into) => selection.Read(number, from, to, RollUp.Last, into);

    public void Read(long from, long to, RollUp rollUp, SampleColumns into) => selection.Read(number, from, to, rollUp, into);
}
