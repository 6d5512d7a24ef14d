using System.Text.Json;
using System.Text.Json.Serialization;
using Dashboard.Domain.Simulation;

namespace Dashboard.Ingest.Demo;

/// <summary>What is true of an incident, for whoever wants to know how well it was detected: a line of the truth's file.</summary>
public sealed record IncidentTruth
{
    /// <summary>How it is written: names in camel case, a line each.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>What tells it from others. Where several lines have one id, the last one counts.</summary>
    public required string Id { get; init; }

    /// <summary>The seed of the network that it befell.</summary>
    public required int Seed { get; init; }

    /// <summary>The name of its kind.</summary>
    public required string Name { get; init; }

    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }

    /// <summary>What a detector should name as the cause.</summary>
    public required string Cause { get; init; }

    /// <summary>The sites that it befell; the first one is where it lies.</summary>
    public required IReadOnlyList<string> Sites { get; init; }

    /// <summary>What else a detector may name.</summary>
    public required IReadOnlyList<string> Objects { get; init; }

    /// <summary>How many alarms it had elements raise.</summary>
    public required int Alarms { get; init; }

    /// <summary>The truth about an incident.</summary>
    public static IncidentTruth Of(SimulatedNetwork network, Incident incident) => new()
    {
        Id = incident.Id,
        Seed = network.Seed,
        Name = incident.Kind.Name,
        From = DateTimeOffset.FromUnixTimeMilliseconds(incident.From),
        To = DateTimeOffset.FromUnixTimeMilliseconds(incident.To),
        Cause = incident.Cause,
        Sites = [.. incident.Sites.Select(static s => s.Name)],
        Objects = incident.Objects,
        Alarms = SimulatedFault.Of(network, incident).Count,
    };
}
