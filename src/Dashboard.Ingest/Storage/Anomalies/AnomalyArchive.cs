using System.Buffers;
using Dapper;
using Dashboard.Domain.Analytics.Detection;
using Dashboard.Domain.Analytics.Watching;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Storage.Sqlite;

namespace Dashboard.Ingest.Storage.Anomalies;

/// <summary>Anomalies in the state database, and the thresholds that operators' words have come to.</summary>
public sealed class AnomalyArchive(StateDatabase database)
{
    /// <summary>The tables. Times are milliseconds since 1970, UTC; numbers that are not known are null.</summary>
    public static StateMigration Schema { get; } = new(10, """
        CREATE TABLE anomalies (
            id INTEGER PRIMARY KEY,
            rule TEXT NOT NULL,
            title TEXT NOT NULL,
            entity TEXT NOT NULL,
            labels BLOB NOT NULL,
            unit TEXT NOT NULL,
            kind TEXT NOT NULL,
            detector TEXT NOT NULL,
            tail_score REAL NOT NULL,
            confidence REAL NOT NULL,
            value REAL NOT NULL,
            expected REAL,
            lower REAL,
            upper REAL,
            since INTEGER NOT NULL,
            worst_at INTEGER NOT NULL,
            until INTEGER,
            mark TEXT NOT NULL,
            marked_by TEXT NOT NULL
        ) STRICT;
        CREATE TABLE anomaly_thresholds (
            rule TEXT NOT NULL,
            labels BLOB NOT NULL,
            threshold REAL NOT NULL,
            PRIMARY KEY (rule, labels)
        ) STRICT;
        """);

    /// <summary>Gives the watch back what was known when the program ended, but for what detectors had learnt.</summary>
    public void Restore(AnomalyWatch watch)
    {
        using var connection = database.Connect();
        var rows = connection.Query<Row>(
            """
            SELECT id, rule, title, entity, labels, unit, kind, detector, tail_score AS TailScore, confidence, value, expected, lower, upper,
                since, worst_at AS WorstAt, until, mark, marked_by AS MarkedBy
            FROM anomalies ORDER BY id DESC LIMIT @most
            """, new { most = AnomalyBook.Capacity });
        watch.Book.Restore(rows.Select(static r => r.Read()));
        foreach (var (rule, labels, threshold) in connection.Query<(string Rule, byte[] Labels, double Threshold)>("SELECT rule, labels, threshold FROM anomaly_thresholds"))
            watch.Restore(rule, LabelCodec.Read(labels), threshold);
    }

    /// <summary>Writes anomalies as they are now.</summary>
    public void Write(IReadOnlyCollection<Anomaly> anomalies)
    {
        using var connection = database.Connect();
        using var transaction = connection.BeginTransaction();
        connection.Execute(
            """
            INSERT INTO anomalies VALUES (@Id, @Rule, @Title, @Entity, @Labels, @Unit, @Kind, @Detector, @TailScore, @Confidence, @Value, @Expected, @Lower, @Upper, @Since, @WorstAt, @Until, @Mark, @MarkedBy)
            ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, detector = excluded.detector, tail_score = excluded.tail_score, confidence = excluded.confidence,
                value = excluded.value, expected = excluded.expected, lower = excluded.lower, upper = excluded.upper, worst_at = excluded.worst_at,
                until = excluded.until, mark = excluded.mark, marked_by = excluded.marked_by
            """, anomalies.Select(Row.Of), transaction);
        connection.Execute("DELETE FROM anomalies WHERE id <= (SELECT max(id) FROM anomalies) - @most", new { most = AnomalyBook.Capacity }, transaction);
        transaction.Commit();
    }

    /// <summary>Writes the threshold of a series.</summary>
    public void Write(string rule, Labels labels, double threshold)
    {
        using var connection = database.Connect();
        connection.Execute(
            "INSERT INTO anomaly_thresholds VALUES (@rule, @octets, @threshold) ON CONFLICT DO UPDATE SET threshold = excluded.threshold",
            new { rule, octets = Octets(labels), threshold });
    }

    /// <summary>Deletes those that were over before a time, in milliseconds since 1970-01-01 UTC.</summary>
    public void Clear(long endedBefore)
    {
        using var connection = database.Connect();
        connection.Execute("DELETE FROM anomalies WHERE until < @endedBefore", new { endedBefore });
    }

    private static byte[] Octets(Labels labels)
    {
        var octets = new ArrayBufferWriter<byte>();
        LabelCodec.Write(labels, octets);
        return octets.WrittenSpan.ToArray();
    }

    private sealed class Row
    {
        public long Id { get; init; }

        public string Rule { get; init; } = "";

        public string Title { get; init; } = "";

        public string Entity { get; init; } = "";

        public byte[] Labels { get; init; } = [];

        public string Unit { get; init; } = "";

        public string Kind { get; init; } = "";

        public string Detector { get; init; } = "";

        public double TailScore { get; init; }

        public double Confidence { get; init; }

        public double Value { get; init; }

        public double? Expected { get; init; }

        public double? Lower { get; init; }

        public double? Upper { get; init; }

        public long Since { get; init; }

        public long WorstAt { get; init; }

        public long? Until { get; init; }

        public string Mark { get; init; } = "";

        public string MarkedBy { get; init; } = "";

        public static Row Of(Anomaly a) => new()
        {
            Id = a.Id,
            Rule = a.Rule,
            Title = a.Title,
            Entity = a.Entity,
            Labels = Octets(a.Labels),
            Unit = a.Unit.ToString(),
            Kind = a.Kind.ToString(),
            Detector = a.Detector.ToString(),
            TailScore = a.TailScore,
            Confidence = a.Confidence,
            Value = a.Value,
            Expected = Known(a.Expected),
            Lower = Known(a.Lower),
            Upper = Known(a.Upper),
            Since = a.Since,
            WorstAt = a.WorstAt,
            Until = a.Until,
            Mark = a.Mark.ToString(),
            MarkedBy = a.MarkedBy,
        };

        public Anomaly Read() => new()
        {
            Id = Id,
            Rule = Rule,
            Title = Title,
            Entity = Entity,
            Labels = LabelCodec.Read(Labels),
            Unit = Named<Unit>(Unit),
            Kind = Named<AnomalyKind>(Kind),
            Detector = Named<DetectorFeature>(Detector),
            TailScore = TailScore,
            Confidence = Confidence,
            Value = Value,
            Expected = Expected ?? double.NaN,
            Lower = Lower ?? double.NaN,
            Upper = Upper ?? double.NaN,
            Since = Since,
            WorstAt = WorstAt,
            Until = Until,
            Mark = Named<AnomalyMark>(Mark),
            MarkedBy = MarkedBy,
        };

        private static double? Known(double value) => double.IsFinite(value) ? value : null;

        // What another version of the program had more of is unknown here.
        private static T Named<T>(string name)
            where T : struct, Enum => Enum.TryParse<T>(name, out var value) ? value : default;
    }
}
