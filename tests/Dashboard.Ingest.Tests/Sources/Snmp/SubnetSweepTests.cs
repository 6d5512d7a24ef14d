using Dashboard.Ingest.Sources.Snmp;
using Dashboard.Ingest.Sources.Snmp.Discovery;
using Dashboard.Ingest.Sources.Snmp.Messages;
using Dashboard.Ingest.Sources.Snmp.Security;

namespace Dashboard.Ingest.Tests.Sources.Snmp;

public sealed class SubnetSweepTests
{
    [Theory]
    [InlineData("10.1.2.0/24", 254, "10.1.2.1", "10.1.2.254")]
    [InlineData("10.1.2.77/30", 2, "10.1.2.77", "10.1.2.78")]
    [InlineData("10.1.2.4/31", 2, "10.1.2.4", "10.1.2.5")]
    [InlineData("10.1.2.3", 1, "10.1.2.3", "10.1.2.3")]
    [InlineData("10.1.2.250-10.1.3.5", 12, "10.1.2.250", "10.1.3.5")]
    [InlineData("10.1.0.0/16", 65_534, "10.1.0.1", "10.1.255.254")]
    public void A_range_holds_the_addresses_between_its_ends(string text, int count, string first, string last)
    {
        Assert.True(AddressRange.TryParse(text, out var range, out _));
        Assert.Equal((count, first, last), (range!.Count, range[0].ToString(), range[count - 1].ToString()));
    }

    [Theory]
    [InlineData("10.0.0.0/8", "'10.0.0.0/8' has 16777214 addresses; at most 65536 are searched through at a time.")]
    [InlineData("10.0.0/24", "'10.0.0/24' is no range of IPv4 addresses such as 10.1.2.0/24 or 10.1.2.10-10.1.2.90.")]
    [InlineData("2001:db8::/64", "'2001:db8::/64' is no range of IPv4 addresses such as 10.1.2.0/24 or 10.1.2.10-10.1.2.90.")]
    [InlineData("10.0.0.9-10.0.0.1", "'10.0.0.9-10.0.0.1' is no range of IPv4 addresses such as 10.1.2.0/24 or 10.1.2.10-10.1.2.90.")]
    public void What_is_no_range_or_too_large_a_one_is_refused_in_words(string text, string complaint)
    {
        Assert.False(AddressRange.TryParse(text, out _, out var said));
        Assert.Equal(complaint, said);
    }

    [NetSnmpFact]
    public async Task A_search_finds_the_device_by_the_credential_that_it_answers_to_and_asks_no_faster_than_told()
    {
        using var agent = new Snmpd("createUser ops SHA-256 authpass123 AES privpass123\nrouser ops authPriv");
        Assert.True(AddressRange.TryParse("127.0.0.1-127.0.0.4", out var range, out _));
        SnmpDeviceOptions[] credentials =
        [
            new() { Address = agent.Address, Community = "wrong", Timeout = TimeSpan.FromMilliseconds(500) },
            new() { Address = agent.Address, Version = SnmpVersion.V3, User = "ops", Authentication = UsmAuthentication.Sha256, AuthPassword = "wrongpass123", Privacy = UsmPrivacy.Aes128, PrivPassword = "privpass123", Timeout = TimeSpan.FromMilliseconds(500) },
            new() { Address = agent.Address, Version = SnmpVersion.V3, User = "ops", Authentication = UsmAuthentication.Sha256, AuthPassword = "authpass123", Privacy = UsmPrivacy.Aes128, PrivPassword = "privpass123", Timeout = TimeSpan.FromSeconds(3) },
        ];
        var sweep = new SubnetSweep(TimeProvider.System);
        var started = TimeProvider.System.GetTimestamp();
        var found = new List<FoundDevice>();
        await foreach (var device in sweep.Run(range!, credentials, perSecond: 20))
            found.Add(device);
        Assert.Equal(("127.0.0.1", 2, "agent.test", "Net-SNMP"), found.Select(d => (d.Address.ToString(), d.Credential, d.Name, d.Vendor)).Single());
        // Three silent addresses, three credentials, each asked twice.
        Assert.InRange(sweep.Asked, 18, 40);
        Assert.True(sweep.Asked <= (TimeProvider.System.GetElapsedTime(started).TotalSeconds * 20) + 20);
    }
}
