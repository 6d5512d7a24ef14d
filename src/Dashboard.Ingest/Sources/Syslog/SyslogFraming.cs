namespace Dashboard.Ingest.Sources.Syslog;

/// <summary>
/// Finds messages in the octets of one connection (RFC 6587 section 3.4). A sender puts a length before each message, or
/// a line feed or NUL after it; which, is seen anew at each message, so that one that mixes them is understood: a number
/// is a length only where a priority follows. A message that is too long is cut, and what comes after it goes on.
/// </summary>
/// <param name="maxMessageBytes">Octets that a message may have.</param>
public sealed class SyslogFraming(int maxMessageBytes)
{
    /// <summary>Octets that must be at hand for a message to be found however long it is: its length, itself and what ends it.</summary>
    public static int BufferBytes(int maxMessageBytes) => maxMessageBytes + MaxDigits + 2;

    private const int MaxDigits = 9;

    private long _toSkip;
    private bool _skipsLine;

    /// <summary>Messages that were cut.</summary>
    public long Cut { get; private set; }

    /// <summary>Whether the latest message had a length before it.</summary>
    public bool IsCounted { get; private set; }

    /// <summary>Takes the next message off the octets at hand; false where it is not there as a whole yet.</summary>
    /// <param name="octets">What has come and not been taken; what is left afterwards belongs in front of what comes next.</param>
    /// <param name="isEnd">Whether nothing can come any more, so that what is left is a message.</param>
    /// <param name="message">The message.</param>
    public bool TryRead(ref ReadOnlySpan<byte> octets, bool isEnd, out ReadOnlySpan<byte> message)
    {
        while (true)
        {
            message = [];
            if (!Skip(ref octets))
                return false;
            // Between counted messages some send line feeds as well.
            octets = octets.TrimStart("\n\r\0"u8);
            if (octets.IsEmpty)
                return false;
            var digits = DigitsOf(octets);
            if (digits == octets.Length && digits <= MaxDigits && !isEnd)
                return false;
            IsCounted = digits is > 0 and <= MaxDigits && digits + 1 < octets.Length + (isEnd ? 0 : 1) && octets[digits] == ' ' && octets[0] != '0' && IsMessage(octets[(digits + 1)..]);
            if (IsCounted ? TryReadCounted(ref octets, digits, isEnd, out message) : TryReadLine(ref octets, isEnd, out message))
            {
                if (!message.IsEmpty)
                    return true;
            }
            else
            {
                return false;
            }
        }
    }

    /// <summary>What follows a length begins with a priority, or is not there yet; a line of text may begin with a number.</summary>
    private static bool IsMessage(ReadOnlySpan<byte> octets) => octets.IsEmpty || octets[0] is (byte)'<' or 0xef;

    private bool TryReadCounted(ref ReadOnlySpan<byte> octets, int digits, bool isEnd, out ReadOnlySpan<byte> message)
    {
        var length = 0;
        foreach (var digit in octets[..digits])
            length = (length * 10) + digit - '0';
        var start = digits + 1;
        var kept = Math.Min(length, maxMessageBytes);
        message = [];
        if (octets.Length - start < kept)
        {
            if (!isEnd)
                return false;
            kept = octets.Length - start;
            length = kept;
        }
        message = octets.Slice(start, kept);
        octets = octets[(start + kept)..];
        if (length > kept)
        {
            Cut++;
            _toSkip = length - kept;
        }
        return true;
    }

    private bool TryReadLine(ref ReadOnlySpan<byte> octets, bool isEnd, out ReadOnlySpan<byte> message)
    {
        message = [];
        var end = octets[..Math.Min(octets.Length, maxMessageBytes + 1)].IndexOfAny((byte)'\n', (byte)0);
        if (end >= 0)
        {
            message = octets[..end];
            octets = octets[(end + 1)..];
            return true;
        }
        if (octets.Length <= maxMessageBytes)
        {
            if (!isEnd)
                return false;
            message = octets;
            octets = [];
            return true;
        }
        Cut++;
        message = octets[..maxMessageBytes];
        octets = octets[maxMessageBytes..];
        _skipsLine = true;
        return true;
    }

    /// <summary>Lets go of what is left of a message that was cut; false where more of it is to come.</summary>
    private bool Skip(ref ReadOnlySpan<byte> octets)
    {
        if (_skipsLine)
        {
            var end = octets.IndexOfAny((byte)'\n', (byte)0);
            _skipsLine = end < 0;
            octets = end < 0 ? [] : octets[(end + 1)..];
        }
        var skipped = (int)Math.Min(_toSkip, octets.Length);
        _toSkip -= skipped;
        octets = octets[skipped..];
        return octets.Length > 0;
    }

    private static int DigitsOf(ReadOnlySpan<byte> octets)
    {
        var digits = 0;
        while (digits < octets.Length && digits <= MaxDigits && octets[digits] is >= (byte)'0' and <= (byte)'9')
            digits++;
        return digits;
    }
}
