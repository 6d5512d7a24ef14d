using System.ComponentModel.DataAnnotations;

namespace Dashboard.Ingest.Sources.RemoteWrite;

/// <summary>What is taken as Prometheus remote write, settings section <c>Noc:Sources:RemoteWrite</c>.</summary>
public sealed class RemoteWriteOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Sources:RemoteWrite";

    /// <summary>Whether <c>/api/v1/write</c> is there. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Octets that a message may have, before and after unpacking. Default 25 MB; 64 KiB to 1 GiB.</summary>
    [Range(64 << 10, 1 << 30)]
    public int MaxBodyBytes { get; init; } = 25_000_000;
}
