using Dashboard.Domain.Ran;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Tests.Pipeline;

public sealed class RanNamingTests
{
    private readonly MetricCatalogue _catalogue = new();

    [Fact]
    public void Without_a_file_of_cells_the_site_is_that_of_the_element_or_the_element()
    {
        Assert.Equal("gnb-7", Of([], []).Get("site"));
        Assert.Equal("Ulm", Of([], [new Place { Instance = "gnb-*", Site = "Ulm" }]).Get("site"));
        Assert.Equal("Minster", Of([new CellEntry { Cell = "gnb-7-3", Site = "Minster" }], [new Place { Instance = "gnb-*", Site = "Ulm" }]).Get("site"));
    }

    [Fact]
    public void A_measurement_gets_the_labels_of_its_object_and_of_its_name_and_is_described()
    {
        var labels = Of([], []);

        Assert.Equal(
            "DRB_UEThpDl{cell=\"gnb-7-3\", instance=\"gnb-7\", ldn=\"GNBDUFunction=1,NRCellDU=3\", object=\"NRCellDU\", site=\"gnb-7\", snssai=\"01-06E442\"}",
            labels.ToString());
        Assert.Equal("kbit/s", _catalogue.Find("DRB_UEThpDl")?.Unit);
    }

    [Fact]
    public void A_file_of_cells_is_read_and_what_is_wrong_in_it_is_said_with_its_place()
    {
        var cells = CellFile.Read("cells:\n  - {dn: 'SubNetwork=U,ManagedElement=a', site: Ulm, latitude: 48.4, longitude: 9.99}\n  - {cell: a-1, name: North}\n", "cells.yml");
        Assert.Equal(("Ulm", 48.4, "North"), (cells[0].Site, cells[0].Latitude, cells[1].Name));

        Assert.Contains("line 2", Assert.Throws<FormatException>(static () => CellFile.Read("cells:\n  - {cel: a}\n", "cells.yml")).Message, StringComparison.Ordinal);
        Assert.Contains("entry 1", Assert.Throws<FormatException>(static () => CellFile.Read("cells:\n  - {site: a}\n", "cells.yml")).Message, StringComparison.Ordinal);
        Assert.Contains("entry 1", Assert.Throws<FormatException>(static () => CellFile.Read("cells:\n  - {cell: a, latitude: 91}\n", "cells.yml")).Message, StringComparison.Ordinal);
        Assert.Contains("no cells", Assert.Throws<FormatException>(static () => CellFile.Read("", "cells.yml")).Message, StringComparison.Ordinal);
    }

    private Labels Of(CellEntry[] cells, Place[] places) =>
        new RanNaming(new CellDirectory(cells), new Enricher(places), new NetworkTree(), _catalogue, new FakeClock())
            .LabelsOf(MeasuredObject.Of("SubNetwork=U", "ManagedElement=gnb-7", "GNBDUFunction=1,NRCellDU=3", ""), MeasurementName.Read("DRB.UEThpDl.01-06E442"));
}
