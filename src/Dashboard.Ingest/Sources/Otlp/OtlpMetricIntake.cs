using System.Runtime.InteropServices;
using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.Otlp;

/// <summary>
/// Turns data points into samples by the rules for Prometheus
/// (https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/#otlp-metric-points-to-prometheus):
/// differences become totals, exponential histograms ones with the bounds of <see cref="ExponentialBuckets"/>, and where a
/// counter began is a sample of 0. Used by one thread at a time.
/// </summary>
internal sealed class OtlpMetricIntake
{
    /// <summary>How long before its first point a stream may have begun for that to be put in.</summary>
    private const long Youth = 600_000;

    private const int MaxExemplars = 16;

    private readonly IngestPipeline _pipeline;
    private readonly TimeSeriesCache _cache;
    private readonly OtlpParts _parts;
    private readonly OtlpStreams _streams;
    private readonly Func<Labels, SeriesRef> _resolve;
    private readonly OtlpPoint _point = new();
    private readonly List<double> _bounds = []; // bound: OtlpPoint.MaxBuckets
    private readonly List<double> _counts = []; // bound: OtlpPoint.MaxBuckets and one
    private readonly List<Range> _attributes = []; // bound: one exemplar
    private readonly Dictionary<OtlpOrigin, long> _targets = []; // bound: resources of one message
    private IntakeReading _reading = new("data point");
    private TelemetryBatch<MetricSample> _into = null!;
    private long _now;
    private long _latest;

    public OtlpMetricIntake(IngestPipeline pipeline, TimeSeriesCache cache, OtlpOrigins origins, TextTable texts, string source, int capacity)
    {
        (_pipeline, _cache) = (pipeline, cache);
        _parts = new OtlpParts(origins, texts);
        _streams = new OtlpStreams(cache.Metrics, capacity);
        _resolve = labels => pipeline.Resolve(source, labels);
    }

    /// <summary>Reads a message (opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest); null where it is not well-formed.</summary>
    /// <param name="octets">The message.</param>
    /// <param name="now">Milliseconds since 1970-01-01 UTC.</param>
    /// <param name="latest">The last time that is believed.</param>
    /// <param name="into">Gets the samples.</param>
    public IntakeReading? Read(ReadOnlySpan<byte> octets, long now, long latest, TelemetryBatch<MetricSample> into)
    {
        (_reading, _into, _now, _latest) = (new IntakeReading("data point"), into, now, latest);
        _targets.Clear();
        if (!_parts.Read(octets, Take))
            return null;
        foreach (var (origin, time) in _targets)
        {
            if (_streams.Target(origin, now) is not { } series)
                continue;
            series.BeNumber(_pipeline.SeriesEpoch, _resolve);
            Add(series.Series[0], time, 1);
        }
        return _reading;
    }

    private bool Take(ReadOnlySpan<byte> octets, Range metric, in OtlpScope scope)
    {
        if (!OtlpMetricDecoder.TryHead(octets, metric, out var head))
            return false;
        if (head.Kind == OtlpMetricKind.None)
            return true;
        var family = _streams.Family(octets, head, scope);
        var reader = new ProtobufReader(octets, head.Points);
        while (reader.Next())
        {
            if (reader.Field == 1 && !(OtlpMetricDecoder.TryPoint(octets, reader.Chunk(), head.Kind, _point) && TakePoint(octets, head, family, scope.Origin)))
                return false;
        }
        return !reader.IsBad;
    }

