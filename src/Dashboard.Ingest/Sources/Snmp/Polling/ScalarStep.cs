using Dashboard.Ingest.Sources.Snmp.Messages;

namespace Dashboard.Ingest.Sources.Snmp.Polling;

/// <summary>Reads single objects. One that the agent of version 1 does not have spoils its whole answer, and is asked for no more.</summary>
internal sealed class ScalarStep(IReadOnlyList<ObjectIdentifier> objects, IWalkSink sink) : IPollStep
{
    private readonly bool[] _missing = new bool[objects.Count];
    private int _next;
    private int _asked;

    public bool IsDone => _next >= objects.Count;

    public string? Complaint { get; private set; }

    public ScalarStep Begin()
    {
        (_next, Complaint) = (0, null);
        Skip();
        return this;
    }

    /// <summary>Asks for everything again, the device may have changed.</summary>
    public void Forget() => Array.Clear(_missing);

    public void Write(ref BerWriter writer, int requestId, int bindings, bool hasBulk)
    {
        var end = writer.Position;
        var from = objects.Count;
        _asked = 0;
        for (var i = _next; i < objects.Count && _asked < Math.Max(1, bindings); i++)
        {
            _asked += _missing[i] ? 0 : 1;
            from = i;
        }
        for (var i = from; i >= _next; i--)
        {
            if (!_missing[i])
                writer.NullBinding(objects[i].Octets);
        }
        SnmpMessageWriter.Pdu(ref writer, end, PduType.GetRequest, requestId);
    }

    public int Take(in SnmpPdu pdu, BulkSize bulk)
    {
        if (pdu.ErrorStatus != 0)
        {
            TakeError(pdu, bulk);
            return 0;
        }
        var (taken, answered) = (0, 0);
        var reader = new VarBindReader(pdu.Bindings);
        while (answered < _asked && _next < objects.Count && reader.TryRead(out var binding))
        {
            if (!binding.Name.SequenceEqual(objects[_next].Octets))
                break;
            if (binding.HasValue)
            {
                sink.Take(_next, [], binding);
                taken++;
            }
            answered++;
            _next++;
            Skip();
        }
        if (answered < _asked)
        {
            Complaint = "sent an answer that is not to what was asked";
            _next = objects.Count;
        }
        return taken;
    }

    private void TakeError(in SnmpPdu pdu, BulkSize bulk)
    {
        var error = (SnmpError)pdu.ErrorStatus;
        if (error == SnmpError.TooBig && _asked > 1)
        {
            bulk.Failed();
            return;
        }
        if (error == SnmpError.NoSuchName && pdu.ErrorIndex >= 1 && pdu.ErrorIndex <= _asked)
        {
            var at = _next;
            for (var left = pdu.ErrorIndex - 1; left > 0; left--)
            {
                at++;
                while (_missing[at])
                    at++;
            }
            _missing[at] = true;
            Skip();
            return;
        }
        Complaint = $"answered with the error {error}";
        _next = objects.Count;
    }

    private void Skip()
    {
        while (_next < objects.Count && _missing[_next])
            _next++;
    }
}
