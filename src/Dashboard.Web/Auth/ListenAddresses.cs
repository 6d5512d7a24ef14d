using System.Net;
using Dashboard.Ingest.Sources;
using Dashboard.Web.Hosting;

namespace Dashboard.Web.Auth;

/// <summary>Where the web server listens, or will, by its settings.</summary>
internal static class ListenAddresses
{
    /// <summary>What Kestrel will listen on: its endpoints and <c>urls</c>, or the port settings where there is no <c>urls</c>.</summary>
    public static IReadOnlyList<string> Configured(IConfiguration configuration)
    {
        List<string> addresses = [.. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(e => e["Url"]).OfType<string>()];
        if (configuration["urls"] is { Length: > 0 } urls)
            addresses.AddRange(Split(urls));
        else
            addresses.AddRange([.. Ports(configuration, "http"), .. Ports(configuration, "https")]);
        return addresses;
    }

    /// <summary>The rule of mode Open.</summary>
    /// <exception cref="SettingsException">Another machine can reach one of the addresses; the message names it.</exception>
    public static void RefuseOpenBeyondLoopback(IEnumerable<string> addresses)
    {
        if (addresses.FirstOrDefault(a => !IsLoopback(a)) is { } address)
        {
            throw new SettingsException(
                $"{AuthOptions.Section}:{nameof(AuthOptions.Mode)} = '{AuthMode.Open}' is not allowed while the server listens on {address}: Open lets everybody in, "
                + "so every listener must be on loopback (localhost, 127.0.0.0/8 or [::1]). Change --urls or Kestrel:Endpoints, or set the mode to Local.");
        }
    }

    /// <summary>The same for the receivers of telemetry.</summary>
    /// <exception cref="SettingsException">Another machine can reach them; the message names the setting.</exception>
    public static void RefuseOpenBeyondLoopback(ListenOptions receivers)
    {
        if (!receivers.IsLoopback)
        {
            throw new SettingsException(
                $"{AuthOptions.Section}:{nameof(AuthOptions.Mode)} = '{AuthMode.Open}' is not allowed while {ListenOptions.Section}:{nameof(ListenOptions.Address)} = '{receivers.Address}': "
                + "Open lets everybody in, so every listener must be on loopback (127.0.0.0/8 or ::1). Change the address, or set the mode to Local.");
        }
    }

    /// <summary>Whether only this machine can reach an address. Kestrel listens everywhere for a host that is neither <c>localhost</c> nor an IP address.</summary>
    public static bool IsLoopback(string address)
    {
        try
        {
            var binding = BindingAddress.Parse(address);
            return !binding.IsUnixPipe && !binding.IsNamedPipe && IsLoopbackHost(binding.Host);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Whether a host name or literal means this machine itself.</summary>
    public static bool IsLoopbackHost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));

    /// <summary>An address as a person on this machine opens it: a wildcard host is shown as localhost.</summary>
    public static string ForBrowser(string address)
    {
        var binding = BindingAddress.Parse(address);
        if (binding.IsUnixPipe || binding.IsNamedPipe)
            return address;
        var everywhere = binding.Host is "*" or "+" || (IPAddress.TryParse(binding.Host.Trim('[', ']'), out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)));
        return new UriBuilder(binding.Scheme, everywhere ? "localhost" : binding.Host, binding.Port, binding.PathBase).Uri.ToString().TrimEnd('/');
    }

    private static IEnumerable<string> Ports(IConfiguration configuration, string scheme) =>
        Split(configuration[$"{scheme}_ports"] ?? "").Select(port => $"{scheme}://*:{port}");

    private static string[] Split(string list) => list.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
