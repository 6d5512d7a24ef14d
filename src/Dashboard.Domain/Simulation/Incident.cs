namespace Dashboard.Domain.Simulation;

/// <summary>Something that goes wrong in the simulated network from one time to another, and the truth about it.</summary>
public sealed record Incident
{
    /// <summary>How long a full battery carries a site.</summary>
    public static readonly TimeSpan BatteryLasts = TimeSpan.FromHours(3);

    /// <summary>How long it takes to charge an empty battery.</summary>
    public static readonly TimeSpan BatteryCharges = TimeSpan.FromHours(6);

    private static readonly TimeSpan ScriptSlot = TimeSpan.FromMinutes(90);

    // Milliseconds that the clock of a base station gains each second.
    private const double Drift = 25;

    /// <summary>What tells it from others: its kind and the second that it began in.</summary>
    public required string Id { get; init; }

    public required IncidentKind Kind { get; init; }

    /// <summary>When it begins, in milliseconds since 1970-01-01 UTC.</summary>
    public required long From { get; init; }

    /// <summary>When it ends.</summary>
    public required long To { get; init; }

    /// <summary>The sites that it befalls; the first one is where it lies.</summary>
    public required IReadOnlyList<SimulatedSite> Sites { get; init; }

    /// <summary>The cells that it befalls.</summary>
    public required IReadOnlyList<SimulatedCell> Cells { get; init; }

    /// <summary>What a detector should name as the cause.</summary>
    public required string Cause { get; init; }

    /// <summary>What else a detector may name, since it is befallen: elements, cells, interfaces.</summary>
    public required IReadOnlyList<string> Objects { get; init; }

    /// <summary>Whether it is going on at a time.</summary>
    public bool IsOn(long time) => time >= From && time < To;

    /// <summary>An incident of a kind, where seed and time say.</summary>
    /// <param name="network">The network.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="from">When it begins, in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="length">How long it lasts.</param>
    public static Incident Begin(SimulatedNetwork network, IncidentKind kind, long from, TimeSpan length)
    {
        var second = from / 1000;
        int Pick(int what, int below) => Noise.Pick(network.Seed, Streams.Target + (what * 100), second + kind.Name.Length, below);
        var candidates = network.Sites.Where(s => s.Kind is not (SiteKind.Stadium or SiteKind.Station) || kind == IncidentKind.PrbSaturation).ToList();
        var site = candidates[Pick(1, candidates.Count)];
        var sector = site.Name.Length + 1;
        var letter = (char)('a' + Pick(2, 3));
        IReadOnlyList<SimulatedSite> sites = [site];
        IReadOnlyList<SimulatedCell> cells = site.Cells;
        string cause;
        List<string> objects = [site.Element]; // bound: cells and sites of the network
        if (kind == IncidentKind.FibreCut)
        {
            sites = [.. network.Sites.Where(s => s.Cluster == site.Cluster && s.Chain == site.Chain)];
            cells = [.. sites.SelectMany(static s => s.Cells)];
            cause = $"{site.Aggregation} {Backhaul.ChainPort(site.Chain)}";
            objects = [.. sites.Select(static s => s.Element), .. sites.Select(static s => s.Router), $"{sites[0].Router} xe-0/0/0"];
        }
        else if (kind == IncidentKind.SleepingCell)
        {
            cells = [site.Cells[^(1 + Pick(3, Math.Min(3, site.Cells.Count)))]];
            cause = cells[0].Name;
        }
        else if (kind == IncidentKind.Interference)
        {
            cells = [.. site.Cells.Where(c => c.Name[sector] == letter)];
            cause = $"{site.Name}-{letter}";
        }
        else
        {
            cause = kind == IncidentKind.ClockDrift ? $"{site.Element} clock" : kind == IncidentKind.BatteryDischarge ? $"{site.Element} mains" : site.Element;
        }
        objects.AddRange(cells.Select(static c => c.Name));
        return new Incident
        {
            Id = $"{kind.Name}-{second}",
            Kind = kind,
            From = from,
            To = from + (long)length.TotalMilliseconds,
            Sites = sites,
            Cells = cells,
            Cause = cause,
            Objects = objects,
        };
    }

    /// <summary>The incidents that the network's own programme begins in a span: in three of four slots of 90 min, one.</summary>
    /// <param name="network">The network.</param>
    /// <param name="from">The beginning of the span, in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="to">Its end, which does not belong to it.</param>
    public static IEnumerable<Incident> Script(SimulatedNetwork network, long from, long to)
    {
        var slot = (long)ScriptSlot.TotalMilliseconds;
        for (var place = from / slot; place * slot < to; place++)
        {
            var chance = Noise.Of(network.Seed, Streams.Script, place);
            if (chance >= 0.75)
                continue;
            var begin = (place * slot) + ((long)(Noise.Of(network.Seed, Streams.Script + 500, place) * 1200) * 1000);
            if (begin >= from && begin < to)
            {
                var kind = IncidentKind.All[(int)(chance / 0.75 * IncidentKind.All.Count)];
                yield return Begin(network, kind, begin, kind.Usual);
            }
        }
    }

    /// <summary>How much of a span it is going on, 0 to 1.</summary>
    internal double Share(long from, long to) => Overlap(From, To, from, to);

    /// <summary>How much of a span the sites of an incident with a battery are without power, 0 to 1.</summary>
    internal double Dark(long from, long to) => Overlap(From + (long)BatteryLasts.TotalMilliseconds, To, from, to);

    /// <summary>What is left in a site's battery after this incident, in hundredths.</summary>
    internal double Charge(long time)
    {
        if (Kind != IncidentKind.BatteryDischarge || time <= From)
            return 100;
        var left = 100 - (100 * (Math.Min(time, To) - From) / BatteryLasts.TotalMilliseconds);
        return Math.Min(100, Math.Max(0, left) + (100 * Math.Max(0, time - To) / BatteryCharges.TotalMilliseconds));
    }

    /// <summary>By how many milliseconds the clock of its base station is ahead.</summary>
    internal long Ahead(long time) => Kind == IncidentKind.ClockDrift && IsOn(time) ? (long)((time - From) / 1000 * Drift) : 0;

    private static double Overlap(long begin, long end, long from, long to) =>
        to <= from ? 0 : Math.Max(0, Math.Min(end, to) - Math.Max(begin, from)) / (double)(to - from);
}
