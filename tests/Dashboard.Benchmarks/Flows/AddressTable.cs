using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.Flows.Threats;

namespace Dashboard.Benchmarks.Flows;

/// <summary>What it costs to hold an address against a million bad ones.</summary>
internal static class AddressTable
{
    private const int Entries = 1_000_000;
    private const int Asked = 1 << 16;
    private const int Rounds = 5;
    private const int Passes = 200;

    public static async Task Print(TextWriter to)
    {
        var random = new Random(20261122);
        AddressPrefix[] prefixes = [.. Enumerable.Range(0, Entries).Select(i => Prefix(random, isV4: i % 10 != 0))];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var started = ThreadNanoseconds();
        var set = new AddressSet([prefixes]);
        var built = ThreadNanoseconds() - started;
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        await to.WriteLineAsync($"{set.Entries} addresses and prefixes, a tenth of IPv6: {built / 1e9:0.0} s of processor time to build, {bytes / 1e6:0} MB; processor time of a look-up, best of {Rounds}");
        foreach (var (name, make) in new (string, Func<NetworkAddress>)[]
        {
            ("any IPv4 addresses", () => NetworkAddress.FromV4((uint)random.NextInt64(1L << 32))),
            ("IPv4 addresses of one /16", () => NetworkAddress.FromV4(0x0a01_0000 | (uint)random.Next(1 << 16))),
            ("any IPv6 addresses of 2001::/16", () => new NetworkAddress(0x2001_0000_0000_0000 | (ulong)random.NextInt64(1L << 48), (ulong)random.NextInt64())),
        })
        {
            var addresses = Enumerable.Range(0, Asked).Select(_ => make()).ToArray();
            var (best, hits) = (double.MaxValue, 0);
            for (var round = 0; round < Rounds; round++)
            {
                hits = 0;
                var from = ThreadNanoseconds();
                for (var pass = 0; pass < Passes; pass++)
                {
                    foreach (var address in addresses)
                        hits += set.ListsOf(address) != 0 ? 1 : 0;
                }
                best = Math.Min(best, (ThreadNanoseconds() - from) / (double)Passes / Asked);
            }
            await to.WriteLineAsync($"  {name,-33} {best,6:0.0} ns, {(double)hits / Passes / Asked:P1} on the list");
        }
    }

    private static AddressPrefix Prefix(Random random, bool isV4)
    {
        var number = isV4 ? new UInt128(0, 0xffff_0000_0000UL | (uint)random.NextInt64(1L << 32)) : new UInt128(0x2001_0000_0000_0000 | (ulong)random.NextInt64(1L << 48), (ulong)random.NextInt64());
        var length = isV4 ? (random.Next(20) == 0 ? 120 : 128) : 64;
        return new AddressPrefix(length == 128 ? number : number & ~(UInt128.MaxValue >> length), (byte)length);
    }

    private static long ThreadNanoseconds() => long.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0]);
}
