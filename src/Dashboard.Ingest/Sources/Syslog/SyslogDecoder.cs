namespace Dashboard.Ingest.Sources.Syslog;

/// <summary>
/// Reads a message in one pass: RFC 5424, RFC 3164, and what vendors send in their stead. Everything is a message: what
/// cannot be understood is text. Allocates nothing, never throws.
/// </summary>
public static class SyslogDecoder
{
    private const int MaxPriority = 191;
    private const byte Nil = (byte)'-';

    private static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    /// <summary>Reads a message.</summary>
    /// <param name="octets">The message as it was framed, without its length; what ends lines at its end may be there.</param>
    /// <param name="receivedAt">When it came, in milliseconds since 1970-01-01 UTC, by which a date without a year gets one.</param>
    /// <param name="clock">Knows the zone of times that name none.</param>
    public static SyslogMessage Decode(ReadOnlySpan<byte> octets, long receivedAt, SyslogClock clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        var message = new SyslogMessage { Priority = SyslogMessage.DefaultPriority };
        var whole = octets;
        octets = WithoutEnds(octets);
        message.Text = octets;
        if (octets.StartsWith(ByteOrderMark))
            octets = octets[ByteOrderMark.Length..];
        var rest = octets[PriorityLength(octets, ref message)..];
        if (!message.HasPriority)
            Complain(ref message, "has no priority in angle brackets", whole, octets);
        else
            message.Text = rest;
        if (rest.StartsWith(ByteOrderMark))
            rest = rest[ByteOrderMark.Length..];
        if (!TryRead5424(rest, whole, receivedAt, clock, ref message))
            BsdReader.Read(rest, receivedAt, clock, ref message);
        return message;
    }

    private static ReadOnlySpan<byte> WithoutEnds(ReadOnlySpan<byte> octets)
    {
        while (octets is [.., (byte)'\n' or (byte)'\r' or 0])
            octets = octets[..^1];
        while (octets is [(byte)'\n' or (byte)'\r' or 0, ..])
            octets = octets[1..];
        return octets;
    }

    /// <summary>Reads the priority (RFC 5424 section 6.2.1), which some senders let a length precede although a datagram needs none.</summary>
    private static int PriorityLength(ReadOnlySpan<byte> octets, ref SyslogMessage message)
    {
        var start = 0;
        if (octets is [>= (byte)'1' and <= (byte)'9', ..])
        {
            while (start < octets.Length && start < 6 && octets[start] is >= (byte)'0' and <= (byte)'9')
                start++;
            if (start + 1 >= octets.Length || octets[start] != ' ' || octets[start + 1] != '<')
                return 0;
            start++;
        }
        if (start >= octets.Length || octets[start] != '<')
            return 0;
        var (at, value) = (start + 1, 0);
        while (at < octets.Length && at < start + 4 && octets[at] is >= (byte)'0' and <= (byte)'9' and var digit)
        {
            value = (value * 10) + digit - '0';
            at++;
        }
        if (at == start + 1 || at >= octets.Length || octets[at] != '>' || value > MaxPriority)
            return 0;
        message.Priority = value;
        message.HasPriority = true;
        return at + 1;
    }

    /// <summary>Reads what follows the priority by RFC 5424 section 6; false where it is something else.</summary>
    private static bool TryRead5424(ReadOnlySpan<byte> text, ReadOnlySpan<byte> whole, long receivedAt, SyslogClock clock, ref SyslogMessage message)
    {
        if (!message.HasPriority || text is not [>= (byte)'1' and <= (byte)'9', ..])
            return false;
        var at = 1;
        while (at < text.Length && at < 3 && text[at] is >= (byte)'0' and <= (byte)'9')
            at++;
        if (at >= text.Length || text[at] != ' ')
            return at == text.Length && Ends(ref message, text[at..], whole, "ends after its version");
        var rest = text[(at + 1)..];
        var stampToken = Token(ref rest);
        var length = StampReader.ReadIso(stampToken, out var stamp);
        var isKnown = length > 0 && length == stampToken.Length;
        if (!isKnown && stampToken is not [] and not [Nil])
        {
            // A time of its own kind is no reason to lose the rest, where that is what it should be.
            if (!LooksLikeHeader(rest))
                return TryReadEpoch(stampToken, rest, ref message);
            Complain(ref message, "has a time that is not of RFC 3339", whole, stampToken);
        }
        message.Timestamp = isKnown ? stamp.At(receivedAt, clock) : 0;
        message.Host = Value(Token(ref rest));
        message.App = Value(Token(ref rest));
        message.IsAppCertain = !message.App.IsEmpty;
        message.ProcessId = Value(Token(ref rest));
        message.MessageId = Value(Token(ref rest));
        if (rest.IsEmpty)
            return Ends(ref message, rest, whole, "ends before its structured data");
        message.Format = SyslogFormat.Rfc5424;
        if (rest[0] == Nil)
        {
            rest = rest[1..];
        }
        else if (StructuredDataReader.LengthOf(rest) is var data and > 0)
        {
            message.StructuredData = rest[..data];
            rest = rest[data..];
        }
        else
        {
            Complain(ref message, "has structured data that is not sound, kept as text", whole, rest);
        }
        if (rest is [(byte)' ', ..])
            rest = rest[1..];
        message.Text = rest.StartsWith(ByteOrderMark) ? rest[ByteOrderMark.Length..] : rest;
        return true;
    }

    /// <summary>A version, and then seconds since 1970 and a host, as some wireless controllers write.</summary>
    private static bool TryReadEpoch(ReadOnlySpan<byte> stamp, ReadOnlySpan<byte> rest, ref SyslogMessage message)
    {
        if (StampReader.ReadEpoch(stamp, out var timestamp) != stamp.Length)
            return false;
        message.Format = SyslogFormat.Bsd;
        message.Timestamp = timestamp;
        message.Host = Token(ref rest);
        message.Text = rest;
        return true;
    }

    private static bool LooksLikeHeader(ReadOnlySpan<byte> rest)
    {
        for (var token = 0; token < 4; token++)
        {
            if (Token(ref rest).IsEmpty)
                return false;
        }
        return rest is [Nil] or [Nil, (byte)' ', ..] || StructuredDataReader.LengthOf(rest) > 0;
    }

    private static bool Ends(ref SyslogMessage message, ReadOnlySpan<byte> rest, scoped ReadOnlySpan<byte> whole, string complaint)
    {
        message.Format = SyslogFormat.Rfc5424;
        message.Text = rest;
        Complain(ref message, complaint, whole, rest);
        return true;
    }

    /// <summary>What stands before the next space, which is taken as well.</summary>
    internal static ReadOnlySpan<byte> Token(scoped ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)' ');
        var token = end < 0 ? rest : rest[..end];
        rest = end < 0 ? [] : rest[(end + 1)..];
        return token;
    }

    /// <summary>What a token says; nothing where it is the nil value.</summary>
    internal static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> token) => token is [Nil] ? [] : token;

    private static void Complain(ref SyslogMessage message, string complaint, scoped ReadOnlySpan<byte> whole, scoped ReadOnlySpan<byte> at)
    {
        if (message.Complaint is not null)
            return;
        message.Complaint = complaint;
        message.ComplaintAt = whole.Overlaps(at, out var offset) ? offset : whole.Length;
    }
}
