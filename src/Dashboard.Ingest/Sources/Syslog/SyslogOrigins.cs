using System.Text;
using System.Text.Unicode;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Syslog;

/// <summary>Writers by the octets that name them, so that a line of a writer that is known costs one look-up. Used by one thread at a time.</summary>
internal sealed class SyslogOrigins(int capacity)
{
    /// <summary>How long a writer may be silent before it is forgotten, and its series end.</summary>
    public static readonly TimeSpan Keep = TimeSpan.FromHours(6);

    private const int MaxHost = 255;
    private const int MaxApp = 64;
    private const int MaxNames = 4096;

    private readonly Dictionary<byte[], SyslogOrigin> _origins = new(OctetComparer.Instance); // bound: capacity
    private readonly Dictionary<byte[], string> _names = new(OctetComparer.Instance); // bound: MaxNames
    private readonly SyslogOrigin?[] _others = new SyslogOrigin?[24];

    /// <summary>All that have counts.</summary>
    public IEnumerable<SyslogOrigin> All => _origins.Values.Concat(_others.OfType<SyslogOrigin>());

    /// <summary>Counts a line and returns what it shares with the others of its writer.</summary>
    /// <param name="message">The line.</param>
    /// <param name="sender">Who passed it on; its host where the line names none.</param>
    /// <param name="now">Milliseconds since 1970-01-01 UTC.</param>
    public SyslogOrigin Count(scoped ref SyslogMessage message, NetworkAddress sender, long now)
    {
        var host = message.Host[..Math.Min(message.Host.Length, MaxHost)];
        var app = message.IsAppCertain && message.App.Length <= MaxApp ? message.App : [];
        Span<byte> key = stackalloc byte[18 + MaxHost + MaxApp];
        sender.WriteTo(key);
        key[16] = (byte)message.Facility;
        key[17] = (byte)host.Length;
        host.CopyTo(key[18..]);
        app.CopyTo(key[(18 + host.Length)..]);
        key = key[..(18 + host.Length + app.Length)];
        var known = _origins.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (!known.TryGetValue(key, out var origin))
        {
            var address = sender.ToString();
            origin = new SyslogOrigin(host.IsEmpty ? address : Read(host), Read(app), SyslogFacility.Keyword(message.Facility), address);
            if (_origins.Count >= capacity)
            {
                (_others[message.Facility] ??= new SyslogOrigin(SyslogOrigin.Others, SyslogOrigin.Others, origin.Facility, "")).Count(message.Severity, now);
                return origin;
            }
            known[key] = origin;
        }
        origin.Count(message.Severity, now);
        return origin;
    }

    /// <summary>Lets go of writers that have been silent for long.</summary>
    public void Forget(long now)
    {
        foreach (var (key, origin) in _origins)
        {
            if (now - origin.SeenAt > Keep.TotalMilliseconds)
                _origins.Remove(key);
        }
    }

    /// <summary>The name of a kind of message, one object however often it comes.</summary>
    public string Name(ReadOnlySpan<byte> octets)
    {
        if (octets.IsEmpty)
            return "";
        var known = _names.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (known.TryGetValue(octets, out var name))
            return name;
        if (_names.Count >= MaxNames)
            _names.Clear();
        return known[octets] = Read(octets);
    }

    /// <summary>The text of octets: UTF-8, or where they are not, Latin-1, which loses nothing.</summary>
    public static string Read(ReadOnlySpan<byte> octets) => (Utf8.IsValid(octets) ? Encoding.UTF8 : Encoding.Latin1).GetString(octets);
}
