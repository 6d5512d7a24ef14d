using System.ComponentModel.DataAnnotations;

namespace Dashboard.Ingest.Sources.Zipkin;

/// <summary>What is taken of Zipkin's senders at <c>/api/v2/spans</c>, settings section <c>Noc:Zipkin</c>.</summary>
public sealed class ZipkinOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Zipkin";

    /// <summary>Whether it is there. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Octets that a body may have, before and after unpacking. Default 4 MiB; 64 KiB to 64 MiB.</summary>
    [Range(64 << 10, 64 << 20)]
    public int MaxBodyBytes { get; init; } = 4 << 20;
}
