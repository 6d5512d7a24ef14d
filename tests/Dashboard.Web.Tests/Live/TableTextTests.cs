using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Telemetry;
using Dashboard.Web.Live;

namespace Dashboard.Web.Tests.Live;

public sealed class TableTextTests
{
    private static readonly TableDefinition Interfaces = new()
    {
        Id = "interfaces",
        Title = "Interfaces",
        Key = ["device"],
        Columns = [new() { Title = "Interface", Label = "device" }, new() { Title = "In", Query = "x", Unit = Unit.BitsPerSecond }, new() { Title = "State", Query = "y", States = [new("up", PerceivedSeverity.Cleared)] }],
    };

    [Fact]
    public void Numbers_are_in_full_and_their_unit_is_in_the_head() =>
        Assert.Equal("\uFEFFInterface,In (bit/s),State\r\neth0,1234567.5,up\r\n", TableText.Csv(Interfaces, [Row("eth0", 1_234_567.5)]));

    [Fact]
    public void What_is_not_there_is_an_empty_cell() => Assert.Contains("eth0,,up", TableText.Csv(Interfaces, [Row("eth0", double.NaN)]));

    [Fact]
    public void A_date_is_written_as_it_is_read_and_left_out_where_there_is_none()
    {
        var full = Interfaces with { Columns = [new() { Title = "Full on", Query = "x", Unit = Unit.Date }] };
        var rows = new[] { 1_795_411_116, double.NaN }.Select(static at => new TableRow(Labels.Empty, [new(Unit.Date.Format(at).ToString(), at, null)])).ToArray();
        Assert.Equal("\uFEFFFull on\r\n2026-11-23 05:18 UTC\r\n\r\n", TableText.Csv(full, rows));
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("-cmd", "'-cmd")]
    [InlineData("+x", "'+x")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("=\"a\"", "\"'=\"\"a\"\"\"")]
    public void A_text_stays_a_text_in_a_spreadsheet(string device, string cell) =>
        Assert.Contains($"\r\n{cell},1,up", TableText.Csv(Interfaces, [Row(device, 1)]));

    [Fact]
    public void A_rows_address_holds_its_labels_escaped() =>
        Assert.Equal("/d/x?var-device=xe-0%2F0%2F3%26a%3Db", TableText.Link("/d/x?var-device={{ device }}", Labels.From(new Label("device", "xe-0/0/3&a=b"))));

    private static TableRow Row(string device, double value) =>
        new(Labels.From(new Label("device", device)), [new(device, double.NaN, null), new("shown", value, null), new("up", 0, PerceivedSeverity.Cleared)]);
}
