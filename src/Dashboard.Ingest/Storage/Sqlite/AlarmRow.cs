using Dashboard.Domain.Alarms;
using Dashboard.Domain.Telemetry;
using Microsoft.Data.Sqlite;

namespace Dashboard.Ingest.Storage.Sqlite;

/// <summary>An alarm as its table has it.</summary>
internal sealed record AlarmRow
{
    // The text of statements is made of these names alone.
    private static readonly string[] Names =
    [
        "id", "managed_object", "type", "probable_cause", "specific_problem", "severity", "previous_severity", "worst", "text", "repair",
        "first_raised_at", "raised_at", "changed_at", "told_at", "cleared_at", "acknowledged_at", "acknowledged_by", "count", "toggling", "doors", "life", "left_at",
    ];

    private static readonly string Upsert =
        $"INSERT INTO alarms ({string.Join(", ", Names)}) VALUES ({string.Join(", ", Names.Select(static n => "@" + n))}) ON CONFLICT (id) DO UPDATE SET {string.Join(", ", Names.Skip(1).Select(static n => $"{n} = excluded.{n}"))}";

    /// <summary>What to select.</summary>
    public static string Columns { get; } = string.Join(", ", Names.Where(static n => n != "worst").Select(static n => $"{n} AS {n.Replace("_", "", StringComparison.Ordinal)}"));

    public long Id { get; init; }

    public string ManagedObject { get; init; } = "";

    public string Type { get; init; } = "";

    public string ProbableCause { get; init; } = "";

    public string SpecificProblem { get; init; } = "";

    public int Severity { get; init; }

    public int PreviousSeverity { get; init; }

    public string Text { get; init; } = "";

    public string Repair { get; init; } = "";

    public long FirstRaisedAt { get; init; }

    public long RaisedAt { get; init; }

    public long ChangedAt { get; init; }

    public long ToldAt { get; init; }

    public long? ClearedAt { get; init; }

    public long? AcknowledgedAt { get; init; }

    public string? AcknowledgedBy { get; init; }

    public int Count { get; init; }

    public long Toggling { get; init; }

    public string Doors { get; init; } = "";

    public string Life { get; init; } = "";

    public long? LeftAt { get; init; }

    /// <summary>Makes a command one that writes a row, whether it is there or not.</summary>
    public static void Prepare(SqliteCommand command, SqliteTransaction transaction)
    {
        command.Transaction = transaction;
#pragma warning disable CA2100 // A program constant.
        command.CommandText = Upsert;
#pragma warning restore CA2100
        foreach (var name in Names)
            command.Parameters.Add(new SqliteParameter { ParameterName = "@" + name });
    }

    /// <summary>Puts an alarm into such a command.</summary>
    public static void Bind(SqliteCommand command, Alarm alarm, string doors, string life)
    {
        var at = 0;
        foreach (var value in new object?[]
        {
            alarm.Id, alarm.ManagedObject, alarm.Identity.Type.ToString(), alarm.Identity.ProbableCause, alarm.Identity.SpecificProblem,
            (int)alarm.Severity, (int)alarm.PreviousSeverity, (int)alarm.Worst, alarm.Text, alarm.ProposedRepair,
            Ms(alarm.FirstRaisedAt), Ms(alarm.RaisedAt), Ms(alarm.ChangedAt), Ms(alarm.ToldAt), Ms(alarm.ClearedAt),
            Ms(alarm.Acknowledged?.At), alarm.Acknowledged?.User, alarm.Count, alarm.IsToggling ? 1 : 0, doors, life, Ms(alarm.LeftAt),
        })
            command.Parameters[at++].Value = value ?? DBNull.Value;
    }

    /// <summary>The alarm; whose it is in the network is found out anew, for that may be known better now.</summary>
    public Alarm Alarm(AlarmDoor[] doors, AlarmStep[] life) => new()
    {
        Id = Id,
        Identity = new AlarmIdentity("", "", Enum.Parse<AlarmType>(Type), ProbableCause, SpecificProblem),
        ManagedObject = ManagedObject,
        Severity = (PerceivedSeverity)Severity,
        PreviousSeverity = (PerceivedSeverity)PreviousSeverity,
        Text = Text,
        ProposedRepair = Repair,
        FirstRaisedAt = Time(FirstRaisedAt),
        RaisedAt = Time(RaisedAt),
        ChangedAt = Time(ChangedAt),
        ToldAt = Time(ToldAt),
        ClearedAt = ClearedAt is { } cleared ? Time(cleared) : null,
        Acknowledged = AcknowledgedAt is { } acknowledged ? new AlarmAcknowledgement(Time(acknowledged), AcknowledgedBy ?? "") : null,
        Count = Count,
        IsToggling = Toggling != 0,
        Doors = [.. doors],
        Life = [.. life],
        LeftAt = LeftAt is { } left ? Time(left) : null,
    };

    private static object? Ms(DateTimeOffset? at) => at?.ToUnixTimeMilliseconds();

    private static DateTimeOffset Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);
}
