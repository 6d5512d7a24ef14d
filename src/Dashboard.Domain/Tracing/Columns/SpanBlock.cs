using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tracing.Columns;

/// <summary>
/// Spans of one service in columns, as they came one after another. It knows all it needs of itself, texts too, and does not
/// change, so that any thread reads it without asking and all of it goes when it goes.
/// </summary>
internal sealed class SpanBlock
{
    /// <summary>Spans of a block at most.</summary>
    public const int MaxRows = 2048;

    /// <summary>Words of 64 bits that hold a bit for each span.</summary>
    public const int Words = MaxRows / 64;

    public required int Count { get; init; }

    /// <summary>The store's numbers of their traces.</summary>
    public required int[] Traces { get; init; }

    public required ulong[] Ids { get; init; }

    /// <summary>The ids of what caused them; 0 for root spans.</summary>
    public required ulong[] Parents { get; init; }

    /// <summary>Which ids may be among <see cref="Ids"/>, an <see cref="IdFilter"/>.</summary>
    public required ulong[] Filter { get; init; }

    /// <summary>Nanoseconds since 1970-01-01 UTC.</summary>
    public required NarrowColumn Starts { get; init; }

    /// <summary>Nanoseconds.</summary>
    public required NarrowColumn Durations { get; init; }

    /// <summary>Kind and status, see <see cref="MarkOf"/>.</summary>
    public required NarrowColumn Marks { get; init; }

    /// <summary>Which of <see cref="Origins"/> they are of.</summary>
    public required NarrowColumn OriginCodes { get; init; }

    public required Labels[] Origins { get; init; }

    public required TextColumn Operations { get; init; }

    public required TextColumn Scopes { get; init; }

    public required TextColumn Messages { get; init; }

    public required AttributeColumns Attributes { get; init; }

    public required EventColumns? Events { get; init; }

    public required LinkColumns? Links { get; init; }

    /// <summary>Memory that it takes.</summary>
    public int Bytes => field > 0 ? field : field = 400 + (4 * Traces.Length) + (8 * (Ids.Length + Parents.Length + Filter.Length + Origins.Length))
        + Starts.Bytes + Durations.Bytes + Marks.Bytes + OriginCodes.Bytes + Operations.Bytes + Scopes.Bytes + Messages.Bytes + Attributes.Bytes + (Events?.Bytes ?? 0) + (Links?.Bytes ?? 0);

    /// <summary>The latest start of this block and of all before it of the same service.</summary>
    public long ReachesTo { get; set; }

    /// <summary>Where it stands in the order in which blocks were sealed.</summary>
    public long Number { get; set; }

    /// <summary>Kind and status in one number.</summary>
    public static byte MarkOf(SpanKind kind, SpanStatus status) => (byte)((byte)kind | ((byte)status << 4));

    public static SpanKind KindOf(long mark) => (SpanKind)(mark & 0xf);

    public static SpanStatus StatusOf(long mark) => (SpanStatus)(mark >> 4);

    /// <summary>A bit for each of its spans.</summary>
    public void All(Span<ulong> rows)
    {
        rows.Clear();
        rows[..(Count / 64)].Fill(ulong.MaxValue);
        if (Count % 64 > 0)
            rows[Count / 64] = (1UL << (Count % 64)) - 1;
    }

    public Labels Origin(int row) => Origins[(int)OriginCodes[row]];

    public SpanRecord Read(int row, TraceId trace, AttributeList.Builder attributes)
    {
        var (start, mark) = (Starts[row], Marks[row]);
        return new SpanRecord(trace, new SpanId(Ids[row]), new SpanId(Parents[row]), Origin(row), Operations.Text(row), KindOf(mark), start, Durations[row], StatusOf(mark))
        {
            StatusMessage = Messages.Text(row),
            Scope = Scopes.Text(row),
            Attributes = Attributes.Read(row, attributes),
            Events = Events?.Read(row, start, attributes) ?? [],
            Links = Links?.Read(row, attributes) ?? [],
        };
    }
}
