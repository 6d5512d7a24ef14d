using Dashboard.Domain.Ran;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.PmFiles;

/// <summary>The measurement types of one <c>measInfo</c>, in the order that they were written.</summary>
internal sealed class PmTypeSet
{
    private static readonly string[] Attempts = ["Att", "Req"];

    private readonly int[] _places;

    private PmTypeSet(int id, MeasurementName[] names, int[] places, (int Successes, int Attempts)[] pairs) =>
        (Id, Names, _places, Pairs) = (id, names, places, pairs);

    /// <summary>Tells it from every other set.</summary>
    public int Id { get; }

    public MeasurementName[] Names { get; }

    /// <summary>Places of two types of which one counts the successes among what the other counts.</summary>
    public (int Successes, int Attempts)[] Pairs { get; }

    /// <summary>The place of the type at a position; −1 where there is none.</summary>
    public int PlaceOf(int position) => (uint)position < (uint)_places.Length ? _places[position] : -1;

    /// <summary>Makes a set of its written form: position, a zero octet, name, a line's end; again and again.</summary>
    public static PmTypeSet Read(int id, ReadOnlySpan<byte> key, bool isLatin)
    {
        List<MeasurementName> names = []; // bound: PmTypeSets.MaxKeyBytes
        List<int> positions = []; // bound: as names
        while (key.IndexOf((byte)'\n') is var end and >= 0)
        {
            var zero = key.IndexOf((byte)0);
            positions.Add(PmDigits.TryRead(key[..zero], out var position) ? position : -1);
            names.Add(MeasurementName.Read(XmlText.Read(key[(zero + 1)..end], isLatin)));
            key = key[(end + 1)..];
        }
        var places = new int[Math.Max(positions.Count == 0 ? 0 : positions.Max() + 1, 0)];
        Array.Fill(places, -1);
        for (var i = names.Count - 1; i >= 0; i--)
        {
            if (positions[i] >= 0)
                places[positions[i]] = i;
        }
        return new PmTypeSet(id, [.. names], places, [.. PairsOf(names)]);
    }

    private static IEnumerable<(int Successes, int Attempts)> PairsOf(List<MeasurementName> names)
    {
        var byName = new Dictionary<string, int>(StringComparer.Ordinal); // bound: names of the set
        for (var i = 0; i < names.Count; i++)
            byName.TryAdd(names[i].Original, i);
        for (var i = 0; i < names.Count; i++)
        {
            var name = names[i].Original;
            var at = name.IndexOf("Succ", StringComparison.Ordinal);
            if (at < 0)
                continue;
            foreach (var attempts in Attempts)
            {
                if (byName.TryGetValue(string.Concat(name.AsSpan(0, at), attempts, name.AsSpan(at + 4)), out var of))
                    yield return (i, of);
            }
        }
    }
}

/// <summary>Numbers of positions.</summary>
internal static class PmDigits
{
    /// <summary>The largest position that is taken.</summary>
    public const int Largest = 100_000;

    public static bool TryRead(ReadOnlySpan<byte> text, out int number)
    {
        number = 0;
        if (text.Length is 0 or > 6)
            return false;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            number = (number * 10) + digit - '0';
        }
        return number <= Largest;
    }
}
