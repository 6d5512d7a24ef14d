using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Host;

/// <summary>Memory by what it is used for.</summary>
internal sealed class MemoryReading(HostFiles files) : HostReading
{
    private readonly HostFile _meminfo = files.Proc("meminfo");
    private readonly List<MemoryField> _fields = []; // bound: lines of the file
    private readonly NameTable<string> _sizes = new(name => Metric(name) + "_bytes");
    private readonly NameTable<string> _numbers = new(Metric);

    public override void Read(Scrape<HostSeriesKey> into)
    {
        var text = _meminfo.Read();
        _meminfo.Judge(ProcMeminfo.Decode(text, _fields));
        foreach (var field in _fields)
            into.Add(new((field.Sized ? _sizes : _numbers)[text[field.Name]], HostSubject.Machine), field.Value);
    }

    /// <summary><c>Active(anon)</c> is <c>node_memory_Active_anon</c>.</summary>
    private static string Metric(string name) => "node_memory_" + name.Replace('(', '_').Replace(")", "");
}
