using System.Text;

namespace Dashboard.Ingest.Sources.NetFlow;

/// <summary>A template for options records, which tell of the exporter itself. They are few, so each is read field by field.</summary>
/// <param name="Fields">Scope fields first.</param>
internal sealed record OptionsTemplate(FieldSpecifier[] Fields)
{
    /// <summary>Octets of a record; of one of variable width the fewest that it can have.</summary>
    public int Length { get; } = Fields.Sum(static f => f.IsVariable ? 1 : f.Length);

    /// <summary>Reads a record and learns from it; returns its length, or 0 where it does not fit into what is left.</summary>
    public int Learn(ReadOnlySpan<byte> set, ObservationDomain domain)
    {
        var at = 0;
        ulong? sampler = null, link = null, application = null;
        ulong interval = 0, space = 0, size = 0, population = 0;
        string linkName = "", linkText = "", applicationName = "";
        foreach (var field in Fields)
        {
            if (!FieldWalk.TryTake(set, ref at, field, out var value))
                return 0;
            if (field.Enterprise != 0)
                continue;
            switch (field.Element)
            {
                case 48 or 302:
                    sampler = Number(value);
                    break;
                case 34 or 50 or 305:
                    interval = Number(value) is var n and > 0 ? n : interval;
                    break;
                case 306:
                    space = Number(value);
                    break;
                case 309:
                    size = Number(value);
                    break;
                case 310:
                    population = Number(value);
                    break;
                case 10 or 14 or 252 or 253:
                    link = Number(value);
                    break;
                case 82:
                    linkName = Text(value);
                    break;
                case 83:
                    linkText = Text(value);
                    break;
                case 95:
                    application = Number(value);
                    break;
                case 94 or 96:
                    applicationName = applicationName.Length == 0 || field.Element == 96 ? Text(value) : applicationName;
                    break;
                case 160:
                    domain.SystemInit = Number(value) is var init and > 0 and < long.MaxValue ? (long)init : domain.SystemInit;
                    break;
            }
        }
        if (interval > 0)
            domain.NoteSampling(sampler, Rate(interval, space));
        else if (size > 0 && population > 0)
            domain.NoteSampling(sampler, (population + (size / 2)) / size);
        if (link is > 0 and <= uint.MaxValue)
            domain.Exporter.NameInterface((uint)link, linkName.Length > 0 ? linkName : linkText);
        if (application is > 0 and <= uint.MaxValue)
            domain.Exporter.NameApplication((uint)application, applicationName);
        return at;
    }

    /// <summary>One packet stands for so many, where <paramref name="interval"/> packets are taken and <paramref name="space"/> passed over (RFC 5477 section 8.2); without the latter the interval is the rate itself.</summary>
    public static ulong Rate(ulong interval, ulong space) => space == 0 ? interval : (ulong)Math.Round((interval + (double)space) / interval);

    private static ulong Number(ReadOnlySpan<byte> octets)
    {
        ulong value = 0;
        foreach (var octet in octets)
            value = (value << 8) | octet;
        return value;
    }

    /// <summary>Text up to its first NUL; what is no UTF-8 is replaced.</summary>
    private static string Text(ReadOnlySpan<byte> octets)
    {
        var end = octets.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? octets : octets[..end]).Trim();
    }
}
