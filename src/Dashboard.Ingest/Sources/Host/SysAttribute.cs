using System.Buffers.Text;
using System.Text;

namespace Dashboard.Ingest.Sources.Host;

/// <summary>Reads a file below <c>/sys</c>, which holds one value (https://docs.kernel.org/filesystems/sysfs.html).</summary>
public static class SysAttribute
{
    /// <summary>The value as text; <paramref name="known"/> itself where it is that, so that an unchanged value costs nothing.</summary>
    public static string Text(ReadOnlySpan<byte> text, string known)
    {
        text = text.Trim(" \t\r\n"u8);
        return Ascii.Equals(text, known) ? known : Encoding.UTF8.GetString(text);
    }

    /// <summary>The value as a number, decimal or with <c>0x</c> in front hexadecimal; null where it is none.</summary>
    public static long? Number(ReadOnlySpan<byte> text)
    {
        text = text.Trim(" \t\r\n"u8);
        if (text.StartsWith("0x"u8))
            return Utf8Parser.TryParse(text[2..], out long hex, out var digits, 'x') && digits == text.Length - 2 ? hex : null;
        return Utf8Parser.TryParse(text, out long value, out var read) && read == text.Length ? value : null;
    }
}
