using System.Net;
using Dashboard.Ingest.Sources.Snmp.Messages;
using Dashboard.Ingest.Sources.Snmp.Polling;

namespace Dashboard.Ingest.Sources.Snmp.Discovery;

/// <summary>One address that is asked who it is, with one credential after the other. Does no I/O.</summary>
internal sealed class SubnetProbe : IWalkSink
{
    private const int Attempts = 2;
    private const int MaxAnswers = 10;

    // sysDescr, sysObjectID and sysName.
    private static readonly ObjectIdentifier[] Questions = [ObjectIdentifier.Parse("1.3.6.1.2.1.1.1.0"), ObjectIdentifier.Parse("1.3.6.1.2.1.1.2.0"), ObjectIdentifier.Parse("1.3.6.1.2.1.1.5.0")];

    private readonly IPAddress _address;
    private readonly IReadOnlyList<SnmpDeviceOptions> _credentials;
    private readonly PeerFactory _peers;
    private readonly string[] _said = ["", "", ""];
    private readonly ScalarStep _step;
    private readonly BulkSize _bulk = new(Questions.Length);
    private PeerSecurity _peer;
    private int _credential;
    private int _attempts;
    private int _answers;

    public SubnetProbe(IPAddress address, IReadOnlyList<SnmpDeviceOptions> credentials, PeerFactory peers)
    {
        (_address, _credentials, _peers) = (address, credentials, peers);
        _step = new ScalarStep(Questions, this).Begin();
        _peer = peers.Make(credentials[0]);
        EndPoint = Where();
    }

    public IPEndPoint EndPoint { get; private set; }

    public TimeSpan Timeout => _credentials[_credential].Timeout;

    /// <summary>Why an answer was none, to be read after the device's name; null where none was refused.</summary>
    public string? Refusal { get; private set; }

    /// <summary>The number of the question under way.</summary>
    public int RequestId { get; private set; }

    /// <summary>Writes the next question; false where there is no more to ask.</summary>
    public bool TryWrite(ref BerWriter writer, int requestId, Span<byte> scratch)
    {
        while (_credential < _credentials.Count)
        {
            var end = writer.Position;
            if (_peer.NeedsDiscovery)
                SnmpMessageWriter.Pdu(ref writer, end, PduType.GetRequest, requestId);
            else
                _step.Write(ref writer, requestId, Questions.Length, hasBulk: false);
            RequestId = requestId;
            _attempts++;
            if (_peer.TryWrap(ref writer, end, requestId, scratch))
                return true;
            writer.Rewind(end);
            NextCredential();
        }
        return false;
    }

    /// <summary>No answer came in time; false where there is no more to ask.</summary>
    public bool TimedOut() => _attempts < Attempts || NextCredential();

    /// <summary>Takes an answer: what was found where it is complete, and whether there is more to ask.</summary>
    public bool Take(Span<byte> datagram, in SnmpMessage message, Span<byte> scratch, out FoundDevice? found)
    {
        found = null;
        _attempts = 0;
        if (++_answers > MaxAnswers)
            return false;
        var answer = _peer.Open(datagram, message, scratch, out var body, out var complaint);
        Refusal = complaint;
        switch (answer)
        {
            case PeerAnswer.AskAgain:
                return true;
            case PeerAnswer.Accepted when SnmpPdu.TryRead(body, out var pdu, out _) && pdu.Type == PduType.Response && pdu.RequestId == RequestId:
                _step.Take(pdu, _bulk);
                if (!_step.IsDone)
                    return true;
                if (_step.Complaint is not null)
                    return NextCredential();
                found = new FoundDevice(_address, _credential, _said[2], _said[0], _said[1], Vendors.Of(_said[1]));
                return false;
            default:
                return NextCredential();
        }
    }

    public void Take(int column, ReadOnlySpan<byte> instance, in VarBind binding) => _said[column] = binding.Text();

    private bool NextCredential()
    {
        _attempts = 0;
        (_peer as IDisposable)?.Dispose();
        if (++_credential >= _credentials.Count)
            return false;
        _step.Begin();
        _peer = _peers.Make(_credentials[_credential]);
        EndPoint = Where();
        return true;
    }

    private IPEndPoint Where() => new(_address, SnmpEndPoint.TryParse(_credentials[_credential].Address, out _, out var port) ? port : SnmpEndPoint.AgentPort);
}
