namespace Dashboard.Ingest.Sources.Syslog;

/// <summary>
/// Zones by the abbreviations that devices print. Some are in use twice; the one meant here is that of Europe and North
/// America, and India for IST.
/// </summary>
internal static class SyslogZone
{
    /// <summary>Letters that an abbreviation has at most.</summary>
    public const int MaxLength = 5;

    /// <summary>Minutes east of UTC; null for what is not known.</summary>
    public static int? Find(ReadOnlySpan<byte> name)
    {
        if (name.Length is < 2 or > MaxLength)
            return null;
        Span<char> text = stackalloc char[MaxLength];
        for (var i = 0; i < name.Length; i++)
            text[i] = (char)name[i];
        return text[..name.Length] switch
        {
            "UT" or "UTC" or "GMT" or "WET" => 0,
            "BST" or "CET" or "MET" or "WEST" => 60,
            "EET" or "CEST" or "MEST" or "SAST" => 120,
            "MSK" or "EEST" => 180,
            "GST" => 240,
            "PKT" => 300,
            "IST" => 330,
            "ICT" or "WIB" => 420,
            "SGT" or "HKT" or "PHT" or "AWST" => 480,
            "JST" or "KST" => 540,
            "ACST" => 570,
            "AEST" => 600,
            "ACDT" => 630,
            "AEDT" => 660,
            "NZST" => 720,
            "NZDT" => 780,
            "BRT" or "ART" or "ADT" => -180,
            "AST" or "EDT" => -240,
            "EST" or "CDT" => -300,
            "CST" or "MDT" => -360,
            "MST" or "PDT" => -420,
            "PST" or "AKDT" => -480,
            "AKST" => -540,
            "HST" => -600,
            _ => null,
        };
    }

    /// <summary>Capital letters that may be an abbreviation at the beginning of a text; 0 for none.</summary>
    public static int LengthOf(ReadOnlySpan<byte> text)
    {
        var length = 0;
        while (length < text.Length && length <= MaxLength && text[length] is >= (byte)'A' and <= (byte)'Z')
            length++;
        return length is >= 2 and <= MaxLength ? length : 0;
    }
}
