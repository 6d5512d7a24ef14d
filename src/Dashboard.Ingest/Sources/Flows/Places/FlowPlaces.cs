using Dashboard.Domain.Flows;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Wire;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Sources.Flows.Places;

/// <summary>What is known of where an address lies.</summary>
/// <param name="Country">Two letters (ISO 3166-1 alpha-2); empty where it is not known.</param>
/// <param name="City">Its English name; empty where it is not known.</param>
/// <param name="Latitude">Degrees north (WGS 84); null where it is not known.</param>
/// <param name="Longitude">Degrees east.</param>
/// <param name="As">The autonomous system; 0 where it is not known.</param>
/// <param name="AsName">Its name; empty where it is not known.</param>
public sealed record AddressPlace(string Country, string City, double? Latitude, double? Longitude, uint As, string AsName);

/// <summary>
/// Countries and autonomous systems of addresses, from files in the MaxMind DB format that are read again when they change.
/// A file that breaks leaves what was read of it before.
/// </summary>
public sealed class FlowPlaces : ITelemetrySource, IFlowPlaces
{
    /// <summary>The source's id.</summary>
    public const string Id = "flow-places";

    private readonly FlowPlaceOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<FlowPlaces> _log;
    private readonly WatchedFile[] _files;
    private readonly Database?[] _read;
    private volatile Database[] _databases = [];

    public FlowPlaces(FlowPlaceOptions options, SourceRegistry sources, TimeProvider time, ILogger<FlowPlaces> log)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(sources);
        (_options, _time, _log) = (options, time, log);
        _files = [.. options.Files.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(f => new WatchedFile(f, FlowPlaceOptions.MaxBytes))];
        _read = new Database?[_files.Length];
        Description = new SourceDescription
        {
            Id = Id,
            Name = "Places of addresses",
            Protocol = "MaxMind DB files",
            Kinds = [TelemetryKind.Flow],
            Capabilities = ["enriches"],
        };
        Meter = sources.Register(Description);
        // Now, so that flows which come first have their places as well.
        Look();
    }

    public SourceDescription Description { get; }

    public SourceMeter Meter { get; }

    public async Task Run(CancellationToken cancellationToken)
    {
        if (_files.Length == 0)
        {
            Meter.SetInactive($"no files in {FlowPlaceOptions.Section}:{nameof(FlowPlaceOptions.Files)}");
            return;
        }
        using var beat = new PeriodicTimer(_options.Interval, _time);
        while (await beat.WaitForNextTickAsync(cancellationToken))
            Look();
    }

    public ushort CountryOf(NetworkAddress address)
    {
        foreach (var database in _databases)
        {
            if (database.Countries.Of(address) is var country and > 0)
                return (ushort)country;
        }
        return 0;
    }

    public uint AsOf(NetworkAddress address)
    {
        foreach (var database in _databases)
        {
            if (database.Systems.Of(address) is var system and > 0)
                return system;
        }
        return 0;
    }

    /// <summary>All that is known of an address; null where that is nothing.</summary>
    public AddressPlace? PlaceOf(NetworkAddress address)
    {
        var place = new AddressPlace("", "", null, null, AsOf(address), "");
        var country = CountryOf(address);
        if (country > 0)
            place = place with { Country = $"{(char)(country >> 8)}{(char)(country & 0xff)}" };
        foreach (var database in _databases)
        {
            if (database.File.Find(address) is not { } offset)
                continue;
            var record = database.File.At(offset);
            var location = record["location"u8];
            var name = record["autonomous_system_organization"u8];
            place = place with
            {
                City = place.City.Length > 0 ? place.City : record["city"u8]["names"u8]["en"u8].Text,
                Latitude = place.Latitude ?? location["latitude"u8].Real,
                Longitude = place.Longitude ?? location["longitude"u8].Real,
                AsName = place.AsName.Length > 0 ? place.AsName : (name.Type == MmdbType.Text ? name : record["as_name"u8]).Text,
            };
        }
        return place == new AddressPlace("", "", null, null, 0, "") ? null : place;
    }

    /// <summary>Reads files that have changed.</summary>
    internal void Look()
    {
        var changed = false;
        for (var i = 0; i < _files.Length; i++)
        {
            var file = _files[i];
            if (file.HasChanged(out var problem) && file.Read(out problem) is { } octets && MmdbFile.Read(octets, out problem) is { } read)
            {
                _read[i] = new Database(read);
                changed = true;
                Meter.Contacted();
                PlaceLog.FileRead(_log, file.Path, read.Type, read.Built);
            }
            if (problem is null)
                continue;
            var text = $"{file.Path} {problem}{(_read[i] is null ? "" : "; what was read of it before is kept")}.";
            Meter.Failed(text);
            PullLog.FileRefused(_log, text);
        }
        if (changed)
            _databases = [.. _read.OfType<Database>()];
    }

    /// <summary>A file with what flows are asked for.</summary>
    private sealed class Database(MmdbFile file)
    {
        public MmdbFile File => file;

        public MmdbColumn Countries { get; } = new(file, PlaceRecord.CountryOf);

        public MmdbColumn Systems { get; } = new(file, PlaceRecord.AsOf);
    }
}

/// <summary>What is written to the log of files of places.</summary>
internal static partial class PlaceLog
{
    [LoggerMessage(1311, LogLevel.Information, "{file} is read: {type}, built {built:yyyy-MM-dd}")]
    public static partial void FileRead(ILogger log, string file, string type, DateTimeOffset built);
}
