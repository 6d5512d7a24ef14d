using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Flows.Detection;

/// <summary>A source, and either one target of which it tries ports, or one port that it tries at targets.</summary>
internal struct ScanSuspect : ISuspect
{
    public ulong Key { get; set; }

    public NetworkAddress Source;

    /// <summary>The target whose ports are tried; none where it is one port of many.</summary>
    public NetworkAddress Target;

    /// <summary>What it tried.</summary>
    public DistinctBits Tried;

    /// <summary>What answered of it.</summary>
    public DistinctBits Answered;

    /// <summary>When it was first watched and when it last tried something, by the clock, in milliseconds since 1970-01-01 UTC.</summary>
    public long First;
    public long Last;

    /// <summary>When its first try began and its last one ended, by the flows.</summary>
    public long Began;
    public long Ended;

    /// <summary>When too much had not answered, but answers might still come; 0 where that is not so.</summary>
    public long DoubtSince;

    /// <summary>How much had not answered when that was last noted as a finding.</summary>
    public double Noted;

    public uint SamplingRate;
    public ushort Exporter;

    /// <summary>The port that is tried everywhere; 0 where it is many of one target.</summary>
    public ushort Port;

    public byte Protocol;

    /// <summary>Whether silence is told by missing answers and not by the client's own flags.</summary>
    public bool IsByAnswers;

    /// <summary>Tries since it was last judged.</summary>
    public byte Unjudged;

    public readonly double Weight(long now) => now - Last > ScanDetector.ForgetMs ? 0 : Noted > 0 ? 1e9 : 1 + Tried.Without(in Answered);
}
