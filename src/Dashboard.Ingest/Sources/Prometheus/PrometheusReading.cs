using System.Runtime.InteropServices;
using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.Prometheus;

/// <summary>
/// Turns the pages of one target into samples. A bad line costs that line; a page that is cut off, holds too much or
/// nothing that can be read is a failure as a whole. Allocates nothing for a sample of a known series.
/// </summary>
internal sealed class PrometheusReading(ScrapeJobOptions options, Labels target, IScrapeStore store) : IPulledReading
{
    private const string ExportedPrefix = "exported_";
    private const int QuotedOctets = 60;

    private readonly ScrapedRows _rows = new();
    private readonly List<Label> _scraped = []; // bound: labels of a line
    private readonly List<Label> _merged = []; // bound: those and the target's own
    private long _epoch = store.Epoch;
    private bool _isOpenMetrics;
    private bool _hasEnded;
    private bool _hasNews;
    private int _line;
    private int _samples;
    private int _bad;
    private string? _complaint;

    /// <summary>Rows that are known by their octets.</summary>
    internal int KnownRows => _rows.Count;

    public PullOutcome Read(HttpPage page, long timestamp, TelemetryBatch<MetricSample> into) =>
        Read(page.Octets.Span, page.MediaType, timestamp, into);

    /// <summary>Reads a page of a media type.</summary>
    internal PullOutcome Read(ReadOnlySpan<byte> page, string mediaType, long timestamp, TelemetryBatch<MetricSample> into)
    {
        if (_epoch != store.Epoch)
        {
            _epoch = store.Epoch;
            _rows.Rebuild((text, _) => Resolve(text));
        }
        _isOpenMetrics = mediaType == PrometheusTextDecoder.OpenMetrics;
        (_hasEnded, _hasNews, _line, _samples, _bad, _complaint) = (false, false, 0, 0, 0, null);
        _rows.Begin();
        TakeLines(page, timestamp, into);
        if (_samples > options.SampleLimit)
            return new PullOutcome(_samples, $"sent more than {options.SampleLimit} samples ({nameof(options.SampleLimit)})");
        if (_isOpenMetrics && !_hasEnded)
            return new PullOutcome(_samples, "sent a page that was cut off: it does not end with # EOF, as OpenMetrics must");
        if (_samples == 0 && _bad > 0)
            return new PullOutcome(0, $"sent no metrics but {(mediaType.Length > 0 ? mediaType : "something without a media type")}: {_complaint}");
        if (_hasNews)
            Describe(page);
        _rows.End(timestamp, into);
        return new PullOutcome(_samples, null, _bad, _complaint);
    }

    public void EndAll(long timestamp, TelemetryBatch<MetricSample> into) => _rows.EndAll(timestamp, into);

    private void TakeLines(ReadOnlySpan<byte> page, long timestamp, TelemetryBatch<MetricSample> into)
    {
        while (!page.IsEmpty && _samples <= options.SampleLimit)
        {
            _line++;
            var taken = TakeExpected(page, timestamp, into);
            if (taken == 0)
            {
                var end = page.IndexOf((byte)'\n');
                var line = end < 0 ? page : page[..end];
                TakeLine(line, timestamp, into);
                taken = Math.Min(line.Length + 1, page.Length);
            }
            page = page[taken..];
        }
    }

    /// <summary>Takes a line that is written as the row that came next last time, but for a plain value. Returns its octets with the line feed; 0 where anything is otherwise.</summary>
    private int TakeExpected(ReadOnlySpan<byte> page, long timestamp, TelemetryBatch<MetricSample> into)
    {
        var number = _hasEnded ? 0 : _rows.Expected(page);
        if (number == 0)
            return 0;
        var at = _rows.LengthOf(number);
        var series = _rows.SeriesOf(number);
        if (series.IsNone)
        {
            if (at >= page.Length || page[at] != '\n')
                return 0;
            _rows.Pass(number);
            return at + 1;
        }
        if (at >= page.Length || page[at] != ' ')
            return 0;
        var octets = PrometheusNumber.Read(page[++at..], out var value);
        at += octets;
        if (octets == 0 || at >= page.Length || page[at] != '\n')
            return 0;
        Take(number, series, value, null, timestamp, into);
        return at + 1;
    }

    private void TakeLine(ReadOnlySpan<byte> octets, long timestamp, TelemetryBatch<MetricSample> into)
    {
        var line = PrometheusTextDecoder.Read(octets, _isOpenMetrics);
        if (_hasEnded && !octets.IsEmpty)
            line = PrometheusLine.Bad("comes after # EOF");
        switch (line.Kind)
        {
            case PrometheusLineKind.Sample:
                TakeSample(octets, line, timestamp, into);
                break;
            case PrometheusLineKind.Help or PrometheusLineKind.Type or PrometheusLineKind.Unit:
                TakeComment(octets);
                break;
            case PrometheusLineKind.End:
                _hasEnded = true;
                break;
            case PrometheusLineKind.Bad:
                Complain(octets, line.Problem!);
                break;
        }
    }

    private void TakeComment(ReadOnlySpan<byte> octets)
    {
        var number = _rows.Find(octets);
        _hasNews |= number == 0;
        _rows.Pass(number > 0 ? number : _rows.Learn(octets, SeriesRef.None));
    }

