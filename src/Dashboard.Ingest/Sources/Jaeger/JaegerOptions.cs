using System.ComponentModel.DataAnnotations;

namespace Dashboard.Ingest.Sources.Jaeger;

/// <summary>What is taken of Jaeger's senders at <c>/api/traces</c>, settings section <c>Noc:Jaeger</c>.</summary>
public sealed class JaegerOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Jaeger";

    /// <summary>Whether it is there. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Octets that a body may have, before and after unpacking. Default 4 MiB; 64 KiB to 64 MiB.</summary>
    [Range(64 << 10, 64 << 20)]
    public int MaxBodyBytes { get; init; } = 4 << 20;
}
