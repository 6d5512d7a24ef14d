using System.Diagnostics;
using System.Net;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.Flows.Places;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Ingest.Tests.Sources.Flows;

public sealed class FlowPlacesTests : IDisposable
{
    internal static readonly (string, object)[] Cities =
    [
        ("81.2.69.0/24", City("GB", "London", 51.5, -0.1)),
        ("81.2.69.160/27", City("GB", "Boxford", 51.75, -1.25)),
        ("216.160.83.56/29", City("US", "Milton", 47.25, -122.3)),
        ("2001:218::/32", City("JP", "Tokyo", 35.7, 139.8)),
        ("10.1.2.3/32", new Dictionary<string, object> { ["registered_country"] = new Dictionary<string, object> { ["iso_code"] = "FR" }, ["padding"] = new string('x', 400) }),
    ];

    internal static readonly (string, object)[] Systems =
    [
        ("1.128.0.0/11", new Dictionary<string, object> { ["autonomous_system_number"] = 1221U, ["autonomous_system_organization"] = "Telstra Pty Ltd" }),
        ("81.2.69.0/24", new Dictionary<string, object> { ["asn"] = "AS20712", ["as_name"] = "Andrews & Arnold Ltd", ["country"] = "GB" }),
        ("2001:218::/32", new Dictionary<string, object> { ["autonomous_system_number"] = 4294967295U }),
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("places");
    private readonly IngestBench _bench = new();

    [Theory]
    [InlineData(24)]
    [InlineData(28)]
    [InlineData(32)]
    public void Countries_cities_and_systems_are_found_in_records_of_every_size(int bits)
    {
        var places = Places(Save("city.mmdb", MmdbWriter.Write(bits, "Test-City", Cities)), Save("asn.mmdb", MmdbWriter.Write(bits, "Test-ASN", Systems)));

        Assert.Equal(("GB", 20712U), (Country(places, "81.2.69.1"), places.AsOf(Address("81.2.69.1"))));
        Assert.Equal(new AddressPlace("GB", "Boxford", 51.75, -1.25, 20712, "Andrews & Arnold Ltd"), places.PlaceOf(Address("81.2.69.191")));
        Assert.Equal(new AddressPlace("GB", "London", 51.5, -0.1, 20712, "Andrews & Arnold Ltd"), places.PlaceOf(Address("81.2.69.192")));
        Assert.Equal(("", 1221U), (Country(places, "1.159.255.255"), places.AsOf(Address("1.159.255.255"))));
        Assert.Equal(("JP", 4294967295U), (Country(places, "2001:218:ffff::1"), places.AsOf(Address("2001:218:ffff::1"))));
        Assert.Equal("FR", Country(places, "10.1.2.3"));
        Assert.Equal(("", 0U), (Country(places, "10.1.2.4"), places.AsOf(Address("2001:219::"))));
        Assert.Null(places.PlaceOf(Address("192.0.2.1")));
        Assert.Null(places.PlaceOf(Address("::")));
    }

    [MmdblookupFact]
    public void Mmdblookup_finds_the_same()
    {
        foreach (var bits in new[] { 24, 28, 32 })
        {
            var octets = MmdbWriter.Write(bits, "Test-City", Cities);
            var file = Save("city.mmdb", octets);
            var read = MmdbFile.Read(octets, out _)!;
            foreach (var address in new[] { "81.2.69.1", "81.2.69.160", "81.2.69.191", "81.2.69.192", "216.160.83.63", "2001:218::5" })
            {
                using var lookup = Process.Start(new ProcessStartInfo("mmdblookup", ["--file", file, "--ip", address, "city", "names", "en"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
                var told = lookup.StandardOutput.ReadToEnd();
                lookup.WaitForExit();
                Assert.Contains($"\"{read.At(read.Find(Address(address))!.Value)["city"u8]["names"u8]["en"u8].Text}\"", told);
            }
        }
    }

    [Fact]
    public void A_look_up_allocates_nothing()
    {
        var places = Places(Save("city.mmdb", MmdbWriter.Write(28, "Test-City", Cities)), Save("asn.mmdb", MmdbWriter.Write(24, "Test-ASN", Systems)));
        NetworkAddress[] addresses = [Address("81.2.69.1"), Address("2001:218::1"), Address("1.128.0.1"), Address("192.0.2.1")];
        var sum = 0L;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            sum += places.CountryOf(addresses[i % 4]) + places.AsOf(addresses[i % 4]);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(sum > 0);
    }

    [Fact]
    public void A_file_that_changes_is_read_again_and_a_broken_one_leaves_what_was_read()
    {
        var file = Save("country.mmdb", MmdbWriter.Write(24, "Test", ("192.0.2.0/24", City("DE", "Bonn", 1, 2))));
        var places = Places(file);
        Assert.Equal("DE", Country(places, "192.0.2.1"));

        File.WriteAllText(file, "half a file");
        places.Look();
        Assert.Equal("DE", Country(places, "192.0.2.1"));
        Assert.Equal($"{file} is no MaxMind DB, or is not whole: its metadata is missing; what was read of it before is kept.", _bench.Status(FlowPlaces.Id).LastErrors[0].Text);

        Save("country.mmdb", MmdbWriter.Write(32, "Test", ("192.0.2.0/24", City("AT", "Graz", 1, 2))));
        places.Look();
        Assert.Equal("AT", Country(places, "192.0.2.1"));
    }

    public void Dispose()
    {
        _bench.Dispose();
        _folder.Delete(recursive: true);
    }

    private static Dictionary<string, object> City(string country, string city, double latitude, double longitude) => new()
    {
        ["city"] = new Dictionary<string, object> { ["geoname_id"] = 7U, ["names"] = new Dictionary<string, object> { ["de"] = "x", ["en"] = city } },
        ["country"] = new Dictionary<string, object> { ["is_in_european_union"] = false, ["iso_code"] = country },
        ["location"] = new Dictionary<string, object> { ["latitude"] = latitude, ["longitude"] = longitude },
        ["subdivisions"] = new object[] { new Dictionary<string, object> { ["iso_code"] = "XX" } },
    };

    internal static NetworkAddress Address(string text) => NetworkAddress.From(IPAddress.Parse(text));

    private static string Country(FlowPlaces places, string address) => places.CountryOf(Address(address)) is var c and > 0 ? $"{(char)(c >> 8)}{(char)(c & 0xff)}" : "";

    private string Save(string name, byte[] octets)
    {
        var file = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(file, octets);
        return file;
    }

    private FlowPlaces Places(params string[] files) =>
        new(new FlowPlaceOptions { Files = string.Join(", ", files) }, _bench.Sources, _bench.Clock, NullLogger<FlowPlaces>.Instance);
}

/// <summary>A test that needs mmdblookup; skipped, and saying so, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MmdblookupFactAttribute : FactAttribute
{
    public MmdblookupFactAttribute()
    {
        if (!File.Exists("/usr/bin/mmdblookup"))
            Skip = "needs the Debian package mmdb-bin";
    }
}