    private void TakeSample(ReadOnlySpan<byte> octets, in PrometheusLine line, long timestamp, TelemetryBatch<MetricSample> into)
    {
        var number = _rows.Find(line.Series);
        var series = number > 0 ? _rows.SeriesOf(number) : SeriesRef.None;
        if (number == 0)
        {
            if (PrometheusTextDecoder.ReadSeries(line.Series, _scraped) is { } problem)
            {
                Complain(octets, problem);
                return;
            }
            series = store.Resolve(Merge());
            if (!series.IsNone)
                number = _rows.Learn(line.Series, series);
        }
        var ownTime = line.HasTime && options.HonorTimestamps ? line.Time : (long?)null;
        Take(number, series, line.Value, ownTime, timestamp, into);
        if (!line.Exemplar.IsEmpty && number > 0)
            TakeExemplar(octets, number, line.Exemplar, timestamp);
    }

    private void Take(int number, SeriesRef series, double value, long? ownTime, long timestamp, TelemetryBatch<MetricSample> into)
    {
        _samples++;
        // Without a number there is no room for the series, which the store counts.
        if (number == 0 || _rows.See(number, ownTime is not null))
            into.Add(new MetricSample(series, ownTime ?? timestamp, value));
        else if (_bad++ == 0)
            _complaint = $"line {_line} has a series that came before";
    }

    private void TakeExemplar(ReadOnlySpan<byte> octets, int number, ReadOnlySpan<byte> exemplar, long timestamp)
    {
        // Exemplars stay on a page until there is a newer one.
        var mark = OctetHash.Of(exemplar);
        if (_rows.MarkOf(number) == mark)
            return;
        _rows.MarkOf(number) = mark;
        if (!PrometheusTextDecoder.TryReadExemplar(exemplar, _scraped, out var value, out var time))
            Complain(octets, "has an exemplar that is none");
        else
            store.Add(_rows.SeriesOf(number), Labels.From(CollectionsMarshal.AsSpan(_scraped)), value, time ?? timestamp);
    }

    private SeriesRef Resolve(ReadOnlySpan<byte> series) =>
        PrometheusTextDecoder.ReadSeries(series, _scraped) is null ? store.Resolve(Merge()) : SeriesRef.None;

    /// <summary>The labels that were scraped together with the target's own, which win or give way (<c>honor_labels</c>).</summary>
    private Labels Merge()
    {
        _merged.Clear();
        _merged.AddRange(target.AsSpan());
        foreach (var label in _scraped)
        {
            if (label.Value.Length == 0)
                continue;
            var name = label.Name;
            while (!options.HonorLabels && (target.Get(name).Length > 0 || (name != label.Name && _scraped.Exists(l => l.Name == name))))
                name = ExportedPrefix + name;
            _merged.Add(label with { Name = name });
        }
        return Labels.From(CollectionsMarshal.AsSpan(_merged));
    }

    private void Complain(ReadOnlySpan<byte> octets, string problem)
    {
        if (_bad++ > 0)
            return;
        var text = Encoding.UTF8.GetString(octets[..Math.Min(octets.Length, QuotedOctets)]).ReplaceLineEndings(" ").Replace('\0', ' ');
        _complaint = $"line {_line} {problem}: '{text}{(octets.Length > QuotedOctets ? "…" : "")}'";
    }

    /// <summary>Describes every metric of a page that tells something new of one; rarely needed, so it is a pass of its own.</summary>
    private void Describe(ReadOnlySpan<byte> page)
    {
        ReadOnlySpan<byte> name = default;
        var metadata = new MetricMetadata(MetricType.Unknown, "", "");
        var known = false;
        while (!page.IsEmpty)
        {
            var end = page.IndexOf((byte)'\n');
            var octets = end < 0 ? page : page[..end];
            page = end < 0 ? default : page[(end + 1)..];
            if (octets.IsEmpty || octets[0] != '#')
                continue;
            var line = PrometheusTextDecoder.Read(octets, _isOpenMetrics);
            if (line.Kind is not (PrometheusLineKind.Help or PrometheusLineKind.Type or PrometheusLineKind.Unit))
                continue;
            if (!line.Series.SequenceEqual(name))
            {
                if (known)
                    Describe(name, metadata);
                name = line.Series;
                (metadata, known) = (new MetricMetadata(MetricType.Unknown, "", ""), true);
            }
            metadata = line.Kind switch
            {
                PrometheusLineKind.Help => metadata with { Help = PrometheusTextDecoder.Unescape(line.Text) },
                PrometheusLineKind.Type => metadata with { Type = PrometheusTextDecoder.TypeOf(line.Text) ?? MetricType.Unknown },
                _ => metadata with { Unit = Encoding.UTF8.GetString(line.Text) },
            };
        }
        if (known)
            Describe(name, metadata);
    }

    // OpenMetrics names the family; samples of counters and infos have a suffix, and it is them that are asked for.
    private void Describe(ReadOnlySpan<byte> family, MetricMetadata metadata)
    {
        var name = SafeName.Metric(PrometheusTextDecoder.Unescape(family));
        var suffix = !_isOpenMetrics ? "" : metadata.Type switch { MetricType.Counter => "_total", MetricType.Info => "_info", _ => "" };
        store.Describe(name.EndsWith(suffix, StringComparison.Ordinal) ? name : name + suffix, metadata);
    }
}
