using Dashboard.Ingest.Sources.Snmp.Messages;

namespace Dashboard.Ingest.Sources.Snmp.Polling;

/// <summary>
/// Reads columns from their beginning to their end, side by side: asks, takes the answer, and says when there is no more
/// to ask. Does no I/O. A column whose names do not rise has ended, or an agent with a loop would be walked for ever.
/// </summary>
internal sealed class SubtreeWalk
{
    private const int MaxColumns = 60;

    private readonly byte[][] _prefixes;
    private readonly byte[][] _cursors;
    private readonly int[] _lengths;
    private readonly bool[] _ended;
    private readonly int[] _rows;
    private readonly int[] _asked = new int[MaxColumns];
    private readonly int _maxRows;
    private int _askedCount;
    private int _repetitions;

    /// <param name="columns">The columns.</param>
    /// <param name="maxRows">Instances that are taken of a column at most.</param>
    public SubtreeWalk(IReadOnlyList<ObjectIdentifier> columns, int maxRows)
    {
        _prefixes = [.. columns.Select(c => c.Octets.ToArray())];
        _cursors = [.. _prefixes.Select(p => new byte[p.Length + 8])];
        _lengths = new int[columns.Count];
        _ended = new bool[columns.Count];
        _rows = new int[columns.Count];
        _maxRows = maxRows;
    }

    public bool IsDone { get; private set; } = true;

    /// <summary>What was wrong with the agent's answers, to be read after the device's name; null where nothing was.</summary>
    public string? Complaint { get; private set; }

    /// <summary>Instances that the longest column had, as of the last walk that came to its end; 0 before.</summary>
    public int KnownRows { get; private set; }

    /// <summary>Begins anew.</summary>
    public void Begin()
    {
        Array.Clear(_ended);
        Array.Clear(_rows);
        for (var i = 0; i < _prefixes.Length; i++)
        {
            _prefixes[i].CopyTo(_cursors[i], 0);
            _lengths[i] = _prefixes[i].Length;
        }
        IsDone = _prefixes.Length == 0;
        Complaint = null;
    }

    /// <summary>Writes a request.</summary>
    /// <param name="writer">Gets it.</param>
    /// <param name="requestId">Its number.</param>
    /// <param name="bindings">Bindings that the answer should have.</param>
    /// <param name="hasBulk">Whether the agent knows GetBulk; version 1 does not.</param>
    public void Write(ref BerWriter writer, int requestId, int bindings, bool hasBulk)
    {
        _askedCount = 0;
        var most = Math.Clamp(hasBulk ? bindings : Math.Min(bindings, 20), 1, MaxColumns);
        var rows = int.MaxValue;
        for (var i = 0; i < _prefixes.Length; i++)
            rows = _ended[i] ? rows : Math.Min(rows, _rows[i]);
        // Only columns that are equally far on are asked for together, so that one repetition count is right for all.
        for (var i = 0; i < _prefixes.Length && _askedCount < most; i++)
        {
            if (!_ended[i] && _rows[i] == rows)
                _asked[_askedCount++] = i;
        }
        // One row more than there were tells that there are no new ones.
        var left = KnownRows > 0 ? Math.Max(1, KnownRows + 1 - rows) : int.MaxValue;
        _repetitions = hasBulk ? Math.Clamp(bindings / _askedCount, 1, left) : 1;
        var end = writer.Position;
        for (var i = _askedCount - 1; i >= 0; i--)
            writer.NullBinding(Cursor(_asked[i]));
        SnmpMessageWriter.Pdu(ref writer, end, hasBulk ? PduType.GetBulkRequest : PduType.GetNextRequest, requestId, 0, hasBulk ? _repetitions : 0);
    }

    /// <summary>Takes an answer.</summary>
    /// <param name="pdu">The answer.</param>
    /// <param name="bulk">Learns from it how much may be asked for.</param>
    /// <param name="sink">Gets each instance.</param>
    /// <returns>Bindings that were taken.</returns>
    public int Take(in SnmpPdu pdu, BulkSize bulk, IWalkSink sink)
    {
        if (pdu.ErrorStatus != 0)
        {
            TakeError(pdu, bulk);
            return 0;
        }
        var (taken, at, progress) = (0, 0, false);
        var reader = new VarBindReader(pdu.Bindings);
        while (at < _askedCount * _repetitions && reader.TryRead(out var binding))
        {
            var column = _asked[at++ % _askedCount];
            if (_ended[column])
                continue;
            progress = true;
            if (Advance(column, binding))
            {
                taken++;
                if (binding.HasValue)
                    sink.Take(column, binding.Name[_prefixes[column].Length..], binding);
            }
        }
        if (reader.Complaint is { } complaint)
            End($"sent an answer that cannot be read to its end: {complaint}");
        else if (!progress)
            End("sent an answer without what was asked for");
        else if (at == _askedCount * _repetitions)
            bulk.Succeeded();
        else if (at >= _askedCount && _askedCount * (_repetitions - 1) >= at)
            bulk.Fitted(at);
        Finish();
        return taken;
    }

    private void TakeError(in SnmpPdu pdu, BulkSize bulk)
    {
        var error = (SnmpError)pdu.ErrorStatus;
        if (error == SnmpError.TooBig && (_askedCount > 1 || _repetitions > 1))
        {
            bulk.Failed();
            return;
        }
        // Version 1 says so at the end of its MIB; what other columns were asked for is asked for again.
        if (error == SnmpError.NoSuchName && pdu.ErrorIndex >= 1 && pdu.ErrorIndex <= _askedCount)
            _ended[_asked[pdu.ErrorIndex - 1]] = true;
        else
            End($"answered a walk with the error {error}");
        Finish();
    }

    /// <summary>Moves a column on; false where it has ended.</summary>
    private bool Advance(int column, in VarBind binding)
    {
        if (binding.Type == SnmpType.EndOfMibView || !binding.Name.StartsWith(_prefixes[column]) || binding.Name.Length == _prefixes[column].Length)
        {
            _ended[column] = true;
            return false;
        }
        if (ObjectIdentifier.Compare(binding.Name, Cursor(column)) <= 0)
        {
            Complaint = $"walks in a loop: after {ObjectIdentifier.TextOf(Cursor(column))} it names {ObjectIdentifier.TextOf(binding.Name)}";
            _ended[column] = true;
            return false;
        }
        if (++_rows[column] > _maxRows)
        {
            Complaint = $"has more than {_maxRows} instances of {ObjectIdentifier.TextOf(_prefixes[column])}; the others are left out";
            _ended[column] = true;
            return false;
        }
        if (binding.Name.Length > _cursors[column].Length)
            _cursors[column] = new byte[binding.Name.Length];
        binding.Name.CopyTo(_cursors[column]);
        _lengths[column] = binding.Name.Length;
        return true;
    }

    private void End(string complaint)
    {
        Complaint = complaint;
        Array.Fill(_ended, true);
    }

    private void Finish()
    {
        if (_ended.AsSpan().Contains(false))
            return;
        IsDone = true;
        KnownRows = _rows.AsSpan().IsEmpty ? 0 : _rows.Max();
    }

    private ReadOnlySpan<byte> Cursor(int column) => _cursors[column].AsSpan(0, _lengths[column]);
}

/// <summary>Gets what a walk finds.</summary>
internal interface IWalkSink
{
    /// <param name="column">The column, by its place in the walk.</param>
    /// <param name="instance">The rest of the name after the column's.</param>
    /// <param name="binding">Name and value.</param>
    void Take(int column, ReadOnlySpan<byte> instance, in VarBind binding);
}
