using System.Buffers;

namespace Dashboard.Ingest.Sources.Syslog;

/// <summary>
/// Reads what follows the priority where it is not of RFC 5424: <c>Oct 21 15:04:05 host app[123]: text</c> (RFC 3164
/// section 4.1), any part of which may be missing, and Cisco's <c>30: host: 6340004: *Oct 21 15:04:05.123 UTC: %SYS-5-CONFIG_I: text</c>.
/// </summary>
internal static class BsdReader
{
    private const int MaxPrefixes = 5;
    private const int MaxPrefix = 80;
    private const int MaxName = 48;

    private static readonly SearchValues<byte> Sequence = SearchValues.Create("0123456789 "u8);
    private static readonly SearchValues<byte> AddressOctets = SearchValues.Create("0123456789abcdefABCDEF:."u8);

    public static void Read(ReadOnlySpan<byte> text, long receivedAt, SyslogClock clock, ref SyslogMessage message)
    {
        var rest = text.TrimStart((byte)' ');
        if (StampReader.Read(rest, out var stamp) is var length and > 0)
            ReadAfterStamp(rest[length..], stamp, receivedAt, clock, ref message);
        else if (StampReader.ReadEpoch(rest, out var timestamp) is var epoch and > 0 && epoch < rest.Length)
            ReadAfterEpoch(rest[epoch..], timestamp, ref message);
        else if (TryReadPrefixed(rest, receivedAt, clock, ref message))
            message.Format = SyslogFormat.Bsd;
        else if (TryReadTag(rest, acceptsGuess: false, ref message))
            message.Format = SyslogFormat.Bsd;
    }

    private static void ReadAfterStamp(ReadOnlySpan<byte> rest, SyslogStamp stamp, long receivedAt, SyslogClock clock, ref SyslogMessage message)
    {
        message.Format = SyslogFormat.Bsd;
        if (!TryReadCiscoEnd(rest, ref stamp, ref message))
        {
            rest = rest.TrimStart((byte)' ');
            if (SyslogZone.LengthOf(rest) is var letters and > 0 && StampReader.Octet(rest, letters) == ' ' && SyslogZone.Find(rest[..letters]) is { } minutes)
            {
                stamp.Offset ??= minutes;
                rest = rest[(letters + 1)..].TrimStart((byte)' ');
            }
            message.Text = rest;
            if (stamp.Year == 0 || !TryReadWithoutVersion(rest, ref message))
                ReadHost(rest, ref message);
        }
        message.Timestamp = stamp.At(receivedAt, clock);
    }

    /// <summary>A message of RFC 5424 that lacks its version, known by its structured data.</summary>
    private static bool TryReadWithoutVersion(ReadOnlySpan<byte> rest, ref SyslogMessage message)
    {
        var host = SyslogDecoder.Value(SyslogDecoder.Token(ref rest));
        var app = SyslogDecoder.Value(SyslogDecoder.Token(ref rest));
        var process = SyslogDecoder.Value(SyslogDecoder.Token(ref rest));
        var id = SyslogDecoder.Value(SyslogDecoder.Token(ref rest));
        var data = StructuredDataReader.LengthOf(rest);
        if (data == 0)
            return false;
        message.Host = host;
        message.App = app;
        message.ProcessId = process;
        message.MessageId = id;
        message.IsAppCertain = !app.IsEmpty;
        message.Format = SyslogFormat.Rfc5424;
        message.StructuredData = rest[..data];
        message.Text = rest[data..].TrimStart((byte)' ');
        return true;
    }

    private static void ReadAfterEpoch(ReadOnlySpan<byte> rest, long timestamp, ref SyslogMessage message)
    {
        message.Format = SyslogFormat.Bsd;
        message.Timestamp = timestamp;
        rest = rest.TrimStart((byte)' ');
        var end = rest.IndexOf((byte)' ');
        message.Host = end > 0 && IsHost(rest[..end]) ? rest[..end] : [];
        message.Text = message.Host.IsEmpty ? rest : rest[(end + 1)..];
    }

