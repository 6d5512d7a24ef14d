using Dashboard.Domain.Ran;

namespace Dashboard.Domain.Tests.Ran;

public sealed class MeasurementNameTests
{
    [Theory]
    [InlineData("RRU.PrbTotDl", "RRU_PrbTotDl", "")]
    [InlineData("RRU.CellUnavailableTime.energySaving", "RRU_CellUnavailableTime", "cause=energySaving")]
    [InlineData("RRU.CellUnavailableTime.sum", "RRU_CellUnavailableTime", "")]
    [InlineData("DRB.UEThpDl.01-06E442", "DRB_UEThpDl", "snssai=01-06E442")]
    [InlineData("DRB.UEThpDl.01-06e442", "DRB_UEThpDl", "snssai=01-06E442")]
    [InlineData("DRB.UEThpDl.010003e8", "DRB_UEThpDl", "snssai=01-0003E8")]
    [InlineData("DRB.UEThpDl.01", "DRB_UEThpDl", "snssai=01")]
    [InlineData("DRB.UEThpDl.01FFFFFF", "DRB_UEThpDl", "snssai=01")]
    [InlineData("DRB.UEThpDl.SNSSAI.01_06E442", "DRB_UEThpDl", "snssai=01-06E442")]
    [InlineData("DRB.UEThpDl.0011-0010", "DRB_UEThpDl", "snssai=0011-0010")]
    [InlineData("DRB.UEThpDl.9", "DRB_UEThpDl", "fiveqi=9")]
    [InlineData("DRB.UEThpDl.5QI9", "DRB_UEThpDl", "fiveqi=9")]
    [InlineData("DRB.UEThpDl.10", "DRB_UEThpDl", "fiveqi=10")]
    [InlineData("DRB.UEThpDl.QCI_7", "DRB_UEThpDl", "qci=7")]
    [InlineData("DRB.UEThpDl.00101", "DRB_UEThpDl", "plmn=00101")]
    [InlineData("DRB.RelActNbr.5QI.82", "DRB_RelActNbr", "fiveqi=82")]
    [InlineData("DRB.UEThpDlDist.Bin3", "DRB_UEThpDlDist", "bin=3")]
    [InlineData("DRB.RlcSduDelayDlDist.Bin3_9", "DRB_RlcSduDelayDlDist", "bin=3 fiveqi=9")]
    [InlineData("CARR.WBCQIDist.Bin12.Bin2.Bin1", "CARR_WBCQIDist", "bin=12.2.1")]
    [InlineData("RRC.ConnEstabAtt.mo-Signalling", "RRC_ConnEstabAtt", "cause=mo-Signalling")]
    [InlineData("MM.HoExeInterFail.UeCtxtRelCmd.misc", "MM_HoExeInterFail", "cause=UeCtxtRelCmd.misc")]
    [InlineData("SM.PDUSessionSetupReq.01-000001", "SM_PDUSessionSetupReq", "snssai=01-000001")]
    public void The_parts_of_a_name_become_labels_as_its_definition_says(string name, string metric, string labels)
    {
        var read = MeasurementName.Read(name);

        Assert.Equal((metric, labels), (read.Metric, string.Join(' ', read.Labels.Select(static l => $"{l.Name}={l.Value}"))));
        Assert.NotNull(read.Type);
    }

    [Theory]
    [InlineData("VS.Own.Counter.7", "VS_Own_Counter_7")]
    [InlineData("RRU.PrbTotDl.Beam7", "RRU_PrbTotDl_Beam7")]
    [InlineData("DRB.UEThpDl.SNSSAI", "DRB_UEThpDl_SNSSAI")]
    [InlineData("DRB.UEThpDl.UEID", "DRB_UEThpDl_UEID")]
    [InlineData("5QI1QoSflow.Rel", "_5QI1QoSflow_Rel")]
    [InlineData("", "_")]
    [InlineData("...", "___")]
    public void What_no_definition_says_stays_in_the_name(string name, string metric)
    {
        var read = MeasurementName.Read(name);

        Assert.Equal(metric, read.Metric);
        Assert.Empty(read.Labels);
    }

    [Fact]
    public void What_a_measurement_is_can_be_read_from_the_metric_catalogue_with_its_name_clause_and_unit()
    {
        var metadata = MeasurementName.Read("DRB.PdcpSduVolumeDL.01").Metadata;

        Assert.Equal("Mbit", metadata.Unit);
        Assert.Contains("DRB.PdcpSduVolumeDL of TS 28.552 5.1.2.1.1.1", metadata.Help, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DRB.PdcpSduVolumeDL", 0.001)]
    [InlineData("DRB.SessionTime.9", 0.001)]
    [InlineData("DRB.UEThpDl", 1)]
    [InlineData("DRB.RlcSduDelayDl", 1)]
    [InlineData("RRU.PrbTotDl", 1)]
    [InlineData("VS.Own", 1)]
    public void Kilobits_and_milliseconds_of_a_RIC_become_the_megabits_and_seconds_of_files(string name, double factor)
    {
        Assert.Equal(factor, MeasurementName.Read(name).FactorFrom(MeasurementOrigin.E2Kpm));
        Assert.Equal(1, MeasurementName.Read(name).FactorFrom(MeasurementOrigin.PerformanceManagement));
    }

    [Fact]
    public void The_catalogue_knows_every_measurement_once_and_what_it_is_measured_of()
    {
        var types = MeasurementCatalogue.BuiltIn.Types;

        Assert.Equal(types.Count, types.Select(static t => t.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.All(types, static t => Assert.True(t.ObjectClasses.Count > 0 && t.Help.EndsWith('.') && t.Clause.StartsWith("TS ", StringComparison.Ordinal), t.Name));
    }
}
