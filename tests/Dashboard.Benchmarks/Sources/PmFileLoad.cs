using System.Globalization;
using System.Text;

namespace Dashboard.Benchmarks.Sources;

/// <summary>A PM file by TS 32.435 of a network of 38 sites and 412 cells: 100 measurements of each cell every five minutes, written as indented XML, as sources do.</summary>
internal static class PmFileLoad
{
    public const int Sites = 38;
    public const int Cells = 412;
    public const int Groups = 4;
    public const int TypesOfGroup = 25;

    private static readonly string[] Named =
        ["RRU.PrbTotDl", "RRU.PrbTotUl", "DRB.UEThpDl", "DRB.UEThpUl", "RRC.ConnMean", "RRC.ConnMax", "RRC.ConnEstabAtt.mo-Data", "RRC.ConnEstabSucc.mo-Data", "DRB.UEThpDl.01-000001", "DRB.PdcpSduVolumeDL"];

    /// <summary>Writes a file of at least so many octets. Returns its samples.</summary>
    public static long Write(string path, long bytes, DateTimeOffset last)
    {
        var random = new Random(1);
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 20) { NewLine = "\n" };
        // A period of all cells is 1.05 MB.
        var periods = (int)Math.Ceiling(bytes / 1.05e6);
        var begin = last - (TimeSpan.FromMinutes(5) * periods);
        file.WriteLine("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        file.WriteLine("<measCollecFile xmlns=\"http://www.3gpp.org/ftp/specs/archive/32_series/32.435#measCollec\">");
        file.WriteLine($"<fileHeader fileFormatVersion=\"32.435 V10.0\" vendorName=\"bench\" dnPrefix=\"SubNetwork=Bench\"><fileSender localDn=\"ManagementNode=1\"/><measCollec beginTime=\"{Time(begin)}\"/></fileHeader>");
        long samples = 0;
        for (var site = 0; site < Sites; site++)
        {
            file.WriteLine($"<measData>\n  <managedElement localDn=\"ManagedElement=gnb-{site}\" userLabel=\"Site {site}\"/>");
            for (var period = 1; period <= periods; period++)
            {
                for (var group = 0; group < Groups; group++)
                {
                    file.WriteLine($"  <measInfo measInfoId=\"Group{group}\">\n    <granPeriod duration=\"PT300S\" endTime=\"{Time(begin + (TimeSpan.FromMinutes(5) * period))}\"/>");
                    for (var type = 1; type <= TypesOfGroup; type++)
                        file.WriteLine($"    <measType p=\"{type}\">{(group == 0 && type <= Named.Length ? Named[type - 1] : $"VS.Group{group}.Counter{type}")}</measType>");
                    for (var cell = site; cell < Cells; cell += Sites)
                    {
                        file.WriteLine($"    <measValue measObjLdn=\"GNBDUFunction=1,NRCellDU=cell-{cell}\">");
                        for (var type = 1; type <= TypesOfGroup; type++, samples++)
                            file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"      <r p=\"{type}\">{random.Next(100_000)}</r>"));
                        file.WriteLine("    </measValue>");
                    }
                    file.WriteLine("  </measInfo>");
                }
            }
            file.WriteLine("</measData>");
        }
        file.WriteLine($"<fileFooter><measCollec endTime=\"{Time(last)}\"/></fileFooter>\n</measCollecFile>");
        return samples;
    }

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}
