using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.Otlp;

/// <summary>
/// Takes metrics and their data points apart (opentelemetry.proto.metrics.v1,
/// https://opentelemetry.io/docs/specs/otel/metrics/data-model/). Each method is false where the message is not well-formed.
/// </summary>
internal static class OtlpMetricDecoder
{
    private const ulong Delta = 1;

    /// <summary>Reads a metric but for its points, which need not come after what says how they are to be read.</summary>
    public static bool TryHead(ReadOnlySpan<byte> octets, Range metric, out OtlpMetricHead head)
    {
        var (kind, name, description, unit, points) = (OtlpMetricKind.None, default(Range), default(Range), default(Range), default(Range));
        var (isDelta, isMonotonic) = (false, false);
        var reader = new ProtobufReader(octets, metric);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    name = reader.Chunk();
                    break;
                case 2:
                    description = reader.Chunk();
                    break;
                case 3:
                    unit = reader.Chunk();
                    break;
                case (int)OtlpMetricKind.Gauge or (int)OtlpMetricKind.Sum or (int)OtlpMetricKind.Histogram or (int)OtlpMetricKind.Exponential or (int)OtlpMetricKind.Summary:
                    (kind, points) = ((OtlpMetricKind)reader.Field, reader.Chunk());
                    break;
            }
        }
        var bad = reader.IsBad;
        var held = new ProtobufReader(octets, points);
        while (!bad && held.Next())
        {
            if (held.Field == 2 && kind is not (OtlpMetricKind.Gauge or OtlpMetricKind.Summary))
                isDelta = held.Number() == Delta;
            else if (held.Field == 3 && kind == OtlpMetricKind.Sum)
                isMonotonic = held.Number() != 0;
        }
        head = new OtlpMetricHead(kind, name, description, unit, points, isDelta, isMonotonic);
        return !bad && !held.IsBad;
    }

    /// <summary>Reads one data point.</summary>
    public static bool TryPoint(ReadOnlySpan<byte> octets, Range message, OtlpMetricKind kind, OtlpPoint into)
    {
        into.Clear();
        var reader = new ProtobufReader(octets, message);
        while (reader.Next())
        {
            // Points of all kinds have their times in the same fields.
            if (reader.Field == 2)
                into.Start = reader.Fixed64();
            else if (reader.Field == 3)
                into.Time = reader.Fixed64();
            else if (!Take(octets, ref reader, kind, into))
                return false;
        }
        return !reader.IsBad;
    }

    /// <summary>Reads an exemplar: its value, its time in nanoseconds since 1970-01-01 UTC, its trace and where its attributes stand.</summary>
    public static bool TryExemplar(ReadOnlySpan<byte> octets, Range message, List<Range> attributes, out double value, out ulong time, out TraceId trace, out SpanId span)
    {
        (value, time, trace, span) = (0, 0, default, default);
        attributes.Clear();
        var reader = new ProtobufReader(octets, message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 2:
                    time = reader.Fixed64();
                    break;
                case 3:
                    value = reader.Double();
                    break;
                case 4:
                    span = SpanId.From(octets[reader.Chunk()]);
                    break;
                case 5:
                    trace = TraceId.From(octets[reader.Chunk()]);
                    break;
                case 6:
                    value = (long)reader.Fixed64();
                    break;
                case 7:
                    attributes.Add(reader.Chunk());
                    break;
            }
        }
        return !reader.IsBad;
    }

    private static bool Take(ReadOnlySpan<byte> octets, ref ProtobufReader reader, OtlpMetricKind kind, OtlpPoint into)
    {
        switch (kind)
        {
            case OtlpMetricKind.Gauge or OtlpMetricKind.Sum:
                TakeNumber(ref reader, into);
                return true;
            case OtlpMetricKind.Histogram:
                TakeHistogram(ref reader, into);
                return true;
            case OtlpMetricKind.Exponential:
                return TakeExponential(octets, ref reader, into);
            default:
                return TakeSummary(octets, ref reader, into);
        }
    }

    private static void TakeNumber(ref ProtobufReader reader, OtlpPoint into)
    {
        switch (reader.Field)
        {
            case 4:
                (into.Value, into.HasValue) = (reader.Double(), true);
                break;
            case 5:
                into.Exemplars.Add(reader.Chunk());
                break;
            case 6:
                (into.Value, into.HasValue) = ((long)reader.Fixed64(), true);
                break;
            case 7:
                into.Attributes.Add(reader.Chunk());
                break;
            case 8:
                into.Flags = reader.Number();
                break;
        }
    }

    private static void TakeHistogram(ref ProtobufReader reader, OtlpPoint into)
    {
        switch (reader.Field)
        {
            case 4:
                into.Count = reader.Fixed64();
                break;
            case 5:
                (into.Value, into.HasValue) = (reader.Double(), true);
                break;
            case 6:
                reader.Fixed64s(into.Counts);
                break;
            case 7:
                reader.Fixed64s(into.Bounds);
                break;
            case 8:
                into.Exemplars.Add(reader.Chunk());
                break;
            case 9:
                into.Attributes.Add(reader.Chunk());
                break;
            case 10:
                into.Flags = reader.Number();
                break;
        }
    }

    private static bool TakeExponential(ReadOnlySpan<byte> octets, ref ProtobufReader reader, OtlpPoint into)
    {
        switch (reader.Field)
        {
            case 1:
                into.Attributes.Add(reader.Chunk());
                break;
            case 4:
                into.Count = reader.Fixed64();
                break;
            case 5:
                (into.Value, into.HasValue) = (reader.Double(), true);
                break;
            case 6:
                into.Scale = reader.Signed();
                break;
            case 7:
                into.Zeros = reader.Fixed64();
                break;
            case 8:
                return TakeBuckets(octets, reader.Chunk(), into, isPositive: true);
            case 9:
                return TakeBuckets(octets, reader.Chunk(), into, isPositive: false);
            case 10:
                into.Flags = reader.Number();
                break;
            case 11:
                into.Exemplars.Add(reader.Chunk());
                break;
        }
        return true;
    }

    private static bool TakeBuckets(ReadOnlySpan<byte> octets, Range message, OtlpPoint into, bool isPositive)
    {
        var reader = new ProtobufReader(octets, message);
        // Bounds have no other use here: an exponential histogram has none.
        var counts = isPositive ? into.Counts : into.Bounds;
        while (reader.Next())
        {
            if (reader.Field == 1 && isPositive)
                into.Offset = reader.Signed();
            else if (reader.Field == 2)
                reader.Numbers(counts);
        }
        if (isPositive)
            return !reader.IsBad;
        foreach (var count in into.Bounds)
            into.Negatives += count;
        into.Bounds.Clear();
        return !reader.IsBad;
    }

    private static bool TakeSummary(ReadOnlySpan<byte> octets, ref ProtobufReader reader, OtlpPoint into)
    {
        switch (reader.Field)
        {
            case 4:
                into.Count = reader.Fixed64();
                break;
            case 5:
                (into.Value, into.HasValue) = (reader.Double(), true);
                break;
            case 6:
                return TakeQuantile(octets, reader.Chunk(), into);
            case 7:
                into.Attributes.Add(reader.Chunk());
                break;
            case 8:
                into.Flags = reader.Number();
                break;
        }
        return true;
    }

    private static bool TakeQuantile(ReadOnlySpan<byte> octets, Range message, OtlpPoint into)
    {
        var (quantile, value) = (0.0, 0.0);
        var reader = new ProtobufReader(octets, message);
        while (reader.Next())
        {
            if (reader.Field == 1)
                quantile = reader.Double();
            else if (reader.Field == 2)
                value = reader.Double();
        }
        into.Bounds.Add(BitConverter.DoubleToUInt64Bits(quantile));
        into.Counts.Add(BitConverter.DoubleToUInt64Bits(value));
        return !reader.IsBad;
    }
}
