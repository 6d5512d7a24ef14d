namespace Dashboard.Ingest.Sources.Syslog;

/// <summary>
/// Reads dates with times at the beginning of a text: <c>2023-10-21T15:04:05.123456+02:00</c> (RFC 3339), the same with
/// a space or with slashes, <c>Oct 21 15:04:05</c> (RFC 3164 section 4.1.2) with a fraction, with a year before the month,
/// after the day or at the end, and with a day of the week. Each method returns the octets it took, 0 for no date.
/// </summary>
internal static class StampReader
{
    /// <summary>Any of them, and Cisco's marks before them: an asterisk for a clock that was never set, a dot for one that lost its source.</summary>
    public static int Read(ReadOnlySpan<byte> text, out SyslogStamp stamp)
    {
        var start = text is [(byte)'*' or (byte)'.', ..] ? 1 : 0;
        var rest = text[start..];
        var length = Octet(rest, 0) is >= (byte)'0' and <= (byte)'9' ? ReadIso(rest, out stamp) : ReadMonth(rest, 0, out stamp);
        if (length == 0 && Digits(rest, 0, 4) is >= 1970 and < 2200 and var year && Octet(rest, 4) == ' ')
        {
            length = ReadMonth(rest, 5, out stamp);
            stamp.Year = year;
        }
        if (length == 0)
            return 0;
        stamp.IsUnset = text[0] == '*';
        return start + length;
    }

    public static int ReadIso(ReadOnlySpan<byte> text, out SyslogStamp stamp)
    {
        stamp = default;
        if (text.Length < 19 || text[4] is not ((byte)'-' or (byte)'/') || text[7] != text[4] || text[10] is not ((byte)'T' or (byte)'t' or (byte)' '))
            return 0;
        (stamp.Year, stamp.Month, stamp.Day) = (Digits(text, 0, 4), Digits(text, 5, 2), Digits(text, 8, 2));
        var at = ReadTime(text, 11, ref stamp);
        if (at == 0 || stamp.Year < 0 || stamp.Month is < 1 or > 12 || stamp.Day < 1 || stamp.Day > DateTime.DaysInMonth(Math.Clamp(stamp.Year, 1, 9999), stamp.Month))
            return 0;
        return ReadOffset(text, at, ref stamp);
    }

    /// <summary>Seconds since 1970 with a fraction, or milliseconds, and nothing else up to a space.</summary>
    public static int ReadEpoch(ReadOnlySpan<byte> text, out long timestamp)
    {
        timestamp = 0;
        var digits = 0;
        while (digits < 13 && Octet(text, digits) is >= (byte)'0' and <= (byte)'9' and var digit)
        {
            timestamp = (timestamp * 10) + digit - '0';
            digits++;
        }
        var end = digits;
        if (digits == 10 && Octet(text, end) == '.')
        {
            end++;
            while (Octet(text, end) is >= (byte)'0' and <= (byte)'9')
                end++;
        }
        if (digits is not (10 or 13) || text[0] == '0' || (end < text.Length && text[end] != ' '))
            return 0;
        timestamp = digits == 13 ? timestamp : (timestamp * 1000) + Math.Max(0, end - digits > 3 ? Digits(text, digits + 1, 3) : 0);
        return end;
    }

    /// <summary>An octet of a text, 0 beyond its end.</summary>
    public static byte Octet(ReadOnlySpan<byte> text, int at) => (uint)at < (uint)text.Length ? text[at] : (byte)0;

    private static int ReadMonth(ReadOnlySpan<byte> text, int at, out SyslogStamp stamp)
    {
        stamp = default;
        if (text.Length < at + 14)
            return 0;
        if (IsWeekday(text[at..]))
            at += text[at + 3] == ',' ? 5 : 4;
        stamp.Month = MonthOf(text, at);
        if (stamp.Month == 0 || Octet(text, at + 3) != ' ')
            return 0;
        at += 4;
        if (Octet(text, at) == ' ')
            at++;
        var digits = Octet(text, at + 1) is >= (byte)'0' and <= (byte)'9' ? 2 : 1;
        stamp.Day = Digits(text, at, digits);
        at += digits;
        if (stamp.Day is < 1 or > 31 || Octet(text, at) != ' ')
            return 0;
        at++;
        if (YearAt(text, at) is var before and > 0 && Octet(text, at + 4) == ' ')
        {
            stamp.Year = before;
            at += 5;
        }
        at = ReadTime(text, at, ref stamp);
        if (at == 0)
            return 0;
        if (stamp.Year == 0 && Octet(text, at) == ' ' && YearAt(text, at + 1) is var after and > 0 && (Octet(text, at + 5) is (byte)' ' or 0 || (Octet(text, at + 5) == ':' && Octet(text, at + 6) == ' ')))
        {
            stamp.Year = after;
            at += 5;
        }
        return ReadOffset(text, at, ref stamp);
    }

