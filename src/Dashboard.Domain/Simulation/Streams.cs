namespace Dashboard.Domain.Simulation;

/// <summary>What <see cref="Noise"/> is asked for; those of cells and sites add their index.</summary>
internal static class Streams
{
    public const long Weight = 1;
    public const long Place = 2;
    public const long Rain = 3;
    public const long Warmth = 4;
    public const long Script = 5;
    public const long Target = 6;
    public const long Flow = 7;
    public const long Message = 8;
    public const long Request = 9_000;
    public const long CellQuick = 10_000;
    public const long CellSlow = 20_000;
    public const long CellCount = 30_000;
    public const long SiteSlow = 100_000;
    public const long SliceDelay = 110_000;
}