    private static void ReadHost(ReadOnlySpan<byte> rest, ref SyslogMessage message)
    {
        var end = rest.IndexOf((byte)' ');
        var token = end < 0 ? [] : rest[..end];
        if (token is [.., (byte)':'] && Mnemonic.TryPercent(rest[(end + 1)..], out _, out _))
            token = token[..^1];
        if (!IsHost(token))
        {
            TryReadTag(rest, acceptsGuess: true, ref message);
            return;
        }
        message.Host = token is [(byte)'-'] ? [] : token;
        rest = rest[(end + 1)..];
        message.Text = rest;
        // Firewalls put a colon of its own between the host and the mnemonic.
        if (rest is [(byte)':', (byte)' ', ..])
            rest = rest[2..];
        if (rest is not [(byte)' ', ..])
            TryReadTag(rest, acceptsGuess: true, ref message);
    }

    /// <summary>Reads the program's name, and its process in brackets, in front of a text.</summary>
    /// <param name="rest">The text.</param>
    /// <param name="acceptsGuess">Whether the first word is a name where nothing marks it as one.</param>
    /// <param name="message">The message.</param>
    private static bool TryReadTag(ReadOnlySpan<byte> rest, bool acceptsGuess, ref SyslogMessage message)
    {
        if (TryReadMnemonic(rest, ref message))
            return true;
        if (!acceptsGuess && StructuredHeader(rest))
            return false;
        var end = rest.IndexOfAny((byte)' ', (byte)':', (byte)'[');
        if (end < 0)
            return false;
        var name = rest[..end];
        var (after, isCertain) = (0, false);
        if (rest[end] == '[' && rest[end..Math.Min(rest.Length, end + MaxName + 2)].IndexOf((byte)']') is var close and > 1 && StampReader.Octet(rest, end + close + 1) is (byte)':' or (byte)' ')
        {
            message.ProcessId = rest.Slice(end + 1, close - 1);
            after = end + close + 1;
            after += rest[after] == ':' ? 1 : 0;
            isCertain = true;
        }
        else if (rest[end] == ':' && (end + 1 == rest.Length || rest[end + 1] == ' '))
        {
            after = end + 1;
            isCertain = true;
        }
        isCertain &= name.Length <= MaxName;
        if (!isCertain && !acceptsGuess)
        {
            message.ProcessId = [];
            return false;
        }
        message.App = name is [(byte)'-'] ? [] : name;
        message.IsAppCertain = isCertain && !message.App.IsEmpty;
        if (after == 0)
            return true;
        rest = rest[after..];
        message.Text = rest is [(byte)' ', ..] ? rest[1..] : rest;
        ReadMessageId(message.Text, ref message);
        return true;
    }

    /// <summary>Something in brackets or braces is text, not a name.</summary>
    private static bool StructuredHeader(ReadOnlySpan<byte> rest) => rest is [] or [(byte)'[' or (byte)'{' or (byte)'<', ..];

    private static bool TryReadMnemonic(ReadOnlySpan<byte> rest, ref SyslogMessage message)
    {
        if (!Mnemonic.TryPercent(rest, out var facility, out var id))
            return false;
        message.MessageId = id;
        message.Text = rest;
        if (message.App.IsEmpty)
        {
            message.App = facility;
            message.IsAppCertain = true;
        }
        return true;
    }

    private static void ReadMessageId(ReadOnlySpan<byte> text, ref SyslogMessage message)
    {
        if (Mnemonic.TryPercent(text[SequenceLength(text)..].TrimStart((byte)' '), out _, out var id))
            message.MessageId = id;
        else if (message.App.SequenceEqual("TMNX"u8))
            message.MessageId = Mnemonic.Nokia(text);
        else
            message.MessageId = Mnemonic.Juniper(text);
    }

    /// <summary>Octets of a number and a colon, which Arista may put before its mnemonic.</summary>
    private static int SequenceLength(ReadOnlySpan<byte> text)
    {
        var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return digits > 0 && text[digits] == ':' ? digits + 1 : 0;
    }

