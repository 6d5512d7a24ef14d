using System.Globalization;

namespace Dashboard.Ingest.Storage.Influx;

/// <summary>Reads times as Flux writes them, <c>2026-01-01T00:00:00.123456789Z</c> (RFC 3339), to the millisecond.</summary>
internal static class FluxTime
{
    public static bool TryRead(ReadOnlySpan<byte> text, out long milliseconds)
    {
        milliseconds = 0;
        if (text.Length < 20 || text[^1] != 'Z' || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':'
            || !TryNumber(text[..4], out var year) || !TryNumber(text[5..7], out var month) || !TryNumber(text[8..10], out var day)
            || !TryNumber(text[11..13], out var hour) || !TryNumber(text[14..16], out var minute) || !TryNumber(text[17..19], out var second)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
            return false;
        var fraction = text[19..^1];
        var thousandths = 0;
        if (!fraction.IsEmpty)
        {
            if (fraction[0] != '.' || fraction.Length is < 2 or > 10 || !TryNumber(fraction[1..], out _))
                return false;
            for (var i = 1; i <= 3; i++)
                thousandths = (thousandths * 10) + (i < fraction.Length ? fraction[i] - '0' : 0);
        }
        milliseconds = new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero).ToUnixTimeMilliseconds() + thousandths;
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<byte> text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
