using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Flows;

/// <summary>Knows of addresses what routers do not tell: the country, and the AS where the exporter left it open. Called for each flow, so it must be fast and allocate nothing.</summary>
public interface IFlowPlaces
{
    /// <summary>The two letters of the country (ISO 3166-1 alpha-2), the first in the upper octet; 0 where it is not known.</summary>
    ushort CountryOf(NetworkAddress address);

    /// <summary>The AS that originates the address; 0 where it is not known.</summary>
    uint AsOf(NetworkAddress address);
}
