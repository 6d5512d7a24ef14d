using System.Globalization;
using System.Text;

namespace Dashboard.Ingest.Wire;

/// <summary>Makes text of the octets of an XML document. Of references only those to characters and the five that XML itself has are known (XML 1.0 sections 4.1 and 4.6); others stay as they are written.</summary>
internal static class XmlText
{
    /// <summary>The text.</summary>
    /// <param name="octets">As they are written.</param>
    /// <param name="isLatin">Whether they are ISO 8859-1; otherwise they are UTF-8.</param>
    public static string Read(ReadOnlySpan<byte> octets, bool isLatin = false)
    {
        var text = (isLatin ? Encoding.Latin1 : Encoding.UTF8).GetString(octets);
        return text.Contains('&', StringComparison.Ordinal) ? Resolve(text) : text;
    }

    private static string Resolve(string text)
    {
        var resolved = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var end = text[at] == '&' ? text.IndexOf(';', at) : -1;
            var meant = end > at && end - at <= 10 ? Character(text.AsSpan(at + 1, end - at - 1)) : null;
            resolved.Append(meant ?? text[at].ToString());
            at = meant is null ? at + 1 : end + 1;
        }
        return resolved.ToString();
    }

    private static string? Character(ReadOnlySpan<char> reference)
    {
        switch (reference)
        {
            case "amp": return "&";
            case "lt": return "<";
            case "gt": return ">";
            case "quot": return "\"";
            case "apos": return "'";
        }
        if (reference.Length < 2 || reference[0] != '#')
            return null;
        var isHex = reference[1] == 'x';
        return int.TryParse(reference[(isHex ? 2 : 1)..], isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var code) && Rune.TryCreate(code, out var rune)
            ? rune.ToString() : null;
    }
}
