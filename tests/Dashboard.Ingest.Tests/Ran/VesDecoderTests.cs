using System.Text;
using Dashboard.Ingest.Ran.Ves;

namespace Dashboard.Ingest.Tests.Ran;

public sealed class VesDecoderTests
{
    private readonly VesDecoder _decoder = new(new VesSchemas(VesSchemas.Default.Split(',')));

    public static TheoryData<string> Domains => [.. VesEvents.Blocks.Keys];

    [Theory, MemberData(nameof(Domains))]
    public void An_event_of_each_domain_is_taken_with_its_header_and_its_block(string domain)
    {
        var reading = Read(VesEvents.Body(domain));

        Assert.Null(reading.Refusal);
        var read = Assert.Single(reading.Events);
        Assert.Equal(domain, read.Domain.ToString(), ignoreCase: true);
        Assert.Equal(("gnb-1", "e-1", "ems-1", "Acme", 0L), (read.SourceName, read.EventId, read.ReportingEntityName, read.VendorName, read.Sequence));
        Assert.Equal(VesEvents.NewYear, read.StartEpoch);
        Assert.StartsWith("{", Encoding.UTF8.GetString(read.Block.Span), StringComparison.Ordinal);
        Assert.Empty(read.ForeignBlocks);
    }

    [Theory, MemberData(nameof(Domains))]
    public void A_property_that_the_format_does_not_know_is_refused_in_each_domain(string domain)
    {
        var block = VesEvents.Blocks[domain].Trim();
        var name = block[1..block.IndexOf('"', 1)];

        var reading = Read(VesEvents.Body(domain, block[..^1] + ",\"shoeSize\":44}"));

        Assert.Equal(VesFault.Schema, reading.Refusal!.Fault);
        Assert.Equal($"event.{name} has a property \"shoeSize\" that is not known", Assert.Single(reading.Refusal.Complaints));
    }

    [Theory, MemberData(nameof(Domains))]
    public void A_block_without_its_version_is_refused_in_each_domain(string domain)
    {
        var block = VesEvents.Blocks[domain].Trim();
        var version = block.IndexOf(domain == "thresholdCrossingAlert" ? "\"thresholdCrossingFieldsVersion\"" : $"\"{domain}FieldsVersion\"", StringComparison.Ordinal);
        var rest = block.IndexOf(',', version);

        var reading = Read(VesEvents.Body(domain, block[..version] + block[(rest + 1)..]));

        Assert.Contains("lacks", Assert.Single(reading.Refusal!.Complaints));
        Assert.Contains("FieldsVersion", reading.Refusal.Complaints[0]);
    }