    /// <summary>Takes the point that was read; false where it is not well-formed.</summary>
    private bool TakePoint(ReadOnlySpan<byte> octets, in OtlpMetricHead head, OtlpFamily family, OtlpOrigin origin)
    {
        var time = _point.Time == 0 ? _now : (long)(_point.Time / 1_000_000);
        if ((Complaint(head.Kind) ?? (time > _latest ? "from the future" : time < 1 ? "from before 1970" : null)) is { } complaint)
        {
            _reading.Refuse(complaint);
            return true;
        }
        if (!_streams.TryGet(octets, family, origin, _point.Attributes, _parts.Values, _now, out var series))
            return false;
        if (series is null)
        {
            _reading.Refuse("of new series, and the source holds as many as it may (Noc:Cache:SeriesPerSource)");
            return true;
        }
        if (_point.HasNoValue)
        {
            foreach (var ended in series.Series)
                Add(ended, time, StaleMarker.Value);
        }
        else if (head.IsDelta && time <= series.Latest)
        {
            _reading.Refuse("of differences that came before, or late");
            return true;
        }
        else
        {
            TakeValues(head, series, time);
            if (_point.Exemplars.Count > 0 && !TakeExemplars(octets, series))
                return false;
        }
        series.Latest = Math.Max(series.Latest, time);
        ref var target = ref CollectionsMarshal.GetValueRefOrAddDefault(_targets, origin, out _);
        target = Math.Max(target, time);
        return true;
    }

    private string? Complaint(OtlpMetricKind kind) => kind switch
    {
        _ when _point.HasNoValue => null,
        OtlpMetricKind.Gauge or OtlpMetricKind.Sum => _point.HasValue ? null : "without a value",
        _ when _point.Counts.Count > OtlpPoint.MaxBuckets || _point.Bounds.Count >= OtlpPoint.MaxBuckets => "with more than 1024 buckets",
        OtlpMetricKind.Histogram when _point.Counts.Count != _point.Bounds.Count + 1 && _point.Counts.Count + _point.Bounds.Count > 0 => "with buckets that do not fit their bounds",
        OtlpMetricKind.Histogram or OtlpMetricKind.Summary when !IsRising(_point.Bounds, kind == OtlpMetricKind.Summary) => "with bounds that do not rise",
        OtlpMetricKind.Exponential when Math.Abs(_point.Scale) > ExponentialBuckets.ScaleLimit || Math.Abs(_point.Offset) > int.MaxValue => "with a scale or an offset beyond all measure",
        _ => null,
    };

    private static bool IsRising(List<ulong> bounds, bool isSummary)
    {
        for (var i = 0; i < bounds.Count; i++)
        {
            var bound = BitConverter.UInt64BitsToDouble(bounds[i]);
            if (!double.IsFinite(bound) || (!isSummary && i > 0 && bound <= BitConverter.UInt64BitsToDouble(bounds[i - 1])))
                return false;
        }
        return true;
    }

    private void TakeValues(in OtlpMetricHead head, OtlpSeries series, long time)
    {
        if (head.Kind is OtlpMetricKind.Gauge or OtlpMetricKind.Sum)
        {
            series.BeNumber(_pipeline.SeriesEpoch, _resolve);
            if (head is { Kind: OtlpMetricKind.Sum, IsMonotonic: true })
                Begin(series, head.IsDelta, time);
            Accept(Add(series.Series[0], time, head.IsDelta ? series.Sum += _point.Value : _point.Value));
            return;
        }
        Collect(head, series);
        foreach (var ended in series.BeDistribution(_pipeline.SeriesEpoch, CollectionsMarshal.AsSpan(_bounds), head.Kind == OtlpMetricKind.Summary, _resolve))
            Add(ended, time, StaleMarker.Value);
        if (head.Kind == OtlpMetricKind.Histogram && head.IsDelta)
            AddUp(series);
        if (head.IsDelta)
            (series.Count, series.Sum) = (series.Count + _point.Count, series.Sum + _point.Value);
        if (head.Kind != OtlpMetricKind.Summary)
            Begin(series, head.IsDelta, time);
        var (count, sum) = head.IsDelta ? (series.Count, series.Sum) : (_point.Count, _point.Value);
        var (held, running) = (true, 0.0);
        for (var i = 0; i < _bounds.Count; i++)
        {
            running = head.Kind == OtlpMetricKind.Summary ? _counts[i] : running + _counts[i];
            held &= Add(series.Series[i], time, running);
        }
        if (head.Kind != OtlpMetricKind.Summary)
            held &= Add(series.Series[^3], time, count);
        held &= Add(series.Series[^2], time, count);
        if (_point.HasValue)
            held &= Add(series.Series[^1], time, sum);
        Accept(held);
    }

