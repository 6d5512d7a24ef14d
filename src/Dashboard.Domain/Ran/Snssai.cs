using System.Globalization;

namespace Dashboard.Domain.Ran;

/// <summary>
/// A slice's identity, S-NSSAI: a slice/service type and, where there is one, a slice differentiator (TS 23.003 clause
/// 28.4.2). Written as the label <c>snssai</c> has it: two and six hexadecimal digits, <c>01-06E442</c>, or <c>01</c>.
/// </summary>
/// <param name="Sst">The slice/service type.</param>
/// <param name="Sd">The slice differentiator, 0 to 0xFFFFFE; null where there is none.</param>
public readonly record struct Snssai(byte Sst, int? Sd)
{
    // The value that stands for no differentiator.
    private const int NoDifferentiator = 0xFFFFFF;

    /// <summary>What the standardised type serves (TS 23.501 table 5.15.2.2-1); empty where an operator chose the type.</summary>
    public string Service => Sst switch { 1 => "eMBB", 2 => "URLLC", 3 => "MIoT", 4 => "V2X", 5 => "HMTC", _ => "" };

    /// <summary>Reads <c>01</c>, <c>01-06E442</c>, <c>01_06E442</c>, <c>1-06e442</c> or <c>010003e8</c>, all hexadecimal.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Snssai snssai)
    {
        snssai = default;
        var separator = text.IndexOfAny('-', '_');
        var typeEnd = separator >= 0 ? separator : text.Length == 8 ? 2 : text.Length;
        var type = text[..typeEnd];
        if (type.Length is 0 or > 2 || (separator < 0 && type.Length != 2) || !byte.TryParse(type, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var sst))
            return false;
        if (separator < 0 && text.Length == 2)
        {
            snssai = new Snssai(sst, null);
            return true;
        }
        var differentiator = text[(separator >= 0 ? typeEnd + 1 : typeEnd)..];
        if (differentiator.Length != 6 || !int.TryParse(differentiator, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var sd))
            return false;
        snssai = new Snssai(sst, sd == NoDifferentiator ? null : sd);
        return true;
    }

    public override string ToString() => Sd is { } sd ? string.Create(CultureInfo.InvariantCulture, $"{Sst:X2}-{sd:X6}") : Sst.ToString("X2", CultureInfo.InvariantCulture);
}
