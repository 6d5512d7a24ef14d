using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using Dashboard.Ingest.Storage.Sqlite;
using Microsoft.AspNetCore.DataProtection;

namespace Dashboard.Ingest.Sources;

/// <summary>
/// What sources ask: targets of the settings, and those that people added, whose settings are kept encrypted over
/// restarts. Either can be paused. Safe from any thread.
/// </summary>
public sealed class Targets
{
    /// <summary>Targets of all sources that are kept.</summary>
    public const int Most = 20_000;

    private static readonly JsonSerializerOptions Json = new() { IgnoreReadOnlyProperties = true, Converters = { new JsonStringEnumConverter() } };

    private readonly Lock _gate = new();
    private readonly StateDatabase _database;
    private readonly IDataProtector _protector;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, ITargetSource> _sources;
    private readonly Dictionary<(string Source, string Name), Kept> _kept = []; // bound: Most

    /// <summary>Has the sources ask what was added before the program ended, and what was paused no more.</summary>
    public Targets(StateDatabase database, IDataProtectionProvider protection, IEnumerable<ITelemetrySource> all, TimeProvider time)
    {
        (_database, _protector, _time) = (database, protection.CreateProtector("Dashboard.Targets"), time);
        _sources = all.OfType<ITargetSource>().ToDictionary(s => s.Description.Id, StringComparer.Ordinal);
        using var connection = database.Connect();
        foreach (var row in connection.Query<Row>("SELECT source, name, settings, is_paused AS IsPaused, since, actor FROM target ORDER BY source, name"))
        {
            if (_sources.TryGetValue(row.Source, out var source))
                _kept[(row.Source, row.Name)] = Restore(source, row);
        }
    }

    /// <summary>The table in the state database.</summary>
    public static StateMigration Schema { get; } = new(6, """
        CREATE TABLE target (
            source TEXT NOT NULL,
            name TEXT NOT NULL,
            settings BLOB,
            is_paused INTEGER NOT NULL,
            since INTEGER NOT NULL,
            actor TEXT NOT NULL,
            PRIMARY KEY (source, name)
        ) STRICT;
        """);

    /// <summary>The source of an id; null where it has no targets.</summary>
    public ITargetSource? SourceOf(string id) => _sources.GetValueOrDefault(id);

    /// <summary>Every target of every source.</summary>
    public IEnumerable<TargetRow> All() => _sources.Keys.SelectMany(Of);

    /// <summary>Every device that is asked, and by what: the targets of those sources that ask devices.</summary>
    public IEnumerable<(string Name, string How)> Devices() =>
        _sources.Values.Where(static s => s.TargetNoun == "device").SelectMany(s => Of(s.Description.Id).Select(t => (t.Name, s.Description.Name)));

    /// <summary>Every target of a source, by name, paused ones among them.</summary>
    public IReadOnlyList<TargetRow> Of(string source)
    {
        if (SourceOf(source) is not { } asks)
            return [];
        var rows = new SortedDictionary<string, TargetRow>(StringComparer.OrdinalIgnoreCase); // bound: targets of the source
        foreach (var status in asks.Targets())
            rows[status.Name] = new TargetRow { Name = status.Name, Address = status.Address, Interval = status.Interval, LastAnswer = status.LastAnswer, Complaint = status.Complaint };
        lock (_gate)
        {
            foreach (var ((_, name), kept) in _kept.Where(k => k.Key.Source == source))
            {
                var row = rows.GetValueOrDefault(name) ?? new TargetRow { Name = name, Address = kept.Options?.Address ?? "", Interval = kept.Options?.Interval };
                rows[name] = row with { IsPaused = kept.IsPaused, IsAdded = kept.IsAdded, Complaint = kept.Fault ?? row.Complaint, Since = kept.Since, Actor = kept.Actor };
            }
        }
        return [.. rows.Values];
    }

    /// <summary>Asks a further target from now on, over restarts too.</summary>
    /// <returns>Null, or why not, as a sentence that names no secret.</returns>
    public string? Add(string source, ITargetOptions options, string actor)
    {
        lock (_gate)
        {
            if (_kept.Count >= Most)
                return $"{Most} targets are kept already, and no more can be.";
            if (_kept.TryGetValue((source, options.Name), out var other))
                return other.IsPaused ? $"'{options.Name}' is there already, paused." : $"'{options.Name}' is there already.";
            if (_sources[source].TryAdd(options) is { } complaint)
                return complaint;
            Keep(source, options.Name, new Kept(options, IsAdded: true, IsPaused: false, Now(), actor));
            return null;
        }
    }

