using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.Flows.Places;

namespace Dashboard.Ingest.Tests.Sources.Flows;

[Trait("Kind", "fuzz")]
public sealed class MmdbFuzzTests
{
    [Theory]
    [InlineData(24)]
    [InlineData(28)]
    [InlineData(32)]
    public async Task Files_that_are_damaged_in_every_way_break_nothing(int bits)
    {
        var read = 0;
        NetworkAddress[] addresses = [FlowPlacesTests.Address("81.2.69.1"), FlowPlacesTests.Address("81.2.69.161"), FlowPlacesTests.Address("2001:218::1"), FlowPlacesTests.Address("10.1.2.3"), FlowPlacesTests.Address("255.255.255.255"), FlowPlacesTests.Address("::1"), FlowPlacesTests.Address("ffff::")];
        await Fuzz.Run([MmdbWriter.Write(bits, "Test", [.. FlowPlacesTests.Cities, .. FlowPlacesTests.Systems])], [0, 0xff, 0x20, 0x3f, 0xe0, 0xff, 0x1f, 0x04, 0xab], (input, _) =>
        {
            var file = MmdbFile.Read(input, out var problem);
            if (file is not null)
            {
                read++;
                foreach (var address in addresses)
                {
                    if (file.Find(address) is not { } offset)
                        continue;
                    var record = file.At(offset);
                    PlaceRecord.CountryOf(record);
                    PlaceRecord.AsOf(record);
                    read += record["location"u8]["latitude"u8].Real is null ? 0 : 1;
                    read += record["city"u8]["names"u8]["en"u8].Text.Length > 0 ? 1 : 0;
                }
            }
            Assert.Equal(file is null, problem is not null);
            return Task.CompletedTask;
        }, 4000);

        Assert.True(read > 100, "hardly anything was understood: the damage is too great to test anything");
    }
}
