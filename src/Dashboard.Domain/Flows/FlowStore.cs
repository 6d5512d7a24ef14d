using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Flows;

/// <summary>
/// What is remembered of flows, in bounded memory whatever the traffic: rankings of each minute by <see cref="FlowDimension"/>
/// with their error stated, the last flows one by one, and counters since the start. Safe from any thread.
/// </summary>
/// <remarks>
/// A flow counts in the minute that it ended in. Three minutes are open, because exporters report late; what is later
/// still counts in the oldest of them. Flows are taken in runs, one table after another, so that a table stays in the
/// processor's cache while it is written, and each run reads its places in large tables before it writes there.
/// </remarks>
public sealed class FlowStore
{
    private const int OpenMinutes = 3;
    private const int Run = 128;
    private const int MinuteMs = 60_000;
    private const int ScanRun = 16_384;
    private const int VisitRun = 512;

    private readonly FlowStoreOptions _options;
    private readonly FlowExporters _exporters;
    private readonly TimeProvider _time;
    private readonly IFlowPlaces? _places;
    private readonly FlowDimensions _dimensions;
    private readonly Lock _gate = new();
    private readonly FlowMinute[] _open = new FlowMinute[OpenMinutes];
    private readonly Queue<SealedMinute> _sealed = new(); // bound: FlowStoreOptions.KeptMinutes
    private readonly FlowRing _ring;
    private readonly FlowTotals _totals = new();
    private readonly ConversationCounters _conversations;

    private readonly ulong[] _applications = new ulong[Run];
    private readonly uint[] _sourceHashes = new uint[Run];
    private readonly uint[] _destinationHashes = new uint[Run];
    private readonly ConversationKey[] _keys = new ConversationKey[Run];
    private readonly uint[] _keyHashes = new uint[Run];
    private readonly byte[] _minutes = new byte[Run];
    private long _late;

    public FlowStore(FlowStoreOptions options, FlowExporters exporters, TimeProvider time, IFlowPlaces? places = null)
    {
        (_options, _exporters, _time, _places) = (options, exporters, time, places);
        _dimensions = new FlowDimensions(exporters, places);
        _ring = new FlowRing(options.RawBytes, _dimensions);
        _conversations = new ConversationCounters(options.ConversationSeries);
        StartedAt = NowMs();
        var minute = StartedAt / MinuteMs;
        for (var i = 0; i < OpenMinutes; i++)
        {
            _open[i] = new FlowMinute(options);
            _open[i].Begin(minute - OpenMinutes + 1 + i);
        }
    }

    /// <summary>The exporters that records name by number.</summary>
    public FlowExporters Exporters => _exporters;

    /// <summary>When it began to take flows in, in milliseconds since 1970-01-01 UTC.</summary>
    public long StartedAt { get; }

    /// <summary>Whether countries are known, and the AS of addresses whose exporter tells none.</summary>
    public bool HasPlaces => _places is not null;

    /// <summary>Minutes that rankings reach back.</summary>
    public int KeptMinutes => _options.KeptMinutes;

    /// <summary>What keys and names flows have.</summary>
    internal FlowDimensions Dimensions => _dimensions;

    /// <summary>When the last flow came, in milliseconds since 1970-01-01 UTC; 0 where none has.</summary>
    public long NewestArrival
    {
        get
        {
            lock (_gate)
                return _ring.NewestArrival;
        }
    }

    /// <summary>Flows that came so late that they count in a later minute than they ended in.</summary>
    public long LateFlows => Interlocked.Read(ref _late);

    /// <summary>Single flows that are held.</summary>
    public int HeldFlows
    {
        get
        {
            lock (_gate)
                return _ring.Count;
        }
    }

    /// <summary>Takes flows in.</summary>
    public void Add(ReadOnlySpan<FlowRecord> records)
    {
        lock (_gate)
        {
            var now = Advance();
            while (!records.IsEmpty)
            {
                var run = records[..Math.Min(Run, records.Length)];
                AddRun(run, now);
                records = records[run.Length..];
            }
        }
    }

    /// <summary>What sent most within a time, to the minute.</summary>
    /// <param name="dimension">What to rank.</param>
    /// <param name="from">Milliseconds since 1970-01-01 UTC; the minute it falls in counts whole.</param>
    /// <param name="to">The same, and the minute it falls in counts too.</param>
    /// <param name="most">Entries at most.</param>
    public FlowRanking Rank(FlowDimension dimension, long from, long to, int most) =>
        Courses(dimension, Math.DivRem(from, MinuteMs).Quotient, Math.DivRem(to, MinuteMs).Quotient, most, 0).Ranking;

