using System.Globalization;

namespace Dashboard.Ingest.Sources.PmFiles;

/// <summary>Reads the times and durations of PM files (ISO 8601, W3C XML Schema part 2), and those that are nearly such.</summary>
internal static class PmTime
{
    /// <summary>Reads a time: <c>2026-11-22T10:15:00+01:00</c>, with a fraction or without, its offset as <c>Z</c>, with a colon, without one, or missing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="time">Milliseconds since 1970-01-01 UTC.</param>
    /// <param name="flaw">What is unusual about it; null where nothing is.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, out long time, out PmAnomaly? flaw)
    {
        (time, flaw) = (0, null);
        text = text.Trim(" \t\r\n"u8);
        if (text.Length < 19 || text[4] != '-' || text[7] != '-' || text[10] is not ((byte)'T' or (byte)' ' or (byte)'t') || text[13] != ':' || text[16] != ':'
            || !Number(text[..4], out var year) || !Number(text.Slice(5, 2), out var month) || !Number(text.Slice(8, 2), out var day)
            || !Number(text.Slice(11, 2), out var hour) || !Number(text.Slice(14, 2), out var minute) || !Number(text.Slice(17, 2), out var second)
            || year is < 1970 or > 9998 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 24 || minute > 59 || second > 60)
            return false;
        var rest = text[19..];
        var milliseconds = 0;
        if (!rest.IsEmpty && rest[0] is (byte)'.' or (byte)',')
        {
            rest = rest[1..];
            var end = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            var fraction = end < 0 ? rest : rest[..end];
            rest = rest[fraction.Length..];
            for (var i = 0; i < 3; i++)
                milliseconds = (milliseconds * 10) + (i < fraction.Length ? fraction[i] - '0' : 0);
        }
        if (!TryOffset(rest, out var offset, out flaw))
            return false;
        var midnight = new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        // 24:00:00 is the end of the day.
        time = midnight + ((((((hour * 60L) + minute - offset) * 60) + second) * 1000) + milliseconds);
        return true;
    }

    /// <summary>Reads a duration of days, hours, minutes and seconds: <c>PT900S</c>, <c>PT15M</c>, <c>P1D</c>; false where it is none, or nought, or more than a day.</summary>
    public static bool TryReadPeriod(ReadOnlySpan<byte> text, out TimeSpan period)
    {
        period = default;
        text = text.Trim(" \t\r\n"u8);
        if (text.IsEmpty || text[0] is not ((byte)'P' or (byte)'p'))
            return false;
        long seconds = 0;
        for (text = text[1..]; !text.IsEmpty;)
        {
            if (text[0] is (byte)'T' or (byte)'t')
            {
                text = text[1..];
                continue;
            }
            var end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            if (end is < 1 or > 9 || !Number(text[..end], out var number))
                return false;
            long unit = (text[end] | 0x20) switch { 'd' => 86_400, 'h' => 3600, 'm' => 60, 's' => 1, _ => 0 };
            if (unit == 0)
                return false;
            seconds += number * unit;
            text = text[(end + 1)..];
        }
        period = TimeSpan.FromSeconds(seconds);
        return seconds is > 0 and <= 86_400;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out int minutes, out PmAnomaly? flaw)
    {
        (minutes, flaw) = (0, null);
        if (text.IsEmpty)
        {
            flaw = PmAnomaly.TimeWithoutOffset;
            return true;
        }
        if (text.Length == 1 && text[0] is (byte)'Z' or (byte)'z')
            return true;
        if (text[0] is not ((byte)'+' or (byte)'-') || text.Length is not (5 or 6) || (text.Length == 6 && text[3] != ':')
            || !Number(text.Slice(1, 2), out var hours) || !Number(text[^2..], out var further) || hours > 18 || further > 59)
            return false;
        minutes = ((hours * 60) + further) * (text[0] == '-' ? -1 : 1);
        flaw = text.Length == 5 ? PmAnomaly.OffsetWithoutColon : null;
        return true;
    }

    private static bool Number(ReadOnlySpan<byte> digits, out int number) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
