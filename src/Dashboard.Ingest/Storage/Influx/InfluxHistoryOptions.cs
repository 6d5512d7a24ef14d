using System.ComponentModel.DataAnnotations;
using Dashboard.Ingest.Storage.Remote;

namespace Dashboard.Ingest.Storage.Influx;

/// <summary>History in InfluxDB 2, settings section <c>Noc:InfluxHistory</c>.</summary>
public sealed class InfluxHistoryOptions : RemoteStoreOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:InfluxHistory";

    /// <summary>The organisation. Required.</summary>
    [Required]
    public string Org { get; init; } = "";

    /// <summary>The bucket, which must be there. Required.</summary>
    [Required]
    public string Bucket { get; init; } = "";

    /// <summary>An API token that may read and write the bucket. Required.</summary>
    [Required]
    public string Token { get; init; } = "";

    public override string? Problem() =>
        AddressProblem(Section) ?? (IsHeaderText(Token) ? null : $"{Section}:{nameof(Token)} is not allowed: it has characters that no token has.");
}
