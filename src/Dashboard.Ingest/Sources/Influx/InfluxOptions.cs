using System.ComponentModel.DataAnnotations;

namespace Dashboard.Ingest.Sources.Influx;

/// <summary>What is taken as InfluxDB line protocol, settings section <c>Noc:Sources:Influx</c>.</summary>
public sealed class InfluxOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Sources:Influx";

    /// <summary>Whether <c>/write</c> and <c>/api/v2/write</c> are there. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Octets that a body may have, before and after unpacking. Default 25 MB; 64 KiB to 1 GiB.</summary>
    [Range(64L << 10, 1L << 30)]
    public long MaxBodyBytes { get; init; } = 25_000_000;

    /// <summary>Octets that a line may have. Default 1 MiB; 1 KiB to 16 MiB.</summary>
    [Range(1 << 10, 16 << 20)]
    public int MaxLineBytes { get; init; } = 1 << 20;

    /// <summary>What becomes of fields whose value is a string: <c>Ignore</c> (default) or <c>Logs</c>.</summary>
    [EnumDataType(typeof(InfluxStrings))]
    public InfluxStrings Strings { get; init; } = InfluxStrings.Ignore;

    /// <summary>The label that gets the name of the database or bucket written to; none where it is empty. Default empty.</summary>
    public string DatabaseLabel { get; init; } = "";
}