    /// <summary>Asks a target no more until it is resumed, over restarts too.</summary>
    /// <returns>Null, or why not, as a sentence.</returns>
    public string? Pause(string source, string name, string actor)
    {
        lock (_gate)
        {
            var options = OptionsOf(source, name);
            if (options is null || !_sources[source].Remove(name))
                return $"'{name}' is not asked.";
            Keep(source, name, new Kept(options, _kept.GetValueOrDefault((source, name))?.IsAdded ?? false, IsPaused: true, Now(), actor));
            return null;
        }
    }

    /// <summary>Asks a paused target again.</summary>
    /// <returns>Null, or why not, as a sentence.</returns>
    public string? Resume(string source, string name, string actor)
    {
        lock (_gate)
        {
            if (_kept.GetValueOrDefault((source, name)) is not { IsPaused: true } kept || OptionsOf(source, name) is not { } options)
                return $"'{name}' is not paused.";
            if (_sources[source].TryAdd(options) is { } complaint)
                return complaint;
            if (kept.IsAdded)
                Keep(source, name, kept with { IsPaused = false, Since = Now(), Actor = actor });
            else
                Forget(source, name);
            return null;
        }
    }

    /// <summary>Removes a target that was added, with what is kept of it.</summary>
    /// <returns>Null, or why not, as a sentence.</returns>
    public string? Remove(string source, string name)
    {
        lock (_gate)
        {
            if (_kept.GetValueOrDefault((source, name)) is not { IsAdded: true })
                return $"'{name}' is not one that was added here; settings say that it is asked. It can be paused.";
            _sources[source].Remove(name);
            Forget(source, name);
            return null;
        }
    }

    private ITargetOptions? OptionsOf(string source, string name) =>
        _kept.GetValueOrDefault((source, name))?.Options ?? _sources.GetValueOrDefault(source)?.Configured.FirstOrDefault(c => c.Name == name);

    private Kept Restore(ITargetSource source, Row row)
    {
        var kept = new Kept(null, IsAdded: row.Settings is not null, row.IsPaused, row.Since, row.Actor);
        if (row.Settings is null)
        {
            source.Remove(row.Name);
            return kept with { Options = source.Configured.FirstOrDefault(c => c.Name == row.Name) };
        }
        try
        {
            kept = kept with { Options = (ITargetOptions?)JsonSerializer.Deserialize(_protector.Unprotect(row.Settings), source.TargetOptions, Json) };
        }
        catch (CryptographicException)
        {
            return kept with { Fault = $"The settings of '{row.Name}' cannot be decrypted: the key they were encrypted with is not there any more. Remove it and add it anew." };
        }
        catch (JsonException)
        {
            return kept with { Fault = $"The settings of '{row.Name}' are not those of this version. Remove it and add it anew." };
        }
        return kept.IsPaused ? kept : kept with { Fault = source.TryAdd(kept.Options!) };
    }

    private void Keep(string source, string name, Kept kept)
    {
        var settings = kept.IsAdded ? _protector.Protect(JsonSerializer.SerializeToUtf8Bytes(kept.Options, _sources[source].TargetOptions, Json)) : null;
        using var connection = _database.Connect();
        connection.Execute(
            "INSERT INTO target (source, name, settings, is_paused, since, actor) VALUES (@source, @name, @settings, @IsPaused, @Since, @Actor) "
            + "ON CONFLICT DO UPDATE SET settings = excluded.settings, is_paused = excluded.is_paused, since = excluded.since, actor = excluded.actor",
            new { source, name, settings, kept.IsPaused, kept.Since, kept.Actor });
        _kept[(source, name)] = kept;
    }

    private void Forget(string source, string name)
    {
        using var connection = _database.Connect();
        connection.Execute("DELETE FROM target WHERE source = @source AND name = @name", new { source, name });
        _kept.Remove((source, name));
    }

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record Kept(ITargetOptions? Options, bool IsAdded, bool IsPaused, long Since, string Actor, string? Fault = null);

    private sealed class Row
    {
        public string Source { get; init; } = "";

        public string Name { get; init; } = "";

        public byte[]? Settings { get; init; }

        public bool IsPaused { get; init; }

        public long Since { get; init; }

        public string Actor { get; init; } = "";
    }
}

/// <summary>A target as the page of its source shows it.</summary>
public sealed record TargetRow
{
    public required string Name { get; init; }

    public required string Address { get; init; }

    /// <summary>How often it is asked; null where that is not known.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>When it last answered; null where it has not since the start.</summary>
    public DateTimeOffset? LastAnswer { get; init; }

    /// <summary>What is wrong with it, as a sentence; null where nothing is.</summary>
    public string? Complaint { get; init; }

    public bool IsPaused { get; init; }

    /// <summary>Whether somebody added it; otherwise the settings say that it is asked.</summary>
    public bool IsAdded { get; init; }

    /// <summary>When it was added, paused or resumed, in milliseconds since 1970-01-01 UTC; 0 where it comes from the settings.</summary>
    public long Since { get; init; }

    /// <summary>By whom.</summary>
    public string Actor { get; init; } = "";
}