    /// <summary>What Cisco puts before the date, each with a colon: a sequence number, the host, the node, a time since the start. Accepted only where its mnemonic follows.</summary>
    private static bool TryReadPrefixed(ReadOnlySpan<byte> rest, long receivedAt, SyslogClock clock, ref SyslogMessage message)
    {
        ReadOnlySpan<byte> host = [], process = [];
        for (var prefix = 0; prefix <= MaxPrefixes && rest.Length > 0; prefix++)
        {
            var stamp = default(SyslogStamp);
            var isRead = rest[0] == '%' && TryReadMnemonic(rest, ref message);
            if (!isRead && StampReader.Read(rest, out stamp) is var length and > 0)
            {
                if (!TryReadCiscoEnd(rest[length..], ref stamp, ref message))
                    return false;
                isRead = true;
                message.Timestamp = stamp.At(receivedAt, clock);
            }
            if (isRead)
            {
                if (!process.IsEmpty)
                {
                    message.App = process;
                    message.IsAppCertain = true;
                }
                message.Host = host;
                return true;
            }
            var upTime = UpTimeLength(rest);
            var colon = upTime > 0 ? upTime : rest[..Math.Min(rest.Length, MaxPrefix)].IndexOf((byte)':');
            if (colon < 0 || colon >= rest.Length)
                return false;
            var piece = rest[..colon];
            var hasSpace = StampReader.Octet(rest, colon + 1) == ' ';
            rest = rest[(colon + 1)..].TrimStart((byte)' ');
            if (upTime > 0 || piece.IsEmpty || !piece.ContainsAnyExcept(Sequence))
                continue;
            if (piece[0] == '*')
                process = piece[1..];
            else if (piece.IndexOf((byte)' ') is var space and > 0)
                host = piece[..space];
            // The node of a chassis stands directly before the date, and is no host.
            else if (hasSpace && host.IsEmpty)
                host = piece;
        }
        return false;
    }

    /// <summary>Reads what follows Cisco's date: a zone, a colon, a process in front of the mnemonic where there is one.</summary>
    private static bool TryReadCiscoEnd(ReadOnlySpan<byte> rest, ref SyslogStamp stamp, ref SyslogMessage message)
    {
        rest = rest.TrimStart((byte)' ');
        if (SyslogZone.LengthOf(rest) is var letters and > 0)
        {
            stamp.Offset ??= SyslogZone.Find(rest[..letters]);
            rest = rest[letters..].TrimStart((byte)' ');
        }
        if (rest is not [(byte)':', ..])
            return false;
        rest = rest[1..].TrimStart((byte)' ');
        if (TryReadMnemonic(rest, ref message))
            return true;
        var end = rest.IndexOf(": %"u8);
        if (end is <= 0 or > MaxPrefix || !Mnemonic.TryPercent(rest[(end + 2)..], out _, out var id))
            return false;
        var process = rest[..end];
        if (process.IndexOf((byte)'[') is var open and > 0 && process[^1] == ']')
        {
            message.ProcessId = process[(open + 1)..^1];
            process = process[..open];
        }
        message.App = process;
        message.IsAppCertain = true;
        message.MessageId = id;
        message.Text = rest[(end + 2)..];
        return true;
    }

    /// <summary>Octets of a time since the start, <c>00:01:01</c>, <c>1d02h</c>, <c>3w4d</c> or <c>1y5w</c>, before its colon.</summary>
    private static int UpTimeLength(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (at < 8 && StampReader.Octet(text, at) is (>= (byte)'0' and <= (byte)'9') or (byte)':')
            at++;
        if (at == 8 && StampReader.Octet(text, 8) == ':' && text[2] == ':' && text[5] == ':')
            return 8;
        var units = 0;
        for (at = 0; at < 12; at++)
        {
            var octet = StampReader.Octet(text, at);
            if (octet is (byte)'y' or (byte)'w' or (byte)'d' or (byte)'h')
                units++;
            else if (octet is not (>= (byte)'0' and <= (byte)'9'))
                break;
        }
        return units == 2 && StampReader.Octet(text, at) == ':' ? at : 0;
    }

    private static bool IsHost(ReadOnlySpan<byte> token)
    {
        if (token.IsEmpty || token.Length > 255)
            return false;
        var colons = 0;
        foreach (var octet in token)
        {
            if (octet == ':')
                colons++;
            else if (octet is not ((>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z') or (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'.' or (byte)'_' or (byte)'/' or (byte)'%' or >= 0x80))
                return false;
        }
        // Only an IPv6 address has colons, and it has two at least and none at its end but a double one.
        return colons == 0 || (colons >= 2 && !token.ContainsAnyExcept(AddressOctets) && (token[^1] != ':' || token[^2] == ':'));
    }
}