    [Theory]
    [InlineData("\"MAJOR\"", "\"Bad\"", "event.faultFields.eventSeverity is \"Bad\", which is none of CRITICAL, MAJOR, MINOR, WARNING, NORMAL")]
    [InlineData("\"linkDown\"", "17", "event.faultFields.alarmCondition is not a string")]
    [InlineData("\"linkFailure\"", "17", "event.faultFields.alarmAdditionalInformation has \"probableCause\", which is no string")]
    [InlineData("\"sequence\":0", "\"sequence\":0.5", "event.commonEventHeader.sequence is \"0.5\", which is no whole number")]
    [InlineData("\"4.1\"", "\"3.0\"", "event.commonEventHeader.version is \"3.0\", which is none of 4.0, 4.0.1, 4.1")]
    [InlineData("\"fault\"", "\"gossip\"", "event.commonEventHeader.domain is \"gossip\", which is none of fault, heartbeat")]
    [InlineData("1767225600000000", "\"now\"", "event.commonEventHeader.startEpochMicrosec is not a number")]
    [InlineData("\"vfStatus\":\"Active\",", "", "event.faultFields lacks vfStatus")]
    [InlineData("\"eventId\":\"e-1\",", "", "event.commonEventHeader lacks eventId")]
    [InlineData("\"vfStatus\"", "\"eventCategory\":\"x\",\"vfStatus\"", "event.faultFields.eventCategory is there twice")]
    [InlineData("{\"event\"", "{\"mail\":{},\"event\"", "the body has a property \"mail\" beside or in place of event")]
    public void What_is_wrong_is_said_with_the_path_to_it(string good, string bad, string complaint)
    {
        var reading = Read(VesEvents.Body("fault").Replace(good, bad, StringComparison.Ordinal));

        Assert.Equal(VesFault.Schema, reading.Refusal?.Fault);
        Assert.StartsWith(complaint, reading.Refusal!.Complaints[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"p":1}""", "must have exactly one of iValue, rValue, sValue, isNull")]
    [InlineData("""{"p":1,"iValue":1,"sValue":"1"}""", "must have exactly one of iValue, rValue, sValue, isNull")]
    [InlineData("""{"iValue":1}""", "lacks p")]
    [InlineData("""{"p":1,"isNull":true}""", "is not a string")]
    public void A_result_of_a_measurement_has_one_value(string result, string complaint)
    {
        var reading = Read(VesEvents.Body("perf3gpp").Replace("""{"p":1,"sValue":"17"}""", result, StringComparison.Ordinal));

        Assert.StartsWith("event.perf3gppFields.measDataCollection.measInfoList[0].measValuesList[1].measResults[0]", reading.Refusal!.Complaints[0], StringComparison.Ordinal);
        Assert.EndsWith(complaint, reading.Refusal.Complaints[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.20.30.40", "10.20.30")]
    [InlineData("10.20.30.40", "2001:db8::1")]
    [InlineData("2001:db8::1", "2001:db8:::1")]
    public void An_address_of_a_registration_is_one(string good, string bad) =>
        Assert.Equal(VesFault.Schema, Read(VesEvents.Body("pnfRegistration").Replace(good, bad, StringComparison.Ordinal)).Refusal?.Fault);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("hello")]
    [InlineData("""{"event":{}} {}""")]
    [InlineData("""{"event":{"a":"\ud800"}}""")]
    public void What_is_no_JSON_is_said_to_be_none(string body) => Assert.Equal(VesFault.NoJson, Read(body).Refusal?.Fault);

    [Fact]
    public void Octets_that_are_no_UTF8_and_endless_depth_are_no_JSON_either()
    {
        Assert.Equal(VesFault.NoJson, _decoder.Read(new byte[] { (byte)'"', 0xff, (byte)'"' }, isBatch: false).Refusal?.Fault);
        Assert.Equal(VesFault.NoJson, Read("""{"event":""" + new string('[', 100_000)).Refusal?.Fault);
    }

    [Fact]
    public void Characters_that_are_escaped_are_read_as_what_they_stand_for()
    {
        var read = Read(VesEvents.Body("fault").Replace("gnb-1", @"gn\u0062\ud83d\ude00-1", StringComparison.Ordinal)).Events[0];

        Assert.Equal("gnb😀-1", read.SourceName);
    }

    [Fact]
    public void A_batch_is_read_whole_or_not_at_all()
    {
        var good = Read(VesEvents.Batch(VesEvents.Event("fault"), VesEvents.Event("fault", id: "e-2")), isBatch: true);
        var half = Read(VesEvents.Batch(VesEvents.Event("fault"), VesEvents.Event("fault").Replace("MAJOR", "BAD", StringComparison.Ordinal)), isBatch: true);

        Assert.Equal(["e-1", "e-2"], good.Events.Select(e => e.EventId));
        Assert.Empty(half.Events);
        Assert.StartsWith("eventList[1].faultFields.eventSeverity", half.Refusal!.Complaints[0], StringComparison.Ordinal);
        Assert.Null(Read("""{"eventList":[]}""", isBatch: true).Refusal);
        Assert.Equal(VesFault.Schema, Read(VesEvents.Body("fault"), isBatch: true).Refusal?.Fault);
        Assert.Equal(VesFault.Schema, Read("""{"eventList":[]}""").Refusal?.Fault);
    }

    [Fact]
    public void A_batch_is_of_one_domain_and_one_namespace()
    {
        var domains = Read(VesEvents.Batch(VesEvents.Event("fault"), VesEvents.Event("heartbeat")), isBatch: true);
        var namespaces = Read(VesEvents.Batch(VesEvents.Event("stndDefined"), VesEvents.Event("stndDefined", space: "3GPP-Provisioning")), isBatch: true);

        Assert.Equal((VesFault.MixedBatch, VesFault.MixedBatch), (domains.Refusal?.Fault, namespaces.Refusal?.Fault));
    }

    [Fact]
    public void Data_of_a_standard_need_a_namespace_a_schema_that_is_known_and_what_the_schema_asks_for()
    {
        var good = VesEvents.Body("stndDefined");

        Assert.Equal(VesFault.NamespaceMissing, Read(good.Replace("\"stndDefinedNamespace\":\"3GPP-FaultSupervision\",", "", StringComparison.Ordinal)).Refusal?.Fault);
        Assert.Equal(VesFault.NamespaceEmpty, Read(good.Replace("3GPP-FaultSupervision", "", StringComparison.Ordinal)).Refusal?.Fault);
        Assert.Equal(VesFault.UnknownSchema, Read(good.Replace("forge.3gpp.org", "schemas.example.net", StringComparison.Ordinal)).Refusal?.Fault);
        var invalid = Read(good.Replace("CRITICAL", "Awful", StringComparison.Ordinal)).Refusal!;
        Assert.Equal((VesFault.InvalidData, "event.stndDefinedFields.data.perceivedSeverity is \"Awful\", which is no severity"), (invalid.Fault, invalid.Complaints[0]));
        Assert.Equal(VesFault.InvalidData, Read(good.Replace("\"alarmId\":\"a-17\",", "", StringComparison.Ordinal)).Refusal?.Fault);
        Assert.Null(Read(good.Replace("CRITICAL", "Critical", StringComparison.Ordinal)).Refusal);
    }

    [Fact]
    public void A_block_of_another_domain_is_named()
    {
        var read = Read(VesEvents.Body("fault", VesEvents.Blocks["heartbeat"])).Events[0];

        Assert.True(read.Block.IsEmpty);
        Assert.Equal(["heartbeatFields"], read.ForeignBlocks);
    }

    [Theory]
    [InlineData("""{"event":{"commonEventHeader":{"domain":"perf3gpp","sourceName":"gnb-1","extra":1},"perf3gppFields":{"a":1}}}""", 1)]
    [InlineData("""{"commonEventHeader":{"domain":"perf3gpp","sourceName":"gnb-1"},"perf3gppFields":{"a":1}}""", 1)]
    [InlineData("""{"eventList":[{"commonEventHeader":{"domain":"perf3gpp","sourceName":"gnb-1"},"perf3gppFields":{"a":1}},{"commonEventHeader":{"domain":"fault","sourceName":"gnb-2"},"faultFields":{}}]}""", 2)]
    public void What_comes_another_way_need_not_keep_every_rule(string body, int events)
    {
        var reading = _decoder.ReadLeniently(VesEvents.Octets(body));

        Assert.Equal(events, reading.Events.Count);
        Assert.Equal((VesDomain.Perf3gpp, "gnb-1"), (reading.Events[0].Domain, reading.Events[0].SourceName));
        Assert.False(reading.Events[0].Block.IsEmpty);
    }

    [Theory]
    [InlineData("[]", VesFault.Schema)]
    [InlineData("{}", VesFault.Schema)]
    [InlineData("""{"event":{"commonEventHeader":{"domain":"fault"}}}""", VesFault.Schema)]
    [InlineData("""{"event":{}} x""", VesFault.NoJson)]
    public void But_it_must_be_an_event_of_somebody(string body, VesFault fault) =>
        Assert.Equal(fault, _decoder.ReadLeniently(VesEvents.Octets(body)).Refusal?.Fault);

    [Theory]
    [InlineData(1_767_225_600_000_000, EpochUnit.Microseconds)]
    [InlineData(1_767_225_600_000, EpochUnit.Milliseconds)]
    [InlineData(1_767_225_600, EpochUnit.Seconds)]
    [InlineData(1_767_225_600_000_000_000, EpochUnit.Nanoseconds)]
    public void A_time_is_the_same_whatever_it_was_counted_in(double value, EpochUnit unit)
    {
        Assert.Equal(1_767_225_600_000, EpochTime.Read(value, out var counted));
        Assert.Equal(unit, counted);
    }

    [Fact]
    [Trait("Kind", "fuzz")]
    public async Task Damaged_bodies_are_taken_or_refused_and_nothing_else()
    {
        byte[][] seeds = [.. VesEvents.Blocks.Keys.Select(d => VesEvents.Octets(VesEvents.Body(d))), VesEvents.Octets(VesEvents.Batch(VesEvents.Event("fault"), VesEvents.Event("fault")))];
        var inputs = await Fuzz.Run(seeds, [.. "{}[]\",:\\u1tfn.e-"u8], (body, random) =>
        {
            var reading = random.Next(3) switch
            {
                0 => _decoder.Read(body, isBatch: false),
                1 => _decoder.Read(body, isBatch: true),
                _ => _decoder.ReadLeniently(body),
            };
            Assert.True(reading.Refusal is null ? reading.Events.All(e => e.Octets.Length > 0) : reading.Refusal.Complaints.Count > 0 && reading.Events.Count == 0);
            return Task.CompletedTask;
        }, fixedInputs: 10_000);

        Assert.True(inputs >= 10_000);
    }

    private VesReading Read(string body, bool isBatch = false) => _decoder.Read(VesEvents.Octets(body), isBatch);
}
