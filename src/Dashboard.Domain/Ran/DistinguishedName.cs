using System.Text;

namespace Dashboard.Domain.Ran;

/// <summary>One part of a distinguished name: a class of managed objects and which of them.</summary>
/// <param name="Class">The class: <c>NRCellDU</c>; empty where none was written.</param>
/// <param name="Value">Which one, without the escapes of the written form.</param>
public readonly record struct RelativeName(string Class, string Value);

/// <summary>
/// The name of a managed object (TS 32.300): parts from the top of the network down to it. Commas lie between them, and a
/// backslash takes its meaning from the character after it, or stands with two hexadecimal digits for an octet (RFC 4514
/// section 2.4). Also read, with slashes and hyphens: <c>PLMN-PLMN/MRBTS-7/NRCELL-3</c>. Any text is read; none is refused.
/// </summary>
public sealed class DistinguishedName
{
    /// <summary>Parts of a name that are kept; those after them are left out.</summary>
    public const int MaxParts = 32;

    /// <summary>Characters that are read; those after them are left out.</summary>
    public const int MaxCharacters = 2048;

    private string? _text;

    private DistinguishedName(RelativeName[] parts) => Parts = parts;

    /// <summary>The name without a part.</summary>
    public static DistinguishedName Empty { get; } = new([]);

    /// <summary>The parts, from the top.</summary>
    public IReadOnlyList<RelativeName> Parts { get; }

    /// <summary>Its last part; an empty one where it has none.</summary>
    public RelativeName Last => Parts.Count == 0 ? new("", "") : Parts[^1];

    public static DistinguishedName Read(string text)
    {
        if (text.Length > MaxCharacters)
            text = text[..MaxCharacters];
        var slashes = !text.Contains('=', StringComparison.Ordinal) && text.Contains('/', StringComparison.Ordinal);
        List<RelativeName> parts = []; // bound: MaxParts
        for (var at = 0; at < text.Length && parts.Count < MaxParts;)
        {
            var end = EndOfPart(text, at, slashes ? '/' : ',');
            var part = text[at..end].Trim();
            at = end + 1;
            if (part.Length == 0)
                continue;
            var sign = slashes || !part.Contains('=', StringComparison.Ordinal) ? part.IndexOf('-', StringComparison.Ordinal) : part.IndexOf('=', StringComparison.Ordinal);
            var isName = sign > 0 && (part[sign] == '=' || slashes);
            parts.Add(isName ? new(part[..sign].Trim(), Unescape(part[(sign + 1)..].Trim())) : new("", Unescape(part)));
        }
        return parts.Count == 0 ? Empty : new([.. parts]);
    }

    /// <summary>This name below another one, as local names are to be read: where it begins with a part that the other has too, it goes on from there.</summary>
    public DistinguishedName Below(DistinguishedName upper)
    {
        if (Parts.Count == 0 || upper.Parts.Count == 0)
            return Parts.Count == 0 ? upper : this;
        for (var i = 0; i < upper.Parts.Count; i++)
        {
            if (upper.Parts[i] == Parts[0])
                return new([.. upper.Parts.Take(i), .. Parts]);
        }
        return new([.. upper.Parts, .. Parts]);
    }

    /// <summary>The name from a part on; an empty one behind its end.</summary>
    public DistinguishedName From(int part) => part >= Parts.Count ? Empty : new([.. Parts.Skip(part)]);

    /// <summary>The name of the first so many parts.</summary>
    public DistinguishedName First(int parts) => new([.. Parts.Take(parts)]);

    /// <summary>Where the last part of a class is; −1 where none is.</summary>
    public int IndexOf(Func<string, bool> ofClass)
    {
        for (var i = Parts.Count - 1; i >= 0; i--)
        {
            if (ofClass(Parts[i].Class))
                return i;
        }
        return -1;
    }

    /// <summary>The name as it is written, with commas, and with escapes where they are needed.</summary>
    public override string ToString() => _text ??= Write();

    private string Write()
    {
        var text = new StringBuilder();
        foreach (var (@class, value) in Parts)
        {
            if (text.Length > 0)
                text.Append(',');
            if (@class.Length > 0)
                text.Append(@class).Append('=');
            foreach (var c in value)
            {
                if (c is ',' or '\\' or '+' or '"' or ';' or '<' or '>')
                    text.Append('\\');
                text.Append(c);
            }
        }
        return text.ToString();
    }

    private static int EndOfPart(string text, int at, char separator)
    {
        for (; at < text.Length && text[at] != separator; at++)
        {
            if (text[at] == '\\')
                at++;
        }
        return Math.Min(at, text.Length);
    }

    private static string Unescape(string value)
    {
        if (!value.Contains('\\', StringComparison.Ordinal))
            return value;
        var octets = new List<byte>(value.Length); // bound: MaxCharacters
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (c == '\\' && i + 2 < value.Length && char.IsAsciiHexDigit(value[i + 1]) && char.IsAsciiHexDigit(value[i + 2]))
            {
                octets.Add(Convert.FromHexString(value.AsSpan(i + 1, 2))[0]);
                i += 2;
                continue;
            }
            if (c == '\\' && i + 1 < value.Length)
                c = value[++i];
            var isPair = char.IsHighSurrogate(c) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]);
            octets.AddRange(Encoding.UTF8.GetBytes(isPair ? value.Substring(i++, 2) : c.ToString()));
        }
        return Encoding.UTF8.GetString([.. octets]);
    }
}
