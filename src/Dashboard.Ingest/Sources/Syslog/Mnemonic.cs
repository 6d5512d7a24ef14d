namespace Dashboard.Ingest.Sources.Syslog;

/// <summary>Finds the vendor's name for a kind of message at the beginning of its text.</summary>
internal static class Mnemonic
{
    private const int MaxLength = 96;

    /// <summary>Whether a text begins with <c>%FACILITY-3-NAME</c> (Cisco, Arista) or <c>%%01FACILITY/3/NAME</c> (Huawei, H3C).</summary>
    public static bool TryPercent(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> facility, out ReadOnlySpan<byte> id)
    {
        facility = id = [];
        if (text is not [(byte)'%', _, ..])
            return false;
        return text[1] == '%' ? TryHuawei(text, out facility, out id) : TryCisco(text[1..], out facility, out id);
    }

    /// <summary>A name of capitals and underscores before a colon, <c>RPD_BGP_NEIGHBOR_STATE_CHANGED: </c>, as Juniper writes it.</summary>
    public static ReadOnlySpan<byte> Juniper(ReadOnlySpan<byte> text)
    {
        var (at, hasUnderscore) = (0, false);
        for (; at < text.Length && at <= MaxLength && text[at] is (>= (byte)'A' and <= (byte)'Z') or (>= (byte)'0' and <= (byte)'9') or (byte)'_'; at++)
            hasUnderscore |= text[at] == '_';
        return hasUnderscore && at is >= 6 and <= MaxLength && at + 1 < text.Length && text[at] == ':' && text[at + 1] == ' ' ? text[..at] : [];
    }

    /// <summary>The name after a sequence number and the name of a router instance, <c>123 Base SNMP-WARNING-linkDown-2004 [</c>, as Nokia SR OS writes it.</summary>
    public static ReadOnlySpan<byte> Nokia(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)'[');
        if (end < 4 || text[end - 1] != ' ' || text[0] is not (>= (byte)'0' and <= (byte)'9'))
            return [];
        var id = text[..(end - 1)];
        id = id[(id.LastIndexOf((byte)' ') + 1)..];
        return id.Count((byte)'-') >= 3 && id.Length <= MaxLength ? id : [];
    }

    private static bool TryCisco(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> facility, out ReadOnlySpan<byte> id)
    {
        facility = id = [];
        var (at, severity) = (0, 0);
        for (; at < text.Length && at <= MaxLength && IsName(text[at]); at++)
        {
            if (text[at] is >= (byte)'0' and <= (byte)'7' && at > 0 && text[at - 1] == '-' && at + 1 < text.Length && text[at + 1] == '-')
                severity = at;
        }
        if (severity < 2 || at > MaxLength || at < severity + 3 || (at < text.Length && text[at] is not ((byte)':' or (byte)' ')))
            return false;
        facility = text[..(severity - 1)];
        id = text[..at];
        return true;
    }

    private static bool TryHuawei(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> facility, out ReadOnlySpan<byte> id)
    {
        facility = id = [];
        var start = 2;
        while (start < 4 && start < text.Length && text[start] is >= (byte)'0' and <= (byte)'9')
            start++;
        text = text[start..];
        var slash = 0;
        while (slash < text.Length && slash <= MaxLength && IsName(text[slash]))
            slash++;
        if (slash == 0 || slash + 3 >= text.Length || text[slash] != '/' || text[slash + 1] is not (>= (byte)'0' and <= (byte)'7') || text[slash + 2] != '/')
            return false;
        var end = slash + 3;
        while (end < text.Length && end <= MaxLength && IsName(text[end]))
            end++;
        if (end == slash + 3 || end > MaxLength)
            return false;
        facility = text[..slash];
        id = text[..end];
        return true;
    }

    private static bool IsName(byte octet) => octet is (>= (byte)'A' and <= (byte)'Z') or (>= (byte)'a' and <= (byte)'z') or (>= (byte)'0' and <= (byte)'9') or (byte)'_' or (byte)'-';
}
