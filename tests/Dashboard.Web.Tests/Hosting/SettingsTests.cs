using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources;
using Dashboard.Web.Hosting;
using Microsoft.Extensions.Configuration;

namespace Dashboard.Web.Tests.Hosting;

public sealed class SettingsTests
{
    [Fact]
    public void An_absent_section_keeps_every_default()
    {
        var options = Settings.Read<TimeSeriesCacheOptions>(Configuration([]), TimeSeriesCacheOptions.Section);
        Assert.Equal(TimeSpan.FromHours(26), options.Retention);
        Assert.Equal(1L << 30, options.Bytes);
    }

    [Fact]
    public void A_value_within_its_bounds_is_taken()
    {
        var options = Settings.Read<TimeSeriesCacheOptions>(Configuration([("Noc:Cache:Retention", "02:00:00")]), TimeSeriesCacheOptions.Section);
        Assert.Equal(TimeSpan.FromHours(2), options.Retention);
    }

    [Theory]
    [InlineData("Noc:Cache:Retention", "00:00:01", "Noc:Cache:Retention = '00:00:01' is not allowed: it must be a time span such as 00:00:05 or 1.12:00:00 from 00:01:00 to 31.00:00:00.")]
    [InlineData("Noc:Cache:Bytes", "lots", "Noc:Cache:Bytes = 'lots' is not allowed: it must be a whole number from 16777216 to 1099511627776.")]
    [InlineData("Noc:Cache:Size", "1", "Noc:Cache:Size is not a setting. Noc:Cache has: ")]
    public void A_bad_setting_is_named_with_its_value_and_what_is_allowed(string key, string value, string sentence)
    {
        var error = Assert.Throws<SettingsException>(() => Settings.Read<TimeSeriesCacheOptions>(Configuration([(key, value)]), TimeSeriesCacheOptions.Section));
        Assert.StartsWith(sentence, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_to_listen_on_is_no_name()
    {
        var error = Assert.Throws<SettingsException>(() => Settings.Read<ListenOptions>(Configuration([("Noc:Listen:Address", "localhost")]), ListenOptions.Section));
        Assert.Equal("Noc:Listen:Address = 'localhost' is not allowed: it must be an IP address such as 127.0.0.1 or ::1.", error.Message);
    }

    [Fact]
    public void A_section_that_nobody_knows_is_refused_and_the_known_ones_are_named()
    {
        var error = Assert.Throws<SettingsException>(() => Settings.RefuseUnknown(Configuration([("Noc:Cach:Bytes", "1"), ("Noc:Cache:Bytes", "1")]), ["Noc:Cache", "Noc:Auth"]));
        Assert.Equal("Noc:Cach:Bytes is not a setting. There are: Noc:Auth, Noc:Cache.", error.Message);
        Settings.RefuseUnknown(Configuration([("Noc:cache:Bytes", "1"), ("Other:Key", "1")]), ["Noc:Cache"]);
    }

    [Fact]
    public void Every_option_class_has_its_section_among_those_that_are_known()
    {
        var sections =
            from assembly in new[] { typeof(TimeSeriesCacheOptions).Assembly, typeof(Place).Assembly, typeof(NocHost).Assembly }
            from type in assembly.GetTypes()
            where type.GetField("Section")?.IsLiteral == true
            select (string)type.GetField("Section")!.GetRawConstantValue()!;
        Assert.Empty(sections.Except(NocHost.Sections));
    }

    [Fact]
    public void A_list_is_read_entry_by_entry_and_each_entry_is_checked()
    {
        var places = Settings.ReadList<Place>(Configuration([("Noc:Places:0:Instance", "rtr-*"), ("Noc:Places:0:Site", "West"), ("Noc:Places:0:Latitude", "50.9")]), Place.Section);
        Assert.Equal(("rtr-*", "West", 50.9), (places[0].Instance, places[0].Site, places[0].Latitude));

        var error = Assert.Throws<SettingsException>(() => Settings.ReadList<Place>(Configuration([("Noc:Places:0:Instance", "a"), ("Noc:Places:0:Latitude", "91")]), Place.Section));
        Assert.Contains("Noc:Places:0:Latitude = '91' is not allowed: it must be a number from -90 to 90.", error.Message);
    }

    [Fact]
    public void A_data_directory_is_made_where_it_is_missing()
    {
        var parent = Directory.CreateTempSubdirectory("noc-test-").FullName;
        try
        {
            var data = DataDirectory.Open(Configuration([(DataDirectory.Key, Path.Combine(parent, "a/b"))]));
            Assert.True(Directory.Exists(data.FullPath));
        }
        finally
        {
            Directory.Delete(parent, recursive: true);
        }
    }

    [Fact]
    public void A_data_directory_that_cannot_be_written_to_is_one_sentence()
    {
        // A file in the way stops every user, the superuser too.
        var file = Path.GetTempFileName();
        try
        {
            var error = Assert.Throws<SettingsException>(() => DataDirectory.Open(Configuration([(DataDirectory.Key, Path.Combine(file, "data"))])));
            Assert.StartsWith($"Noc:DataDirectory = '{Path.Combine(file, "data")}' cannot be written to (", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static IConfiguration Configuration((string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value))).Build();
}
