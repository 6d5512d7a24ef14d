using System.Text;
using System.Text.Unicode;

namespace Dashboard.Ingest.Sources.Snmp.Messages;

/// <summary>Octet strings as text for people. What is no UTF-8, or holds control characters, is shown in hexadecimal.</summary>
public static class SnmpText
{
    /// <summary>The text, without the zeros that some agents put at its end.</summary>
    public static string Of(ReadOnlySpan<byte> octets)
    {
        octets = octets.TrimEnd((byte)0);
        if (octets.IsEmpty)
            return "";
        return Utf8.IsValid(octets) && !octets.ContainsAnyInRange((byte)0, (byte)8) && !octets.ContainsAnyInRange((byte)14, (byte)31)
            ? Encoding.UTF8.GetString(octets).Trim()
            : Hex(octets);
    }

    /// <summary>Hexadecimal, <c>0x0011AABB</c>.</summary>
    public static string Hex(ReadOnlySpan<byte> octets) => "0x" + Convert.ToHexString(octets);

    /// <summary>Six octets as a MAC address, <c>00:11:22:AA:BB:CC</c>; others as <see cref="Of"/> shows them.</summary>
    public static string Mac(ReadOnlySpan<byte> octets)
    {
        if (octets.Length != 6)
            return octets.IsEmpty ? "" : Of(octets);
        return string.Create(17, octets, static (text, octets) =>
        {
            for (var i = 0; i < 6; i++)
            {
                text[i * 3] = Digit(octets[i] >> 4);
                text[(i * 3) + 1] = Digit(octets[i] & 15);
                if (i < 5)
                    text[(i * 3) + 2] = ':';
            }
        });

        static char Digit(int value) => (char)(value < 10 ? '0' + value : 'A' + value - 10);
    }
}
