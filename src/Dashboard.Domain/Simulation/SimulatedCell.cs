namespace Dashboard.Domain.Simulation;

/// <summary>A carrier that cells of the simulated network have.</summary>
/// <param name="Name">The band (TS 38.104 table 5.2-1): <c>n78</c>.</param>
/// <param name="Prbs">Its physical resource blocks at 30 kHz (TS 38.104 table 5.3.2-1).</param>
/// <param name="Efficiency">Bits a second and hertz that it carries downlink at best, on the mean of its users.</param>
/// <param name="DownlinkShare">The part of the time that is downlink.</param>
/// <param name="Users">Users that are connected at full load.</param>
/// <param name="IdleWatts">What its radio draws without load.</param>
/// <param name="LoadWatts">What it draws on top of that at full load.</param>
/// <param name="Sleeps">Whether it is switched off at night where the load allows.</param>
public sealed record SimulatedCarrier(string Name, int Prbs, double Efficiency, double DownlinkShare, int Users, double IdleWatts, double LoadWatts, bool Sleeps)
{
    // Twelve subcarriers of 30 kHz.
    private const double PrbMegahertz = 0.36;

    /// <summary>What it carries downlink at best, in Mbit/s.</summary>
    public double CapacityDl => Prbs * PrbMegahertz * Efficiency * DownlinkShare;
}

/// <summary>A cell of the simulated network.</summary>
public sealed class SimulatedCell
{
    /// <summary>Which one of the network's it is, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Its name, label <c>cell</c>.</summary>
    public required string Name { get; init; }

    public required SimulatedSite Site { get; init; }

    public required SimulatedCarrier Carrier { get; init; }

    /// <summary>How busy it is beside the others of its site, 0.68 to 1.16.</summary>
    public required double Weight { get; init; }

    /// <summary>Its name in the distributed unit, below the managed element.</summary>
    public string DuName => $"GNBDUFunction=1,NRCellDU={Name}";

    /// <summary>Its name in the central unit, below the managed element.</summary>
    public string CuName => $"GNBCUCPFunction=1,NRCellCU={Name}";

    /// <summary>Its distinguished name from the top.</summary>
    public string Dn => $"{Site.ElementDn},{DuName}";
}
