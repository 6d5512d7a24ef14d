using System.Text;
using System.Text.RegularExpressions;
using Dashboard.Ingest.Sources.Gnmi.Messages;
using static Dashboard.Ingest.Tests.Sources.RemoteWrite.WrittenMessage;

namespace Dashboard.Ingest.Tests.Sources.Gnmi;

public sealed partial class GnmiDecoderTests
{
    [ProtocFact]
    public void A_notification_is_read_as_protoc_wrote_it_in_every_form_of_a_value()
    {
        var octets = Protoc.Encode("SubscribeResponse", """
            update {
              timestamp: 1673608605875353770
              prefix { origin: "openconfig" target: "leaf-1" elem { name: "interfaces" } elem { name: "interface" key { key: "name" value: "eth1/1" } } }
              alias: "#eth1"
              atomic: true
              update { path { elem { name: "a" } } val { string_val: "UP" } duplicates: 3 }
              update { val { int_val: -42 } }
              update { val { uint_val: 18446744073709551615 } }
              update { val { bool_val: true } }
              update { val { bytes_val: "\102\311\000\000" } }
              update { val { float_val: 36.5 } }
              update { val { decimal_val { digits: -204 precision: 1 } } }
              update { val { leaflist_val { element { int_val: 7 } element { string_val: "x" } } } }
              update { val { any_val { type_url: "type.example/X" value: "\001" } } }
              update { val { json_val: "{\"a\":1}" } }
              update { val { json_ietf_val: "\"12\"" } }
              update { val { ascii_val: "17" } }
              update { val { proto_bytes: "\010\001" } }
              update { val { double_val: 0.1 } }
              update { value { value: "5" type: JSON } }
              delete { elem { name: "b" } }
              delete { element: "c" element: "d[k=v]" }
            }
            """);

        Assert.Null(GnmiDecoder.ReadResponse(octets, out var response));
        Assert.Equal(GnmiResponseKind.Update, response.Kind);
        var notification = response.Notification;
        Assert.Equal((1673608605875353770, true, "#eth1"), (notification.Timestamp, notification.IsAtomic, GnmiDecoder.Text(octets, notification.Alias)));
        var prefix = GnmiDecoder.ReadPath(octets, notification.Prefix)!;
        Assert.Equal(("openconfig:/interfaces/interface[name=eth1/1]", "leaf-1"), (prefix.ToString(), prefix.Target));

        List<string> values = [];
        var updates = GnmiDecoder.Updates(octets, notification);
        while (updates.Next())
        {
            if (values.Count == 0)
                Assert.Equal(("/a", 3UL), (GnmiDecoder.ReadPath(octets, updates.Path)!.ToString(), updates.Duplicates));
            var value = updates.Value;
            values.Add(FormattableString.Invariant($"{value.Kind} {(value.Kind is GnmiValueKind.Number or GnmiValueKind.Truth ? value.Number : Convert.ToHexString(octets[value.Octets]))}"));
        }
        Assert.Null(updates.Problem);
        Assert.Equal(
            ["Text 5550", "Number -42", "Number 1.8446744073709552E+19", "Truth 1", "Octets 42C90000", "Number 36.5", "Number -20.4", "List 0A0210070A030A0178",
             $"Message {Hex("\n\u000etype.example/X\u0012\u0001\u0001")}", $"Json {Hex("{\"a\":1}")}", $"Json {Hex("\"12\"")}", "Ascii 3137", "Message 0801", "Number 0.1", "Json 35"], values);

        List<string> deleted = [];
        var deletes = GnmiDecoder.Deletes(octets, notification);
        while (deletes.Next())
            deleted.Add(GnmiDecoder.ReadPath(octets, deletes.Path)!.ToString());
        Assert.Equal(["/b", "/c/d[k=v]"], deleted);

        static string Hex(string text) => Convert.ToHexString(Encoding.UTF8.GetBytes(text));
    }

    [ProtocFact]
    public void Sync_error_and_capabilities_are_read_as_protoc_wrote_them()
    {
        Assert.Null(GnmiDecoder.ReadResponse(Protoc.Encode("SubscribeResponse", "sync_response: true"), out var sync));
        Assert.Equal(GnmiResponseKind.Sync, sync.Kind);
        var octets = Protoc.Encode("SubscribeResponse", "error { code: 5 message: 'no such path' }");
        Assert.Null(GnmiDecoder.ReadResponse(octets, out var error));
        Assert.Equal((GnmiResponseKind.Error, "no such path"), (error.Kind, GnmiDecoder.Text(octets, error.Error)));

        Assert.Null(GnmiDecoder.ReadCapabilities(Protoc.Encode("CapabilityResponse", """
            supported_models { name: "openconfig-interfaces" organization: "OpenConfig" version: "3.0.0" }
            supported_encodings: JSON_IETF supported_encodings: PROTO gNMI_version: "0.10.0"
            """), out var capabilities));
        Assert.Equal("0.10.0", capabilities.Version);
        Assert.Equal([GnmiEncoding.JsonIetf, GnmiEncoding.Proto], capabilities.Encodings);
        Assert.Equal(["openconfig-interfaces"], capabilities.Models);
    }

    [ProtocFact]
    public void Requests_are_read_by_protoc_as_they_were_meant()
    {
        Assert.Null(GnmiPath.Read("openconfig:/interfaces/interface[name=*]/state", out var path));
        var request = GnmiRequests.Subscribe("leaf-1", GnmiStreamMode.Poll, GnmiEncoding.JsonIetf,
        [
            new GnmiSubscription(path, GnmiSubscriptionMode.Sample, TimeSpan.FromSeconds(10), SuppressesRedundant: true, TimeSpan.FromMinutes(1)),
            new GnmiSubscription(GnmiPath.Root, GnmiSubscriptionMode.OnChange, default, SuppressesRedundant: false, default),
        ]);

        Assert.Equal(
            "subscribe { prefix { target: \"leaf-1\" } subscription { path { origin: \"openconfig\" elem { name: \"interfaces\" } elem { name: \"interface\" key { key: \"name\" value: \"*\" } } elem { name: \"state\" } } " +
            "mode: SAMPLE sample_interval: 10000000000 suppress_redundant: true heartbeat_interval: 60000000000 } subscription { path { } mode: ON_CHANGE } mode: POLL encoding: JSON_IETF }",
            Spaces().Replace(Protoc.Decode("SubscribeRequest", request), " ").Trim());
        Assert.Equal("poll { }", Spaces().Replace(Protoc.Decode("SubscribeRequest", GnmiRequests.Poll), " ").Trim());
        Assert.Equal("", Protoc.Decode("CapabilityRequest", GnmiRequests.Capabilities));
    }

    [Theory]
    [InlineData("/interfaces/interface[name=Ethernet1/1]/state", "/interfaces/interface[name=Ethernet1/1]/state", 3)]
    [InlineData("interfaces/interface[name=a\\]b][index=0]", "/interfaces/interface[index=0][name=a\\]b]", 2)]
    [InlineData("srl_nokia:/system", "srl_nokia:/system", 1)]
    [InlineData("openconfig-platform:components/component", "/openconfig-platform:components/component", 2)]
    [InlineData("/", "/", 0)]
    [InlineData("", "/", 0)]
    public void Paths_are_read_as_they_are_written(string text, string expected, int elements)
    {
        Assert.Null(GnmiPath.Read(text, out var path));
        Assert.Equal((expected, elements), (path.ToString(), path.Elements.Count));
    }

    [Theory]
    [InlineData("/a[b]", "has a key without a value at character 3")]
    [InlineData("/a[b=c", "has a key that does not end at character 6")]
    [InlineData("/a]b", "has a ']' that does not belong there at character 3")]
    [InlineData("/[a=b]", "has a key that belongs to no name")]
    public void A_path_that_is_not_one_says_why(string text, string expected) => Assert.Equal(expected, GnmiPath.Read(text, out _));

    [Theory]
    [InlineData("interface", "interface[name=a]", true)]
    [InlineData("oc-if:interface", "interface[name=a]", true)]
    [InlineData("interface[name=*]", "interface[name=a]", true)]
    [InlineData("interface[name=a]", "interface[name=a][unit=0]", true)]
    [InlineData("interface[name=b]", "interface[name=a]", false)]
    [InlineData("*", "interface[name=a]", true)]
    [InlineData("interfaces", "interface[name=a]", false)]
    public void A_step_names_the_steps_that_have_its_keys(string step, string other, bool expected)
    {
        Assert.Null(GnmiPath.Read(step, out var a));
        Assert.Null(GnmiPath.Read(other, out var b));
        Assert.Equal(expected, a.Elements[0].Names(b.Elements[0]));
    }

    [Fact]
    public void What_is_cut_off_says_where_and_what_came_before_is_there()
    {
        var update = Chunk(4, Chunk(1, Chunk(3, Text(1, "a"))), Chunk(3, Number(3, 5)));
        // The last update says that it is longer than its notification.
        byte[] body = [.. Number(1, 1), .. update, (4 << 3) | 2, 100, 1];
        var octets = Chunk(1, body);
        Assert.Equal($"Notification is not well-formed at octet {octets.Length - 1}", GnmiDecoder.ReadResponse(octets, out _));
        Assert.Equal("SubscribeResponse is not well-formed at octet 2", GnmiDecoder.ReadResponse([(1 << 3) | 2, 100], out _));

        // Here only what is within an update is bad.
        octets = Chunk(1, Number(1, 1), update, Chunk(4, [(1 << 3) | 2, 100]));
        Assert.Null(GnmiDecoder.ReadResponse(octets, out var response));
        var updates = GnmiDecoder.Updates(octets, response.Notification);
        Assert.True(updates.Next());
        Assert.Equal(5, updates.Value.Number);
        Assert.False(updates.Next());
        Assert.Equal($"Update is not well-formed at octet {octets.Length}", updates.Problem);
    }

    [Fact]
    [Trait("Kind", "fuzz")]
    public async Task Messages_that_are_damaged_in_every_way_break_nothing()
    {
        var path = Chunk(1, Chunk(3, Text(1, "interface"), Chunk(2, Text(1, "name"), Text(2, "eth0"))), Chunk(3, Text(1, "state")));
        byte[][] seeds =
        [
            Chunk(1, Number(1, 1_700_000_000_000_000_000), Chunk(2, path), Chunk(4, path, Chunk(3, Number(3, 5))), Chunk(4, path, Chunk(3, Chunk(7, Number(1, 5), Number(2, 1)))), Chunk(5, path)),
            [.. Chunk(1, Text(1, "openconfig-interfaces")), .. Chunk(2, [4, 2]), .. Text(3, "0.10.0")],
            Chunk(4, Text(2, "wrong")),
        ];
        var read = 0;
        await Fuzz.Run(seeds, [0x00, 0x08, 0x0a, 0x12, 0x1a, 0x22, 0x2a, 0x3a, 0x7f, 0x80, 0xff], (octets, random) =>
        {
            GnmiDecoder.ReadCapabilities(octets, out _);
            if (GnmiDecoder.ReadResponse(octets, out var response) is null && response.Kind == GnmiResponseKind.Update)
            {
                GnmiDecoder.ReadPath(octets, response.Notification.Prefix);
                var updates = GnmiDecoder.Updates(octets, response.Notification);
                while (updates.Next())
                    read += GnmiDecoder.ReadPath(octets, updates.Path) is null ? 0 : 1;
                var deletes = GnmiDecoder.Deletes(octets, response.Notification);
                while (deletes.Next())
                    GnmiDecoder.ReadPath(octets, deletes.Path);
            }
            return Task.CompletedTask;
        });
        Assert.InRange(read, 100, int.MaxValue);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