    /// <summary>What sent most within some minutes, and how much in each of them.</summary>
    /// <param name="dimension">What to rank.</param>
    /// <param name="first">The first minute since 1970.</param>
    /// <param name="last">The last minute, which counts too.</param>
    /// <param name="most">Entries at most.</param>
    /// <param name="courses">How many of them are told minute by minute.</param>
    internal (FlowRanking Ranking, FlowCourses Courses) Courses(FlowDimension dimension, long first, long last, int most, int courses)
    {
        List<SealedMinute> minutes;
        lock (_gate)
        {
            Advance();
            minutes = [.. _sealed.Where(m => m.Minute >= first && m.Minute <= last), .. _open.Where(m => m.Flows > 0 && m.Minute >= first && m.Minute <= last).Select(m => m.Seal(_options.KeptEntries))];
        }
        var merge = new FlowMerge(minutes, first, last, most, courses);
        return dimension switch
        {
            FlowDimension.SourceAddress => merge.By(static m => m.Sources, key => _dimensions.Name(dimension, new(key.Address))),
            FlowDimension.DestinationAddress => merge.By(static m => m.Destinations, key => _dimensions.Name(dimension, new(key.Address))),
            FlowDimension.Conversation => merge.By(static m => m.Conversations, key => _dimensions.Name(dimension, new(key))),
            _ => merge.By(m => m.Numbers[(int)dimension]!, key => _dimensions.Name(dimension, new(key.Number)), mayShareNames: dimension == FlowDimension.Application),
        };
    }

    /// <summary>Single flows that a filter wants, newest first.</summary>
    public IReadOnlyList<FlowRecord> Find(FlowFilter filter, int most)
    {
        ArgumentNullException.ThrowIfNull(filter);
        List<HeldFlow> found = []; // bound: most
        long next;
        lock (_gate)
            next = _ring.Next - 1;
        // Run by run, so that new flows need not wait for the end; what is overwritten meanwhile is no longer found.
        while (found.Count < most)
        {
            lock (_gate)
            {
                if (next < _ring.Oldest)
                    break;
                _ring.Find(filter, next, Math.Max(_ring.Oldest, next - ScanRun + 1), most, found);
            }
            next -= ScanRun;
        }
        return found.ConvertAll(static f => f.Record);
    }

    /// <summary>The flows that are held by themselves, as they are now.</summary>
    internal FlowReach Reach()
    {
        lock (_gate)
            return new FlowReach(_ring.Next - 1, _ring.Oldest, _ring.HeldSince);
    }

    /// <summary>Hands over the flows of a reach that a filter wants, newest first, a few at a time in a list that is used again. New flows wait no longer than a few are copied.</summary>
    internal void Visit(FlowFilter filter, FlowReach reach, Action<List<HeldFlow>> take, CancellationToken cancellationToken)
    {
        var found = new List<HeldFlow>(VisitRun); // bound: VisitRun
        for (var next = reach.Newest; next >= reach.Oldest; next -= VisitRun)
        {
            cancellationToken.ThrowIfCancellationRequested();
            found.Clear();
            lock (_gate)
            {
                if (next < _ring.Oldest)
                    return;
                _ring.Find(filter, next, Math.Max(Math.Max(reach.Oldest, _ring.Oldest), next - VisitRun + 1), VisitRun, found);
            }
            if (found.Count > 0)
                take(found);
        }
    }

    /// <summary>Writes every counter as it is now. Called at a regular pace, by one thread at a time.</summary>
    public void Read(FlowCounters into)
    {
        ArgumentNullException.ThrowIfNull(into);
        into.Clear();
        lock (_gate)
        {
            Advance();
            _conversations.Update(_open);
            _totals.Read(into, _exporters);
            _conversations.Read(into, _exporters);
        }
    }

    private long NowMs() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Closes the minutes that are too long ago to be added to, and says what time it is.</summary>
    private long Advance()
    {
        var nowMs = NowMs();
        var now = nowMs / MinuteMs;
        while (_open[^1].Minute < now)
        {
            var oldest = _open[0];
            _conversations.Close(oldest);
            if (oldest.Flows > 0)
                _sealed.Enqueue(oldest.Seal(_options.KeptEntries));
            var next = now - _open[^1].Minute > OpenMinutes ? now - OpenMinutes + 1 : _open[^1].Minute + 1;
            oldest.Begin(next);
            (_open[0], _open[1], _open[2]) = (_open[1], _open[2], oldest);
        }
        while (_sealed.TryPeek(out var kept) && (_sealed.Count > _options.KeptMinutes || kept.Minute <= now - _options.KeptMinutes))
            _sealed.Dequeue();
        return nowMs;
    }

