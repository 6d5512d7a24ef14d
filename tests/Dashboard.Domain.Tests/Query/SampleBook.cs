using System.Globalization;
using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Tests.Query;

/// <summary>Series written down by hand, as a source of a query.</summary>
internal sealed class SampleBook : ISeriesSource
{
    private readonly List<BookSeries> _series = [];

    public IEnumerable<BookSeries> Series => _series;

    public int SelectCalls { get; private set; }

    /// <summary>
    /// Adds a series from <paramref name="start"/> on, one value every <paramref name="interval"/> milliseconds:
    /// numbers, <c>NaN</c>, <c>Inf</c>, <c>_</c> for none, <c>stale</c>, or <c>0+10x5</c> for 0 and five more, each 10 higher.
    /// </summary>
    public SampleBook Add(string series, string values, long start = 0, long interval = 60_000)
    {
        var selector = (SelectorNode)Domain.Query.PromqlExpression.Parse(series).Root;
        var labels = Labels.From([.. selector.Matchers.Select(m => new Label(m.Name, m.Value))]);
        var added = new BookSeries(labels);
        var at = start;
        foreach (var value in values.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(Expand))
        {
            if (value is { } sample)
                added.Add(at, sample);
            at += interval;
        }
        _series.Add(added);
        return this;
    }

    public void Add(BookSeries series) => _series.Add(series);

    public ValueTask<IReadOnlyList<ISeries>> Select(IReadOnlyList<LabelMatcher> matchers, long from, long to, SelectHints hints, CancellationToken cancellationToken)
    {
        SelectCalls++;
        return new([.. _series.Where(s => matchers.All(m => m.Matches(s.Labels.Get(m.Name))))]);
    }

    private static IEnumerable<double?> Expand(string word)
    {
        if (word is "_" or "stale")
            return [word == "_" ? null : StaleMarker.Value];
        var times = word.IndexOf('x');
        if (times < 0)
            return [Number(word)];
        var sign = word.LastIndexOfAny(['+', '-'], times);
        var count = int.Parse(word.AsSpan(times + 1), CultureInfo.InvariantCulture);
        var (first, increment) = sign > 0 ? (Number(word[..sign]), Number(word[sign..times])) : (Number(word[..times]), 0);
        return Enumerable.Range(0, count + 1).Select(i => (double?)(first + (i * increment)));
    }

    private static double Number(string word) => word switch
    {
        "Inf" or "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(word, CultureInfo.InvariantCulture),
    };
}

internal sealed class BookSeries(Labels labels) : ISeries
{
    private readonly SampleColumns _samples = new();

    public Labels Labels { get; } = labels;

    public ReadOnlySpan<long> Timestamps => _samples.Timestamps;

    public ReadOnlySpan<double> Values => _samples.Values;

    public void Add(long timestamp, double value) => _samples.Add(timestamp, value);

    public void Read(long from, long to, SampleColumns into)
    {
        var timestamps = _samples.Timestamps;
        var at = timestamps.BinarySearch(from);
        for (var i = at < 0 ? ~at : at; i < timestamps.Length && timestamps[i] <= to; i++)
            into.Add(timestamps[i], _samples.Values[i]);
    }
}
