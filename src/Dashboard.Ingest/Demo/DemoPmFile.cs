using System.Buffers;
using System.Globalization;
using System.Text;
using Dashboard.Domain.Simulation;

namespace Dashboard.Ingest.Demo;

/// <summary>The file of performance measurements (TS 28.532) that the simulated element manager writes of a period of 15 min. The same network and time write the same octets. Used by one thread at a time.</summary>
public sealed class DemoPmFile(SimulatedNetwork network)
{
    /// <summary>The granularity period.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(15);

    private readonly ArrayBufferWriter<byte> _body = new(512 * 1024);
    private readonly double[] _values = new double[Math.Max(CellCounters.DuNames.Count, CellCounters.CuNames.Count)];

    /// <summary>The last file.</summary>
    public ReadOnlyMemory<byte> Body => _body.WrittenMemory;

    /// <summary>What a file of a period is called (TS 32.432 clause 4.2).</summary>
    /// <param name="from">The beginning of the period, in milliseconds since 1970-01-01 UTC.</param>
    public static string NameOf(long from) =>
        string.Create(CultureInfo.InvariantCulture, $"A{DateTimeOffset.FromUnixTimeMilliseconds(from):yyyyMMdd.HHmm}+0000-{DateTimeOffset.FromUnixTimeMilliseconds(from) + Period:HHmm}+0000_ems-1.xml");

    /// <summary>Writes the file of a period.</summary>
    public void Write(NetworkMoment moment)
    {
        _body.ResetWrittenCount();
        var (from, to) = (Time(moment.From), Time(moment.To));
        Add($"""<?xml version="1.0" encoding="UTF-8"?><measDataFile xmlns="http://www.3gpp.org/ftp/specs/archive/28_series/28.532#measData"><fileHeader fileFormatVersion="32.435 V10.0" vendorName="Simulated" dnPrefix=""><fileSender senderName="{SimulatedNetwork.TopDn},ManagementNode=ems-1" senderType="ElementManager"/><measData beginTime="{from}"/></fileHeader>""");
        foreach (var site in network.Sites)
        {
            Add($"""<measData><measEntity localDn="{site.ElementDn}" userLabel="{site.Name}" swVersion="26.4.1"/>""");
            Group(moment, site, "NRCellDU", CellCounters.DuNames, CellCounters.DuAlways, CellCounters.FillDu, static c => c.DuName);
            Group(moment, site, "NRCellCU", CellCounters.CuNames, CellCounters.CuAlways, CellCounters.FillCu, static c => c.CuName);
            Add("</measData>");
        }
        Add($"""<fileFooter><measData endTime="{to}"/></fileFooter></measDataFile>""");
    }

    // What is measured at any time, and apart from it what is only measured while somebody is served: of a cell that sleeps
    // at night nothing is missing, of one that is off the air by a fault there is.
    private void Group(NetworkMoment moment, SimulatedSite site, string group, IReadOnlyList<string> names, int always, Fill fill, Func<SimulatedCell, string> nameOf)
    {
        foreach (var (first, end) in new[] { (0, always), (always, names.Count) })
        {
            Add($"""<measInfo measInfoId="{group}{(first == 0 ? "" : "Service")}"><granPeriod duration="PT900S" endTime="{Time(moment.To)}"/><repPeriod duration="PT900S"/>""");
            for (var i = first; i < end; i++)
                Add($"""<measType p="{i - first + 1}">{names[i]}</measType>""");
            foreach (var cell in site.Cells)
            {
                ref readonly var state = ref moment.Cells[cell.Index];
                fill(network, cell, state, moment.To, _values);
                if (double.IsNaN(_values[first]) && state.Outage == 0)
                    continue;
                Add($"""<measValue measObjLdn="{nameOf(cell)}">""");
                for (var i = first; i < end; i++)
                    Result(i - first + 1, _values[i]);
                Add("</measValue>");
            }
            Add("</measInfo>");
        }
    }

    private void Result(int position, double value)
    {
        var room = _body.GetSpan(64);
        "<r p=\""u8.CopyTo(room);
        var at = 6;
        _ = position.TryFormat(room[at..], out var length, default, CultureInfo.InvariantCulture);
        at += length;
        "\">"u8.CopyTo(room[at..]);
        at += 2;
        if (double.IsNaN(value))
        {
            "NIL"u8.CopyTo(room[at..]);
            length = 3;
        }
        else
        {
            _ = value.TryFormat(room[at..], out length, default, CultureInfo.InvariantCulture);
        }
        at += length;
        "</r>"u8.CopyTo(room[at..]);
        _body.Advance(at + 4);
    }

    private delegate void Fill(SimulatedNetwork network, SimulatedCell cell, in CellState state, long to, Span<double> values);

    private void Add(string text) => Encoding.UTF8.GetBytes(text, _body);

    private static string Time(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
