namespace Dashboard.Ingest.Sources.PmFiles;

/// <summary>The results of one object after another, by their positions or as a list; counts what is unusual in them.</summary>
internal sealed class PmResults(IPmIntake intake)
{
    private readonly PmValues _values = new();

    public PmReport Report { get; } = new();

    /// <summary>Whether the sender doubts the results of this object.</summary>
    public bool IsSuspect
    {
        set => _values.IsSuspect = value;
    }

    /// <summary>An object begins.</summary>
    /// <param name="types">What its results are of.</param>
    /// <param name="name">Its name.</param>
    public void Begin(PmTypeSet types, ReadOnlySpan<byte> name) => _values.Begin(types, name);

    /// <summary>Takes the result at a position.</summary>
    public void Take(int position, ReadOnlySpan<byte> text)
    {
        _values.Results++;
        var place = _values.Types.PlaceOf(position);
        if (place < 0)
            Report.Count(PmAnomaly.UnknownPosition);
        else
            TakeNumber(place, text.Trim(" \t\r\n"u8));
    }

    /// <summary>Takes results that stand in the order of their types.</summary>
    public void TakeList(ReadOnlySpan<byte> text)
    {
        var types = _values.Types.Names.Length;
        var results = 0;
        for (; PmList.TryTake(ref text, out var number); results++)
        {
            if (results < types)
                TakeNumber(results, number);
        }
        _values.Results += Math.Min(results, types);
        if (results > types)
            Report.Count(PmAnomaly.MoreResultsThanTypes);
    }

    /// <summary>The object ends; its values are handed on.</summary>
    /// <param name="periodEnd">When its period ended, in milliseconds since 1970-01-01 UTC; null where nothing says so, and then its values are lost.</param>
    /// <param name="period">Its length; nought where nothing says so.</param>
    public void End(long? periodEnd, TimeSpan period)
    {
        if (_values.Results < _values.Types.Names.Length)
            Report.Count(PmAnomaly.MoreTypesThanResults);
        Report.Objects++;
        // What has no time is no sample.
        if (periodEnd is not { } end)
        {
            Report.Count(PmAnomaly.NoPeriodEnd);
            return;
        }
        (_values.Time, _values.Period) = (end, period);
        var values = _values.Values;
        foreach (var (successes, attempts) in _values.Types.Pairs)
        {
            if (values[successes] > values[attempts])
                Report.Count(PmAnomaly.SuccessesAboveAttempts);
        }
        var present = _values.Elements.Count;
        foreach (var value in values)
            present += double.IsNaN(value) ? 0 : 1;
        Report.Values += present;
        Report.Suspects += _values.IsSuspect ? present : 0;
        intake.Take(_values);
    }

    private void TakeNumber(int place, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text.SequenceEqual("NIL"u8) || text.SequenceEqual("NULL"u8) || text.SequenceEqual("nil"u8) || text.SequenceEqual("null"u8))
        {
            Report.Nulls++;
            return;
        }
        if (PmNumber.TryRead(text, out var value))
        {
            if (!_values.Set(place, value))
                Report.Count(PmAnomaly.RepeatedPosition);
            return;
        }
        if (text.Contains((byte)','))
            TakeVector(place, text);
        else
            Report.Count(PmAnomaly.NotANumber);
    }

    private void TakeVector(int place, ReadOnlySpan<byte> text)
    {
        for (var index = 0; ; index++)
        {
            var comma = text.IndexOf((byte)',');
            var element = (comma < 0 ? text : text[..comma]).Trim(" \t\r\n"u8);
            if (PmNumber.TryRead(element, out var value))
                _values.Add(place, index, value);
            else if (element.IsEmpty || element.SequenceEqual("NIL"u8))
                Report.Nulls++;
            else
                Report.Count(PmAnomaly.NotANumber);
            if (comma < 0)
                return;
            text = text[(comma + 1)..];
        }
    }
}
