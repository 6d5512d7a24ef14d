using Dashboard.Domain.Ran;

namespace Dashboard.Domain.Simulation;

/// <summary>A slice of the simulated network.</summary>
/// <param name="Identity">Its S-NSSAI.</param>
/// <param name="UserShare">Of all connected users, those that are in it.</param>
/// <param name="PrbShare">Of the resource blocks in use, those that it uses.</param>
public sealed record SimulatedSlice(Snssai Identity, double UserShare, double PrbShare)
{
    /// <summary>Enhanced mobile broadband.</summary>
    public static SimulatedSlice Broadband { get; } = new(new Snssai(1, 1), 0.80, 0.86);

    /// <summary>Ultra-reliable low-latency communication.</summary>
    public static SimulatedSlice Reliable { get; } = new(new Snssai(2, 2), 0.08, 0.09);

    /// <summary>Massive Internet of things.</summary>
    public static SimulatedSlice Things { get; } = new(new Snssai(3, 3), 0.12, 0.05);

    /// <summary>All of them, by service type.</summary>
    public static IReadOnlyList<SimulatedSlice> All { get; } = [Broadband, Reliable, Things];

    /// <summary>The S-NSSAI as names of measurements have it.</summary>
    public string Name { get; } = Identity.ToString();
}
