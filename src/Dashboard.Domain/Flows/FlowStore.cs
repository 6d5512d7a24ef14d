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

    private readonly FlowStoreOptions _options;
    private readonly FlowExporters _exporters;
    private readonly TimeProvider _time;
    private readonly IFlowPlaces? _places;
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
        _ring = new FlowRing(options.RawBytes);
        _conversations = new ConversationCounters(options.ConversationSeries);
        var minute = NowMinute();
        for (var i = 0; i < OpenMinutes; i++)
        {
            _open[i] = new FlowMinute(options);
            _open[i].Begin(minute - OpenMinutes + 1 + i);
        }
    }

    /// <summary>The exporters that records name by number.</summary>
    public FlowExporters Exporters => _exporters;

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
            Advance();
            while (!records.IsEmpty)
            {
                var run = records[..Math.Min(Run, records.Length)];
                AddRun(run);
                records = records[run.Length..];
            }
        }
    }

    /// <summary>What sent most within a time, to the minute.</summary>
    /// <param name="dimension">What to rank.</param>
    /// <param name="from">Milliseconds since 1970-01-01 UTC; the minute it falls in counts whole.</param>
    /// <param name="to">The same, and the minute it falls in counts too.</param>
    /// <param name="most">Entries at most.</param>
    public FlowRanking Rank(FlowDimension dimension, long from, long to, int most)
    {
        var (first, last) = (Math.DivRem(from, MinuteMs).Quotient, Math.DivRem(to, MinuteMs).Quotient);
        List<SealedMinute> minutes;
        lock (_gate)
        {
            Advance();
            minutes = [.. _sealed.Where(m => m.Minute >= first && m.Minute <= last), .. _open.Where(m => m.Flows > 0 && m.Minute >= first && m.Minute <= last).Select(m => m.Seal(_options.KeptEntries))];
        }
        return dimension switch
        {
            FlowDimension.SourceAddress => FlowMerge.Merge(minutes, static m => m.Sources, key => new FlowRank(key.Address.ToString(), 0, 0, 0, 0), most),
            FlowDimension.DestinationAddress => FlowMerge.Merge(minutes, static m => m.Destinations, key => new FlowRank(key.Address.ToString(), 0, 0, 0, 0), most),
            FlowDimension.Conversation => FlowMerge.Merge(minutes, static m => m.Conversations, Name, most),
            _ => FlowMerge.Merge(minutes, m => m.Numbers[(int)dimension]!, key => new FlowRank(Name(dimension, key.Number), 0, 0, 0, 0), most),
        };
    }

    /// <summary>Single flows that a filter wants, newest first.</summary>
    public IReadOnlyList<FlowRecord> Find(FlowFilter filter, int most)
    {
        ArgumentNullException.ThrowIfNull(filter);
        List<FlowRecord> found = []; // bound: most
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
        return found;
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

    private long NowMinute() => _time.GetUtcNow().ToUnixTimeMilliseconds() / MinuteMs;

    /// <summary>Closes the minutes that are too long ago to be added to.</summary>
    private void Advance()
    {
        var now = NowMinute();
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
    }

    private void AddRun(ReadOnlySpan<FlowRecord> records)
    {
        _ring.Add(records);
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
        minute.CountTotal(in record);
        Count(minute, FlowDimension.Application, application, in record);
        Count(minute, FlowDimension.Exporter, record.Exporter, in record);
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

    private FlowRank Name(ConversationKey key)
    {
        var (source, destination, application) = (key.Source.ToString(), key.Destination.ToString(), FlowApplications.Name(key.Application, _exporters));
        return new FlowRank($"{source} → {destination} {application}", 0, 0, 0, 0, source, destination, application);
    }

    private string Name(FlowDimension dimension, ulong number) => dimension switch
    {
        FlowDimension.Application => FlowApplications.Name(number, _exporters),
        FlowDimension.SourceAs or FlowDimension.DestinationAs => $"AS{number}",
        FlowDimension.SourceCountry or FlowDimension.DestinationCountry => number == 0 ? "unknown" : $"{(char)(number >> 8)}{(char)(number & 0xff)}",
        FlowDimension.InInterface or FlowDimension.OutInterface => _exporters[(int)(number >> 32)] is var exporter ? $"{exporter.Name} {exporter.InterfaceName((uint)number)}" : "",
        FlowDimension.Exporter => _exporters[(int)number].Name,
        _ => number.ToString(),
    };
}
