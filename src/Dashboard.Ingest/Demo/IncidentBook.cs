using System.Text.Json;
using Dashboard.Domain.Simulation;

namespace Dashboard.Ingest.Demo;

/// <summary>The incidents that have befallen the simulated network and those that do now, with the truth about each in a file that outlives the program. Safe from any thread.</summary>
public sealed class IncidentBook
{
    /// <summary>Incidents that are remembered; of more the oldest are forgotten.</summary>
    public const int Most = 1000;

    /// <summary>How long somebody may have an incident last.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    private readonly Lock _gate = new();
    private readonly SimulatedNetwork _network;
    private readonly TimeProvider _time;
    private readonly string _file;
    private volatile IReadOnlyList<Incident> _all = []; // bound: Most
    private int _lines;

    /// <param name="network">The network.</param>
    /// <param name="file">The file of truth: a line of JSON each time that something became known of an incident.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public IncidentBook(SimulatedNetwork network, string file, TimeProvider time)
    {
        (_network, _file, _time) = (network, file, time);
        if (!File.Exists(file))
            return;
        var known = new Dictionary<string, Incident>(StringComparer.Ordinal); // bound: lines of the file, which is 2 × Most
        foreach (var line in File.ReadLines(file))
        {
            _lines++;
            if (Read(line) is { } incident)
                known[incident.Id] = incident;
        }
        _all = [.. known.Values.OrderBy(static i => i.From).TakeLast(Most)];
        // What was half written when the program was killed is no part of the next line.
        if (_lines > 0 && !File.ReadAllText(file).EndsWith('\n'))
            File.AppendAllText(file, "\n");
    }

    /// <summary>All of them, the oldest first; a snapshot that does not change.</summary>
    public IReadOnlyList<Incident> All => _all;

    /// <summary>Begins an incident now.</summary>
    /// <param name="kind">The kind, of which none may be going on.</param>
    /// <param name="length">How long it lasts.</param>
    /// <returns>Null, or why it does not begin, as a sentence.</returns>
    /// <exception cref="IOException">The truth cannot be written down.</exception>
    public string? Begin(IncidentKind kind, TimeSpan length)
    {
        if (length < TimeSpan.FromMinutes(1) || length > Longest)
            return $"An incident lasts 1 to {Longest.TotalMinutes:0} minutes.";
        // Whole seconds, so that it is the same when it is read again.
        var now = _time.GetUtcNow().ToUnixTimeSeconds() * 1000;
        lock (_gate)
        {
            if (_all.Any(i => i.Kind == kind && i.To > now))
                return $"{kind.Title}: one is going on already. End it first.";
            Add(Incident.Begin(_network, kind, now, length));
        }
        return null;
    }

    /// <summary>Ends the incident of a kind that is going on.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="IOException">The truth cannot be written down.</exception>
    public bool End(IncidentKind kind)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        lock (_gate)
        {
            if (_all.FirstOrDefault(i => i.Kind == kind && i.IsOn(now)) is not { } incident)
                return false;
            var ended = incident with { To = now };
            _all = [.. _all.Select(i => i.Id == ended.Id ? ended : i)];
            Write(ended);
            return true;
        }
    }

    /// <summary>Adds what the network's own programme begins in a span, unless one of the kind goes on then.</summary>
    /// <param name="from">The beginning of the span, in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="to">Its end, which does not belong to it.</param>
    /// <exception cref="IOException">The truth cannot be written down.</exception>
    public void AddScript(long from, long to)
    {
        foreach (var incident in Incident.Script(_network, from, to))
        {
            lock (_gate)
            {
                if (!_all.Any(i => i.Id == incident.Id || (i.Kind == incident.Kind && i.From < incident.To && i.To > incident.From)))
                    Add(incident);
            }
        }
    }

    private void Add(Incident incident)
    {
        _all = [.. _all.Append(incident).OrderBy(static i => i.From).TakeLast(Most)];
        Write(incident);
    }

    private void Write(Incident incident)
    {
        if (_lines >= 2 * Most)
        {
            File.WriteAllLines(_file + ".new", _all.Select(Line));
            File.Move(_file + ".new", _file, overwrite: true);
            _lines = _all.Count;
            return;
        }
        File.AppendAllText(_file, Line(incident) + "\n");
        _lines++;
    }

    private string Line(Incident incident) => JsonSerializer.Serialize(IncidentTruth.Of(_network, incident), IncidentTruth.Json);

    // Null for lines of another network, and for half ones.
    private Incident? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<IncidentTruth>(line, IncidentTruth.Json) is { } truth && truth.Seed == _network.Seed && IncidentKind.Find(truth.Name) is { } kind
                ? Incident.Begin(_network, kind, truth.From.ToUnixTimeMilliseconds(), truth.To - truth.From)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
