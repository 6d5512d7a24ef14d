using Dashboard.Domain.Dashboards;
using Dashboard.Web.Dashboards;

namespace Dashboard.Web.Tracing;

/// <summary>The page of a service as its address says it: the service in the path, and <c>from</c> and <c>to</c>. What is not said is as usual.</summary>
/// <param name="Service">The service's name, as its spans say it.</param>
public sealed record ServiceAddress(string Service)
{
    /// <summary>Where the pages of all services are.</summary>
    public const string Path = "/services";

    private static readonly TimeRange Usual = TimeRange.LastHour;

    /// <summary>From when to when.</summary>
    public TimeRange Time { get; init; } = Usual;

    /// <summary>What could not be read, in a sentence; empty where all was.</summary>
    public string Problem { get; init; } = "";

    /// <summary>Reads an address's query, with or without its question mark.</summary>
    public static ServiceAddress Read(string service, string? query) =>
        new(service) { Time = new AddressFields(query).Time(Usual, out var problem), Problem = problem };

    /// <summary>Where the page is with this.</summary>
    public string Link()
    {
        var fields = new List<KeyValuePair<string, string?>>(2);
        if (Time != Usual)
            AddressFields.Add(fields, Time);
        return $"{Path}/{Uri.EscapeDataString(Service)}{QueryString.Create(fields)}";
    }
}
