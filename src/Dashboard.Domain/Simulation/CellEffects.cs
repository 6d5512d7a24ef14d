namespace Dashboard.Domain.Simulation;

/// <summary>What incidents do to a cell in a span, each 0 to 1 unless said otherwise.</summary>
internal readonly record struct CellEffects
{
    /// <summary>The part of the span that it is off the air.</summary>
    public double Outage { get; init; }

    /// <summary>The part of the span that it serves nobody while it seems to be on the air.</summary>
    public double Asleep { get; init; }

    /// <summary>How much of a crowd there is.</summary>
    public double Crowd { get; init; }

    /// <summary>How strongly its uplink is disturbed.</summary>
    public double Disturbed { get; init; }

    /// <summary>How far its timing is off.</summary>
    public double Mistimed { get; init; }

    public static CellEffects Of(SimulatedCell cell, long from, long to, IReadOnlyList<Incident> incidents)
    {
        var effects = default(CellEffects);
        foreach (var incident in incidents)
        {
            var share = incident.Share(from, to);
            if (share == 0 || !incident.Cells.Contains(cell))
                continue;
            var kind = incident.Kind;
            effects = kind == IncidentKind.FibreCut ? effects with { Outage = Math.Max(effects.Outage, share) }
                : kind == IncidentKind.BatteryDischarge ? effects with { Outage = Math.Max(effects.Outage, incident.Dark(from, to)) }
                : kind == IncidentKind.SleepingCell ? effects with { Asleep = share }
                : kind == IncidentKind.PrbSaturation ? effects with { Crowd = share }
                : kind == IncidentKind.Interference ? effects with { Disturbed = share }
                : effects with { Mistimed = share, Disturbed = Math.Max(effects.Disturbed, 0.3 * share) };
        }
        return effects;
    }
}
