using System.Globalization;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.Prometheus;

/// <summary>Reads values of the exposition formats: decimal numbers, <c>NaN</c>, <c>+Inf</c> and <c>-Inf</c> in any case.</summary>
internal static class PrometheusNumber
{
    /// <summary>Reads a number that a space, a tab, the end of the line or of the text ends. Returns its octets, 0 where it is none.</summary>
    public static int Read(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        var at = 0;
        var negative = !text.IsEmpty && text[0] == '-';
        if (!text.IsEmpty && text[0] is (byte)'-' or (byte)'+')
            at++;
        ulong mantissa = 0;
        var digits = 0;
        var first = at;
        at = DecimalText.Digits(text, at, ref mantissa, ref digits);
        var (length, fraction) = (at - first, 0);
        if (at < text.Length && text[at] == '.')
        {
            first = ++at;
            at = DecimalText.Digits(text, at, ref mantissa, ref digits);
            fraction = at - first;
        }
        if (length + fraction == 0)
            return ReadWord(text, at, negative, out value);
        var exponent = 0;
        if (at < text.Length && (text[at] | 0x20) == 'e')
        {
            at = DecimalText.Exponent(text, at + 1, out exponent);
            if (at == 0)
                return 0;
        }
        if (!Ends(text, at))
            return 0;
        if (DecimalText.TryScale(mantissa, digits, exponent - fraction, out value))
            value = negative ? -value : value;
        else if (!double.TryParse(text[..at], NumberStyles.Float, CultureInfo.InvariantCulture, out value) || !double.IsFinite(value))
            return 0;
        return at;
    }

    private static int ReadWord(ReadOnlySpan<byte> text, int at, bool negative, out double value)
    {
        var rest = text[at..];
        value = double.NaN;
        if (at == 0 && StartsWith(rest, "nan"u8) && Ends(rest, 3))
            return 3;
        value = negative ? double.NegativeInfinity : double.PositiveInfinity;
        var length = StartsWith(rest, "infinity"u8) ? 8 : StartsWith(rest, "inf"u8) ? 3 : 0;
        return length > 0 && Ends(rest, length) ? at + length : 0;
    }

    private static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lowerCase)
    {
        if (text.Length < lowerCase.Length)
            return false;
        for (var i = 0; i < lowerCase.Length; i++)
        {
            if ((text[i] | 0x20) != lowerCase[i])
                return false;
        }
        return true;
    }

    private static bool Ends(ReadOnlySpan<byte> text, int at) => at == text.Length || text[at] is (byte)'\n' or (byte)' ' or (byte)'\t' or (byte)'\r';
}