    /// <summary>Writes bounds and what is in each bucket; of a histogram of differences what came with this point.</summary>
    private void Collect(in OtlpMetricHead head, OtlpSeries series)
    {
        _bounds.Clear();
        _counts.Clear();
        if (head.Kind == OtlpMetricKind.Exponential)
        {
            CollectExponential(head.IsDelta, series);
            return;
        }
        foreach (var bound in _point.Bounds)
            _bounds.Add(BitConverter.UInt64BitsToDouble(bound));
        foreach (var count in _point.Counts)
            _counts.Add(head.Kind == OtlpMetricKind.Summary ? BitConverter.UInt64BitsToDouble(count) : count);
    }

    private void CollectExponential(bool isDelta, OtlpSeries series)
    {
        var buckets = series.Buckets ??= new ExponentialBuckets();
        if (!isDelta)
            buckets.Clear();
        buckets.Add((int)_point.Scale, _point.Offset, _point.Counts);
        var lows = (double)_point.Zeros + _point.Negatives;
        series.Lows = isDelta ? series.Lows + lows : lows;
        _bounds.Add(0);
        _counts.Add(series.Lows);
        for (var i = 0; i < buckets.Counts.Length; i++)
        {
            var bound = buckets.Bound(i);
            // At the ends of what a number can hold, bounds fall together.
            if (!double.IsFinite(bound))
                break;
            if (bound > _bounds[^1])
            {
                _bounds.Add(bound);
                _counts.Add(buckets.Counts[i]);
            }
            else
            {
                _counts[^1] += buckets.Counts[i];
            }
        }
    }

    /// <summary>Adds what came to the totals of a histogram of differences, and goes on with those.</summary>
    private void AddUp(OtlpSeries series)
    {
        for (var i = 0; i < _counts.Count; i++)
            _counts[i] = series.Totals[i] += _counts[i];
    }

    /// <summary>A counter that began at zero did so at a time that no point tells: it is put in, once.</summary>
    private void Begin(OtlpSeries series, bool isDelta, long time)
    {
        var start = (long)(_point.Start / 1_000_000);
        var isNew = series.Latest == 0;
        // Each difference has a start of its own.
        if (_point.Start == 0 || _point.Start == series.Start || (isDelta && !isNew))
            return;
        series.Start = _point.Start;
        if (start <= series.Latest || start >= time || (isNew && time - start > Youth))
            return;
        foreach (var each in series.Series)
            Add(each, start, 0);
    }

    private void Accept(bool isHeld)
    {
        if (isHeld)
            _reading.Accepted++;
        else
            _reading.Refuse("of new series, and the source holds as many as it may (Noc:Cache:SeriesPerSource)");
    }

    private bool Add(SeriesRef series, long time, double value)
    {
        if (series.IsNone)
            return false;
        _into.Add(new MetricSample(series, time, value));
        return true;
    }

    private bool TakeExemplars(ReadOnlySpan<byte> octets, OtlpSeries series)
    {
        for (var i = 0; i < _point.Exemplars.Count && i < MaxExemplars; i++)
        {
            if (!OtlpMetricDecoder.TryExemplar(octets, _point.Exemplars[i], _attributes, out var value, out var time, out var trace, out var span))
                return false;
            var its = new List<Label> { new("trace_id", trace.ToString()), new("span_id", span.ToString()) }; // bound: one exemplar
            foreach (var attribute in _attributes)
            {
                if (!_parts.Values.TryPair(octets, attribute, out var name, out var text))
                    return false;
                its.Add(new Label(SafeName.Label(Encoding.UTF8.GetString(name)), Encoding.UTF8.GetString(text)));
            }
            // An exemplar belongs to the bucket that its value is in; a number has but one series.
            var bucket = series.Bounds.BinarySearch(value);
            if (_cache.TryDescribe(series.Series[bucket < 0 ? ~bucket : bucket], out var labels, out _))
                _cache.Exemplars.Add(new Exemplar(labels, Labels.From([.. its]), value, (long)(time / 1_000_000)));
        }
        return true;
    }
}
