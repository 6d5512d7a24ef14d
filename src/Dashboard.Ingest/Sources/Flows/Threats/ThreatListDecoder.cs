using System.Buffers;
using System.Net;
using System.Text;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Flows.Threats;

/// <summary>A run of addresses that begin with the same bits.</summary>
/// <param name="First">The lowest, the further bits being 0.</param>
/// <param name="Length">How many bits, 1 to 128; those of an IPv4 address count from its mapped form, 97 to 128.</param>
internal readonly record struct AddressPrefix(UInt128 First, byte Length)
{
    /// <summary>The highest.</summary>
    public UInt128 Last => First | (Length == 128 ? UInt128.Zero : UInt128.MaxValue >> Length);
}

/// <summary>What became of a list.</summary>
/// <param name="Entries">Addresses and prefixes that it names.</param>
/// <param name="Bad">Lines that name neither.</param>
/// <param name="Complaint">What is wrong with the first of them, or with the list, as the rest of a sentence that begins with the file; null where nothing is.</param>
internal readonly record struct ThreatListReport(int Entries, int Bad, string? Complaint);

/// <summary>Reads lists of addresses: plain text or CSV. Never throws: a line that names no address is told with its number.</summary>
internal static class ThreatListDecoder
{
    /// <summary>Octets that a list may have.</summary>
    public const int MaxBytes = 128 << 20;

    /// <summary>Addresses and prefixes that a list may name.</summary>
    public const int MaxEntries = 2_000_000;

    private const int QuotedOctets = 60;

    private static readonly SearchValues<byte> V6Octets = SearchValues.Create("0123456789abcdefABCDEF:."u8);

    /// <summary>Reads a list.</summary>
    /// <param name="text">Its octets.</param>
    /// <param name="into">What its entries are added to.</param>
    public static ThreatListReport Read(ReadOnlySpan<byte> text, List<AddressPrefix> into)
    {
        var (line, entries, bad) = (0, 0, 0);
        string? complaint = null;
        if (text.StartsWith("\ufeff"u8))
            text = text[3..];
        while (!text.IsEmpty)
        {
            line++;
            var end = text.IndexOf((byte)'\n');
            var octets = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            octets = octets.Trim(" \t\r"u8);
            if (octets.IsEmpty || octets[0] is (byte)'#' or (byte)';')
                continue;
            var problem = ReadLine(octets, out var prefix);
            if (problem is null)
            {
                if (entries == MaxEntries)
                    return new ThreatListReport(entries, bad, $"names more than {MaxEntries} addresses; those from line {line} on are left out");
                into.Add(prefix);
                entries++;
            }
            // The first line of CSV may name its columns.
            else if (line > 1 || octets.IndexOf((byte)',') < 0)
            {
                bad++;
                complaint ??= $"has a line, number {line}, {problem}: '{Encoding.UTF8.GetString(octets[..Math.Min(octets.Length, QuotedOctets)])}'";
            }
        }
        return new ThreatListReport(entries, bad, complaint);
    }

    private static string? ReadLine(ReadOnlySpan<byte> line, out AddressPrefix prefix)
    {
        prefix = default;
        foreach (var range in line.SplitAny(",;\t #"u8))
        {
            var column = line[range].Trim("\"' "u8);
            if (column.IsEmpty)
                continue;
            var slash = column.IndexOf((byte)'/');
            var address = slash < 0 ? column : column[..slash];
            if (!TryAddress(address, out var first))
                continue;
            var bits = first.IsV4 ? 32 : 128;
            var length = bits;
            if (slash >= 0 && (!TryNumber(column[(slash + 1)..], bits, out length) || length == 0))
                return length == 0 ? "that covers every address" : "whose prefix is none";
            length += 128 - bits;
            var number = new UInt128(first.High, first.Low);
            prefix = new AddressPrefix(length == 128 ? number : number & ~(UInt128.MaxValue >> length), (byte)length);
            return null;
        }
        return "that names no address";
    }

    private static bool TryAddress(ReadOnlySpan<byte> text, out NetworkAddress address)
    {
        address = default;
        if (text.IndexOf((byte)':') < 0)
            return TryV4(text, out address);
        if (text.Length > 45 || text.IndexOfAnyExcept(V6Octets) >= 0)
            return false;
        Span<char> characters = stackalloc char[text.Length];
        Encoding.ASCII.GetChars(text, characters);
        if (!IPAddress.TryParse(characters, out var parsed))
            return false;
        address = NetworkAddress.From(parsed);
        return true;
    }

    // By hand: others take 1.2 for an address, and 010 for 8.
    private static bool TryV4(ReadOnlySpan<byte> text, out NetworkAddress address)
    {
        var number = 0U;
        address = default;
        for (var part = 0; part < 4; part++)
        {
            var dot = part < 3 ? text.IndexOf((byte)'.') : text.Length;
            if (dot < 0 || !TryNumber(text[..dot], 255, out var octet))
                return false;
            number = (number << 8) | (uint)octet;
            text = part < 3 ? text[(dot + 1)..] : default;
        }
        address = NetworkAddress.FromV4(number);
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<byte> text, int most, out int number)
    {
        number = 0;
        if (text.Length is 0 or > 3 || (text.Length > 1 && text[0] == '0'))
        {
            number = -1;
            return false;
        }
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                number = -1;
                return false;
            }
            number = (number * 10) + digit - '0';
        }
        return number <= most;
    }
}
