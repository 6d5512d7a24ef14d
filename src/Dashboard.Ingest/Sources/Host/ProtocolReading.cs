using System.Text.RegularExpressions;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Host;

/// <summary>What the kernel counts of IP, ICMP, TCP and UDP, and the sockets there are.</summary>
internal sealed class ProtocolReading : HostReading
{
    private readonly HostFile[] _pairs;
    private readonly HostFile _snmp6;
    private readonly HostFile[] _sockets;
    private readonly List<ProtocolCounter> _counters = []; // bound: counters of one file
    private readonly NameTable<string?> _netstat;
    private readonly NameTable<SocketMetric> _sockstat = new(SocketMetric.Of);
    private long _tcpSockets;

    public ProtocolReading(HostFiles files, Regex taken)
    {
        _pairs = [files.Proc("net/snmp"), files.Proc("net/netstat")];
        _snmp6 = files.Proc("net/snmp6");
        _sockets = [files.Proc("net/sockstat"), files.Proc("net/sockstat6")];
        _netstat = new NameTable<string?>(name => taken.IsMatch(name) ? "node_netstat_" + name : null);
    }

    /// <summary>TCP connections in any state, listeners among them, as the last reading of the socket counts had them.</summary>
    public long TcpSockets => Interlocked.Read(ref _tcpSockets);

    public override void Read(Scrape<HostSeriesKey> into)
    {
        foreach (var file in _pairs)
        {
            var text = file.Read();
            file.Judge(ProcNetSnmp.Decode(text, _counters));
            AddNetstat(text, into);
        }
        var text6 = _snmp6.Read();
        _snmp6.Judge(ProcNetSnmp.Decode6(text6, _counters));
        AddNetstat(text6, into);
        ReadSockets(into);
    }

    private void AddNetstat(ReadOnlySpan<byte> text, Scrape<HostSeriesKey> into)
    {
        Span<byte> name = stackalloc byte[128];
        foreach (var counter in _counters)
        {
            if (Join(text, counter, name) is var length and > 0 && _netstat[name[..length]] is { } metric)
                into.Add(new(metric, HostSubject.Machine), counter.Value);
        }
    }

    private void ReadSockets(Scrape<HostSeriesKey> into)
    {
        var sockets = 0L;
        Span<byte> name = stackalloc byte[128];
        foreach (var file in _sockets)
        {
            var text = file.Read();
            file.Judge(ProcNetSockstat.Decode(text, _counters));
            foreach (var counter in _counters)
            {
                if (Join(text, counter, name) is not (var length and > 0))
                    continue;
                var metric = _sockstat[name[..length]];
                into.Add(new(metric.Name, HostSubject.Machine), counter.Value);
                if (metric.InBytes is { } inBytes)
                    into.Add(new(inBytes, HostSubject.Machine), counter.Value * Environment.SystemPageSize);
                if (metric.IsTcp)
                    sockets += (long)counter.Value;
            }
        }
        Interlocked.Exchange(ref _tcpSockets, sockets);
    }

    /// <summary>Writes <c>Protocol_Field</c> and returns its length, 0 where it is longer than any name of the kernel.</summary>
    private static int Join(ReadOnlySpan<byte> text, ProtocolCounter counter, Span<byte> name)
    {
        var protocol = text[counter.Protocol];
        var field = text[counter.Field];
        if (protocol.Length + 1 + field.Length > name.Length)
            return 0;
        protocol.CopyTo(name);
        name[protocol.Length] = (byte)'_';
        field.CopyTo(name[(protocol.Length + 1)..]);
        return protocol.Length + 1 + field.Length;
    }

    private sealed record SocketMetric(string Name, string? InBytes, bool IsTcp)
    {
        public static SocketMetric Of(string name) => new(
            "node_sockstat_" + name,
            name is "TCP_mem" or "UDP_mem" ? $"node_sockstat_{name}_bytes" : null,
            name is "TCP_inuse" or "TCP_tw" or "TCP6_inuse");
    }
}