    private void AddRun(ReadOnlySpan<FlowRecord> records, long now)
    {
        _ring.Add(records, now);
        Prepare(records);
        for (var i = 0; i < records.Length; i++)
            _open[_minutes[i]].Sources.Add(new AddressKey(records[i].Source), _sourceHashes[i], records[i].Octets, records[i].Packets);
        for (var i = 0; i < records.Length; i++)
            _open[_minutes[i]].Destinations.Add(new AddressKey(records[i].Destination), _destinationHashes[i], records[i].Octets, records[i].Packets);
        for (var i = 0; i < records.Length; i++)
            _open[_minutes[i]].Conversations.Add(in _keys[i], _keyHashes[i], records[i].Octets, records[i].Packets);
        for (var i = 0; i < records.Length; i++)
            AddNumbers(in records[i], _open[_minutes[i]], _applications[i]);
        for (var i = 0; i < records.Length; i++)
            _totals.Add(in records[i], _applications[i]);
        for (var i = 0; i < records.Length;)
            i = AddStretch(records, i);
    }

    /// <summary>Adds what follows each other of one exporter in one minute, as most does, and says where the next begins.</summary>
    private int AddStretch(ReadOnlySpan<FlowRecord> records, int first)
    {
        var (minute, exporter) = (_minutes[first], records[first].Exporter);
        var (octets, packets, next) = (0UL, 0UL, first);
        for (; next < records.Length && records[next].Exporter == exporter && _minutes[next] == minute; next++)
            (octets, packets) = (octets + records[next].Octets, packets + records[next].Packets);
        var flows = (ulong)(next - first);
        var key = new NumberKey(exporter);
        _open[minute].Numbers[(int)FlowDimension.Exporter]!.Add(in key, key.Hash, octets, packets, flows);
        _open[minute].CountTotal(octets, packets, flows);
        _totals.AddRecords(exporter, next - first);
        return next;
    }

    /// <summary>Computes what each flow counts under, and reads the places where it will.</summary>
    private void Prepare(ReadOnlySpan<FlowRecord> records)
    {
        ulong touched = 0;
        var oldest = _open[0].Minute;
        for (var i = 0; i < records.Length; i++)
        {
            ref readonly var record = ref records[i];
            var minute = (record.End / MinuteMs) - oldest;
            if (minute < 0)
                _late++;
            var open = (byte)Math.Clamp(minute, 0, OpenMinutes - 1);
            var application = FlowApplications.Of(in record);
            (_minutes[i], _applications[i]) = (open, application);
            _sourceHashes[i] = new AddressKey(record.Source).Hash;
            _destinationHashes[i] = new AddressKey(record.Destination).Hash;
            _keys[i] = new ConversationKey(record.Source, record.Destination, application, record.Exporter);
            _keyHashes[i] = _keys[i].Hash;
            var tables = _open[open];
            touched += tables.Sources.Touch(_sourceHashes[i]) + tables.Destinations.Touch(_destinationHashes[i]) + tables.Conversations.Touch(_keyHashes[i]);
        }
        Keep(touched);
    }

    /// <summary>Stands for a use of what was read, without which it would not be read.</summary>
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Keep(ulong touched) => _ = touched;

    private void AddNumbers(ref readonly FlowRecord record, FlowMinute minute, ulong application)
    {
        Count(minute, FlowDimension.Application, application, in record);
        Count(minute, FlowDimension.Dscp, record.Dscp, in record);
        if (record.Vlan != 0)
            Count(minute, FlowDimension.Vlan, record.Vlan, in record);
        if (record.InInterface != 0)
            Count(minute, FlowDimension.InInterface, ((ulong)record.Exporter << 32) | record.InInterface, in record);
        if (record.OutInterface != 0)
            Count(minute, FlowDimension.OutInterface, ((ulong)record.Exporter << 32) | record.OutInterface, in record);
        var (sourceAs, destinationAs) = (record.SourceAs, record.DestinationAs);
        if (_places is { } places)
        {
            sourceAs = sourceAs != 0 ? sourceAs : places.AsOf(record.Source);
            destinationAs = destinationAs != 0 ? destinationAs : places.AsOf(record.Destination);
            Count(minute, FlowDimension.SourceCountry, places.CountryOf(record.Source), in record);
            Count(minute, FlowDimension.DestinationCountry, places.CountryOf(record.Destination), in record);
        }
        if (sourceAs != 0)
            Count(minute, FlowDimension.SourceAs, sourceAs, in record);
        if (destinationAs != 0)
            Count(minute, FlowDimension.DestinationAs, destinationAs, in record);
    }

    private static void Count(FlowMinute minute, FlowDimension dimension, ulong number, ref readonly FlowRecord record)
    {
        var key = new NumberKey(number);
        minute.Numbers[(int)dimension]!.Add(in key, key.Hash, record.Octets, record.Packets);
    }
}

/// <summary>Flows that are held by themselves, by their numbers.</summary>
/// <param name="Newest">The last one.</param>
/// <param name="Oldest">The first one; greater than the last where there is none.</param>
/// <param name="Since">Every flow that came from then on is among them, in milliseconds since 1970-01-01 UTC; null where all are.</param>
internal readonly record struct FlowReach(long Newest, long Oldest, long? Since);
