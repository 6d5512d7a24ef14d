using System.Buffers.Text;

namespace Dashboard.Ingest.Sources.Flows.Places;

/// <summary>
/// What records of the usual databases say, as numbers. GeoLite2, GeoIP2 and DB-IP write <c>country.iso_code</c> and
/// <c>autonomous_system_number</c>; IPinfo writes <c>country</c> (or <c>country_code</c>) and <c>asn</c> as text.
/// </summary>
internal static class PlaceRecord
{
    /// <summary>The two letters of the country, the first in the upper octet; 0 where there are none.</summary>
    public static uint CountryOf(MmdbValue record)
    {
        var country = Letters(record["country"u8]["iso_code"u8]);
        if (country == 0)
            country = Letters(record["country"u8]);
        if (country == 0)
            country = Letters(record["country_code"u8]);
        // Where an address is used by people abroad, the country that it is registered in is better than none.
        return country == 0 ? Letters(record["registered_country"u8]["iso_code"u8]) : country;
    }

    /// <summary>The number of the autonomous system; 0 where there is none.</summary>
    public static uint AsOf(MmdbValue record)
    {
        if (record["autonomous_system_number"u8].Number is { } number and <= uint.MaxValue)
            return (uint)number;
        var text = record["asn"u8].Octets;
        if (text.StartsWith("AS"u8))
            text = text[2..];
        return Utf8Parser.TryParse(text, out uint system, out var read) && read == text.Length ? system : 0;
    }

    private static uint Letters(MmdbValue value) =>
        value.Octets is [>= (byte)'A' and <= (byte)'Z', >= (byte)'A' and <= (byte)'Z'] letters ? ((uint)letters[0] << 8) | letters[1] : 0;
}
