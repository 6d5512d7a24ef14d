using System.Globalization;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Storage.Prometheus;

/// <summary>Reads numbers as Prometheus and VictoriaMetrics write them, with or without quotation marks.</summary>
internal static class NumberText
{
    /// <summary>False where it is none. <c>null</c>, which is how VictoriaMetrics exports the end of a series, is a stale marker.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out double value)
    {
        if (text.Length > 1 && text[0] == '"' && text[^1] == '"')
            text = text[1..^1];
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
            return true;
        value = text.SequenceEqual("null"u8) ? StaleMarker.Value
            : text.SequenceEqual("+Inf"u8) || text.SequenceEqual("Inf"u8) || text.SequenceEqual("+Infinity"u8) ? double.PositiveInfinity
            : text.SequenceEqual("-Inf"u8) ? double.NegativeInfinity
            : 0;
        return value != 0;
    }
}
