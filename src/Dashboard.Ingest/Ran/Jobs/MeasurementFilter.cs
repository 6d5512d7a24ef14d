using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Ran.Jobs;

/// <summary>
/// Which measurements are wanted, as a job of RANPM says it (O-RAN SC non-RT RIC, PM job definition): each list that is
/// not empty must be fulfilled by one of its entries. Immutable.
/// </summary>
public sealed class MeasurementFilter
{
    /// <summary>Entries that a list may have.</summary>
    public const int MaxEntries = 1000;

    private const int MaxCharacters = 2048;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly byte[][] _instances;
    private readonly (byte[] Class, HashSet<byte[]> Types)[] _specs;
    private readonly long _start;
    private readonly long _end;

    private MeasurementFilter(MeasurementJobText text)
    {
        Text = text;
        _instances = [.. (text.MeasObjInstIds ?? []).Select(Encoding.UTF8.GetBytes)];
        _specs = [.. (text.MeasTypeSpecs ?? []).Select(static s => (Encoding.UTF8.GetBytes(s.MeasuredObjClass ?? ""), new HashSet<byte[]>((s.MeasTypes ?? []).Select(Encoding.UTF8.GetBytes), OctetComparer.Instance)))];
        _start = text.PmRopStartTime is { } start ? Time(start)!.Value : long.MinValue;
        _end = text.PmRopEndTime is { } end ? Time(end)!.Value : long.MaxValue;
    }

    /// <summary>The filter as it is written.</summary>
    public MeasurementJobText Text { get; }

    /// <summary>Reads a filter in JSON: an object with any of <c>sourceNames, measObjInstIds, measTypeSpecs, measuredEntityDns, pmRopStartTime, pmRopEndTime</c>.</summary>
    /// <param name="json">The text.</param>
    /// <param name="problem">What is wrong with it, as a sentence; null where nothing is.</param>
    /// <returns>The filter; null where it cannot be read.</returns>
    public static MeasurementFilter? Read(string json, out string? problem)
    {
        try
        {
            return Of(JsonSerializer.Deserialize<MeasurementJobText>(json, Json) ?? new(), out problem);
        }
        catch (JsonException e)
        {
            problem = $"The job is not JSON of the form {{\"sourceNames\": […], \"measTypeSpecs\": [{{\"measuredObjClass\": \"NRCellDU\", \"measTypes\": […]}}]}}: {e.Message}";
            return null;
        }
    }

    /// <summary>Makes a filter of what is written.</summary>
    public static MeasurementFilter? Of(MeasurementJobText text, out string? problem)
    {
        problem = Complaint("sourceNames", text.SourceNames) ?? Complaint("measObjInstIds", text.MeasObjInstIds) ?? Complaint("measuredEntityDns", text.MeasuredEntityDns)
            ?? Complaint("measTypeSpecs", text.MeasTypeSpecs?.Select(static s => s is null ? null : s.MeasuredObjClass ?? "")) ?? text.MeasTypeSpecs?.Select(static s => Complaint("measTypes", s?.MeasTypes)).FirstOrDefault(static c => c is not null)
            ?? TimeComplaint("pmRopStartTime", text.PmRopStartTime) ?? TimeComplaint("pmRopEndTime", text.PmRopEndTime);
        return problem is null ? new MeasurementFilter(text) : null;
    }

    /// <summary>The filter in JSON.</summary>
    public override string ToString() => JsonSerializer.Serialize(Text, Json);

    /// <summary>Whether anything of a collection is wanted.</summary>
    /// <param name="source">Who sent it, <c>sourceName</c>.</param>
    /// <param name="entity">The managed element that it is about, <c>measuredEntityDn</c>; a part of its name is enough.</param>
    /// <param name="end">The end of its period, in milliseconds since 1970-01-01 UTC.</param>
    public bool Wants(string source, string entity, long end) =>
        end >= _start && end <= _end
        && (Text.SourceNames is not { Count: > 0 } sources || sources.Contains(source))
        && (Text.MeasuredEntityDns is not { Count: > 0 } entities || entities.Any(e => entity.Contains(e, StringComparison.Ordinal)));

    /// <summary>Whether a measurement is wanted.</summary>
    /// <param name="instance">The object that was measured, <c>measObjInstId</c>; a part of its name is enough.</param>
    /// <param name="type">The measurement's name.</param>
    public bool Wants(ReadOnlySpan<byte> instance, ReadOnlySpan<byte> type) => WantsInstance(instance) && WantsType(instance, type);

    private bool WantsInstance(ReadOnlySpan<byte> instance)
    {
        foreach (var part in _instances)
        {
            if (instance.IndexOf(part) >= 0)
                return true;
        }
        return _instances.Length == 0;
    }

    private bool WantsType(ReadOnlySpan<byte> instance, ReadOnlySpan<byte> type)
    {
        var last = instance[(instance.LastIndexOf((byte)',') + 1)..];
        var sign = last.IndexOf((byte)'=');
        var ofClass = sign < 0 ? default : last[..sign].Trim((byte)' ');
        foreach (var (wanted, types) in _specs)
        {
            if ((wanted.Length == 0 || ofClass.SequenceEqual(wanted)) && (types.Count == 0 || types.GetAlternateLookup<ReadOnlySpan<byte>>().Contains(type)))
                return true;
        }
        return _specs.Length == 0;
    }

    private static string? Complaint(string name, IEnumerable<string?>? entries)
    {
        var count = 0;
        foreach (var entry in entries ?? [])
        {
            if (entry is null || entry.Length > MaxCharacters)
                return $"{name} has an entry that is null or has more than {MaxCharacters} characters.";
            if (++count > MaxEntries)
                return $"{name} has more than {MaxEntries} entries.";
        }
        return null;
    }

    private static string? TimeComplaint(string name, string? text) =>
        text is null || Time(text) is not null ? null : $"{name} '{text}' is no time such as 2026-11-22T10:15:00Z.";

    private static long? Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUnixTimeMilliseconds() : null;
}