    private static int ReadTime(ReadOnlySpan<byte> text, int at, ref SyslogStamp stamp)
    {
        if (text.Length < at + 8 || text[at + 2] != ':' || text[at + 5] != ':')
            return 0;
        var (hour, minute, second) = (Digits(text, at, 2), Digits(text, at + 3, 2), Digits(text, at + 6, 2));
        if (hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 60)
            return 0;
        stamp.TimeOfDay = ((((hour * 60) + minute) * 60) + second) * 1000;
        at += 8;
        if (Octet(text, at) is not ((byte)'.' or (byte)',') || Octet(text, at + 1) is not (>= (byte)'0' and <= (byte)'9'))
            return at;
        at++;
        var scale = 100;
        for (; Octet(text, at) is >= (byte)'0' and <= (byte)'9' and var digit; at++)
        {
            stamp.TimeOfDay += (digit - '0') * scale;
            scale /= 10;
        }
        return at;
    }

    /// <summary>Reads <c>Z</c>, <c>+02:00</c>, <c>+0200</c> or <c>+02</c> where one is there, and a <c>Z</c> that some put after an offset as well.</summary>
    private static int ReadOffset(ReadOnlySpan<byte> text, int at, ref SyslogStamp stamp)
    {
        if (Octet(text, at) is (byte)'+' or (byte)'-' && Digits(text, at + 1, 2) is >= 0 and <= 23 and var hours)
        {
            var end = at + 3;
            var minutes = 0;
            var colon = Octet(text, end) == ':' ? 1 : 0;
            if (Digits(text, end + colon, 2) is >= 0 and <= 59 and var known)
            {
                minutes = known;
                end += colon + 2;
            }
            stamp.Offset = ((hours * 60) + minutes) * (text[at] == '-' ? -1 : 1);
            at = end;
        }
        if (Octet(text, at) is not ((byte)'Z' or (byte)'z') || char.IsAsciiLetterOrDigit((char)Octet(text, at + 1)))
            return at;
        stamp.Offset ??= 0;
        return at + 1;
    }

    private static int YearAt(ReadOnlySpan<byte> text, int at) => Digits(text, at, 4) is >= 1970 and < 2200 and var year ? year : 0;

    /// <summary>A number of so many digits; less than zero where they are not all there.</summary>
    private static int Digits(ReadOnlySpan<byte> text, int at, int count)
    {
        if (text.Length < at + count)
            return -1;
        var value = 0;
        for (var i = at; i < at + count; i++)
        {
            var digit = text[i] - '0';
            if ((uint)digit > 9)
                return -1;
            value = (value * 10) + digit;
        }
        return value;
    }

    private static bool IsWeekday(ReadOnlySpan<byte> text) =>
        text[3] is (byte)' ' or (byte)',' && Letters(text, 0) is (('m' << 16) | ('o' << 8) | 'n') or
            (('t' << 16) | ('u' << 8) | 'e') or
            (('w' << 16) | ('e' << 8) | 'd') or
            (('t' << 16) | ('h' << 8) | 'u') or
            (('f' << 16) | ('r' << 8) | 'i') or
            (('s' << 16) | ('a' << 8) | 't') or
            (('s' << 16) | ('u' << 8) | 'n');

    private static int MonthOf(ReadOnlySpan<byte> text, int at) => Letters(text, at) switch
    {
        ('j' << 16) | ('a' << 8) | 'n' => 1,
        ('f' << 16) | ('e' << 8) | 'b' => 2,
        ('m' << 16) | ('a' << 8) | 'r' => 3,
        ('a' << 16) | ('p' << 8) | 'r' => 4,
        ('m' << 16) | ('a' << 8) | 'y' => 5,
        ('j' << 16) | ('u' << 8) | 'n' => 6,
        ('j' << 16) | ('u' << 8) | 'l' => 7,
        ('a' << 16) | ('u' << 8) | 'g' => 8,
        ('s' << 16) | ('e' << 8) | 'p' => 9,
        ('o' << 16) | ('c' << 8) | 't' => 10,
        ('n' << 16) | ('o' << 8) | 'v' => 11,
        ('d' << 16) | ('e' << 8) | 'c' => 12,
        _ => 0,
    };

    /// <summary>Three letters in lower case, one an octet.</summary>
    private static int Letters(ReadOnlySpan<byte> text, int at) =>
        ((Octet(text, at) | 0x20) << 16) | ((Octet(text, at + 1) | 0x20) << 8) | Octet(text, at + 2) | 0x20;
}
