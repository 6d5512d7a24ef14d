using System.Globalization;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.PmFiles;

/// <summary>Reads values of results: decimal numbers with or without a sign, a fraction and an exponent.</summary>
internal static class PmNumber
{
    public static bool TryRead(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        if (text.IsEmpty)
            return false;
        var negative = text[0] == '-';
        var first = negative || text[0] == '+' ? 1 : 0;
        ulong mantissa = 0;
        var digits = 0;
        var at = DecimalText.Digits(text, first, ref mantissa, ref digits);
        var (length, fraction) = (at - first, 0);
        if (at < text.Length && text[at] == '.')
        {
            first = ++at;
            at = DecimalText.Digits(text, at, ref mantissa, ref digits);
            fraction = at - first;
        }
        if (length + fraction == 0)
            return false;
        var exponent = 0;
        if (at < text.Length && (text[at] | 0x20) == 'e')
            at = DecimalText.Exponent(text, at + 1, out exponent);
        if (at != text.Length)
            return false;
        if (!DecimalText.TryScale(mantissa, digits, exponent - fraction, out value))
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
        value = negative ? -value : value;
        return true;
    }
}
