using System.Collections.Concurrent;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Query.Evaluation;

/// <summary>Reads a selector's series one after the other into the same columns.</summary>
/// <remarks>
/// The columns go from query to query: a day of one series grew new ones of 280 KB, on the large-object heap, each time.
/// </remarks>
internal sealed class SeriesReader(QueryRun run, bool observe) : IDisposable
{
    private const int MostIdle = 8;
    private const int MostKept = 256 * 1024;

    private static readonly ConcurrentBag<SampleColumns> Idle = []; // bound: MostIdle columns of MostKept samples

    private SampleColumns _samples = Idle.TryTake(out var idle) ? idle : new SampleColumns();
    private SampleColumns _spare = new(0);

    public ReadOnlySpan<long> Timestamps => _samples.Timestamps;

    public ReadOnlySpan<double> Values => _samples.Values;

    /// <summary>Reads what the windows need of a series, stale markers among it.</summary>
    public void Read(ISeries series, in Windows windows) => Read(series, RollUp.Last, windows);

    /// <summary>Reads what the windows of a range need of a series, which does not see stale markers.</summary>
    public void ReadRange(ISeries series, RollUp rollUp, in Windows windows)
    {
        Read(series, rollUp, windows);
        DropStaleMarkers();
    }

    private void Read(ISeries series, RollUp rollUp, in Windows windows)
    {
        run.Continue();
        _samples.Clear();
        if (windows.Count > 1 && windows.Step > windows.Length * 4)
        {
            // Far steps with short windows: most of what lies between would be read in vain.
            for (var i = 0; i < windows.Count; i++)
                series.Read(windows.End(i) - windows.Length + 1, windows.End(i), rollUp, _samples);
        }
        else
        {
            series.Read(windows.From, windows.LastEnd, rollUp, _samples);
        }
        run.CountRead(_samples.Count);
        run.Hold(_samples.Count);
        run.Release(_samples.Count);
        if (observe)
            Observe();
    }

    private void DropStaleMarkers()
    {
        var values = _samples.Values;
        var first = 0;
        while (first < values.Length && !StaleMarker.Is(values[first]))
            first++;
        if (first == values.Length)
            return;
        var timestamps = _samples.Timestamps;
        _spare.Clear();
        for (var i = 0; i < values.Length; i++)
        {
            if (!StaleMarker.Is(values[i]))
                _spare.Add(timestamps[i], values[i]);
        }
        (_samples, _spare) = (_spare, _samples);
    }

    /// <summary>Leaves the columns to the next query; they must not be read afterwards.</summary>
    public void Dispose()
    {
        if (_samples.Capacity <= MostKept && Idle.Count < MostIdle)
            Idle.Add(_samples);
        _samples = new SampleColumns(0);
    }

    // The lesser of the last two, so that one gap does not pass for a habit.
    private static long Spacing(ReadOnlySpan<long> timestamps) => timestamps switch
    {
        [.., var first, var second, var third] => Math.Min(third - second, second - first),
        [var first, var second] => second - first,
        _ => 0,
    };

    private void Observe()
    {
        var values = _samples.Values;
        var last = values.Length - 1;
        while (last >= 0 && StaleMarker.Is(values[last]))
            last--;
        if (last >= 0)
            run.Observe(_samples.Timestamps[last], Spacing(_samples.Timestamps[..(last + 1)]));
    }
}
