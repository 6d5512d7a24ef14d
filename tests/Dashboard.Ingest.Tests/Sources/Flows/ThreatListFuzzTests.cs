using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.Flows.Threats;

namespace Dashboard.Ingest.Tests.Sources.Flows;

[Trait("Kind", "fuzz")]
public sealed class ThreatListFuzzTests
{
    [Fact]
    public async Task Lists_that_are_damaged_in_every_way_break_nothing()
    {
        var read = 0;
        await Fuzz.Run(["# c\n192.0.2.7\n198.51.100.0/24,x\n2001:db8::/32\n\"a\",\"203.0.113.9\"\n::ffff:10.0.0.1/104\n"u8.ToArray()], "0123456789./:,;#\"\n\r\t f"u8.ToArray(), (input, random) =>
        {
            List<AddressPrefix> prefixes = [];
            var report = ThreatListDecoder.Read(input, prefixes);
            Assert.Equal(report.Entries, prefixes.Count);
            read += report.Entries;
            // A set is made for millions of addresses, and takes a thousand times as long as a short list.
            if (random.Next(20) == 0)
            {
                var set = new AddressSet([prefixes]);
                foreach (var prefix in prefixes)
                    Assert.Equal(1U, set.ListsOf(new NetworkAddress((ulong)(prefix.First >> 64), (ulong)prefix.First)));
            }
            return Task.CompletedTask;
        }, 10_000);

        Assert.True(read > 5000, "hardly anything was understood: the damage is too great to test anything");
    }
}
