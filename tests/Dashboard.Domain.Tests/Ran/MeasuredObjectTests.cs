using Dashboard.Domain.Ran;

namespace Dashboard.Domain.Tests.Ran;

public sealed class MeasuredObjectTests
{
    [Theory]
    [InlineData("", "SubNetwork=Ulm,ManagedElement=gnb-7", "GNBDUFunction=1,NRCellDU=3", "gnb-7", "gnb-7-3", "NRCellDU", "GNBDUFunction=1,NRCellDU=3")]
    [InlineData("SubNetwork=Ulm", "ManagedElement=gnb-7", "GNBCUCPFunction=1,NRCellCU=ulm-a", "gnb-7", "ulm-a", "NRCellCU", "GNBCUCPFunction=1,NRCellCU=ulm-a")]
    [InlineData("", "", "SubNetwork=Ulm,ManagedElement=gnb-7,GNBDUFunction=1,NRCellDU=3", "gnb-7", "gnb-7-3", "NRCellDU", "GNBDUFunction=1,NRCellDU=3")]
    [InlineData("SubNetwork=Ulm", "ManagedElement=gnb-7", "ManagedElement=gnb-7,GNBDUFunction=1", "gnb-7", "", "GNBDUFunction", "GNBDUFunction=1")]
    [InlineData("SubNetwork=Ulm", "ManagedElement=gnb-7", "", "gnb-7", "", "ManagedElement", "")]
    [InlineData("SubNetwork=A,SubNetwork=B,MeContext=enb-4", "ManagedElement=1", "ENodeBFunction=1,EUtranCellFDD=c-2", "enb-4", "c-2", "EUtranCellFDD", "ENodeBFunction=1,EUtranCellFDD=c-2")]
    [InlineData("", "", "PLMN-PLMN/MRBTS-7/NRBTS-1/NRCELL-3", "MRBTS-7", "MRBTS-7-3", "NRCELL", "NRBTS=1,NRCELL=3")]
    [InlineData("", "", "NRCellDU=3", "o-du-1", "o-du-1-3", "NRCellDU", "NRCellDU=3")]
    [InlineData("", "", "", "o-du-1", "", "", "")]
    public void A_name_says_which_element_and_which_cell_an_object_belongs_to(string prefix, string element, string local, string instance, string cell, string ofClass, string ldn)
    {
        var measured = MeasuredObject.Of(prefix, element, local, "o-du-1");

        Assert.Equal((instance, cell, ofClass, ldn), (measured.Instance, measured.Cell, measured.Class, measured.Local.ToString()));
    }

    [Theory]
    [InlineData(@"SubNetwork=Ulm\, Donau,ManagedElement=a\\b", @"SubNetwork=Ulm\, Donau,ManagedElement=a\\b", "a\\b")]
    [InlineData(@"ManagedElement=K\C3\B6ln", "ManagedElement=Köln", "Köln")]
    [InlineData(" ManagedElement = x , NRCellDU = 1 ,", "ManagedElement=x,NRCellDU=1", "1")]
    [InlineData("no name at all", "no name at all", "no name at all")]
    [InlineData(@"A=\", @"A=\\", @"\")]
    public void Escapes_of_a_name_are_read_and_written(string text, string written, string last)
    {
        var name = DistinguishedName.Read(text);

        Assert.Equal((written, last), (name.ToString(), name.Last.Value));
        Assert.Equal(written, DistinguishedName.Read(written).ToString());
    }

    [Fact]
    public void Any_text_is_read_as_a_name_and_none_without_bound()
    {
        var random = new Random(20261122);
        const string Signs = "=,\\/-AB1 \"ö\ud83d";
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Create(random.Next(60), random, static (into, r) =>
            {
                foreach (ref var c in into)
                    c = Signs[r.Next(Signs.Length)];
            });
            var measured = MeasuredObject.Of(text, text[..(text.Length / 2)], text, text);
            Assert.NotNull(measured.Labels());
        }
        Assert.Equal(DistinguishedName.MaxParts, DistinguishedName.Read(string.Concat(Enumerable.Repeat("A=1,", 5000))).Parts.Count);
    }

    [Fact]
    public void What_operators_say_of_a_cell_counts_before_what_they_say_of_its_element()
    {
        var cells = new CellDirectory(
            new CellEntry { Instance = "gnb-7", Site = "Ulm", Cluster = "south" },
            new CellEntry { Cell = "gnb-7-3", Site = "Ulm Minster" },
            new CellEntry { Dn = "SubNetwork=U, ManagedElement=gnb-7,GNBDUFunction=1,NRCellDU=4", Site = "Ulm Station", Name = "Platform 4" });

        Assert.Equal("Ulm", SiteOf("GNBDUFunction=1,NRCellDU=2"));
        Assert.Equal("Ulm Minster", SiteOf("GNBDUFunction=1,NRCellDU=3"));
        Assert.Equal("Ulm Station", SiteOf("GNBDUFunction=1,NRCellDU=4"));
        Assert.Contains(cells.LabelsOf(Of("GNBDUFunction=1,NRCellDU=4")), static l => l is { Name: "cell", Value: "Platform 4" });

        static MeasuredObject Of(string local) => MeasuredObject.Of("SubNetwork=U", "ManagedElement=gnb-7", local, "");
        string SiteOf(string local) => cells.LabelsOf(Of(local)).Single(static l => l.Name == "site").Value;
    }
}
