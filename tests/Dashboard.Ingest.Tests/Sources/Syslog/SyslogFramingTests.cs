using System.Text;
using Dashboard.Ingest.Sources.Syslog;

namespace Dashboard.Ingest.Tests.Sources.Syslog;

public sealed class SyslogFramingTests
{
    [Theory]
    [InlineData("<13>a\n<13>b\n", "<13>a|<13>b")]
    [InlineData("<13>a\0<13>b\0", "<13>a|<13>b")]
    [InlineData("<13>a\r\n<13>b", "<13>a\r|<13>b")]
    [InlineData("5 <13>a5 <13>b", "<13>a|<13>b")]
    [InlineData("7 <13>a\nb5 <13>c", "<13>a\nb|<13>c")]
    [InlineData("5 <13>a\n5 <13>b\n", "<13>a|<13>b")]
    [InlineData("6 <13>a\n6 <13>b\n", "<13>a\n|<13>b\n")]
    [InlineData("6 <13>ø6 <13>ü", "<13>ø|<13>ü")]
    [InlineData("51 apples\n2026 was a year\n", "51 apples|2026 was a year")]
    [InlineData("12\n34\n", "12|34")]
    [InlineData("no priority at all", "no priority at all")]
    [InlineData("16 <1>2", "<1>2")]
    [InlineData("16 <1>217 <11>1 - - - - - -", "<1>217 <11>1 - -| - - - -")]
    [InlineData("<14>a\n5 <15>b<16>c\n", "<14>a|<15>b|<16>c")]
    [InlineData("99999999999 <13>a\n<13>b\n", "99999999999 <13>a|<13>b")]
    [InlineData("\n\n", "")]
    public void Messages_are_found_however_the_octets_are_divided(string sent, string messages)
    {
        var octets = Encoding.UTF8.GetBytes(sent);
        for (var piece = 1; piece <= octets.Length; piece++)
            Assert.Equal(messages, string.Join('|', Read(octets, piece, 1000, out _)));
    }

    [Theory]
    [InlineData("<13>0123456789\n<13>b\n", "<13>012345|<13>b")]
    [InlineData("14 <13>01234567895 <13>b", "<13>012345|<13>b")]
    public void A_message_that_is_too_long_is_cut_and_the_next_one_is_read(string sent, string messages)
    {
        var octets = Encoding.UTF8.GetBytes(sent);
        for (var piece = 1; piece <= octets.Length; piece++)
        {
            Assert.Equal(messages, string.Join('|', Read(octets, piece, 10, out var cut)));
            Assert.Equal(1, cut);
        }
    }

    [Fact]
    [Trait("Kind", "fuzz")]
    public async Task Damaged_octets_are_divided_without_losing_their_place()
    {
        await Fuzz.Run(["14 <13>01234567895 <13>b\n<13>c\n7 <13>a\nb"u8.ToArray(), "<13>a\0<13>b\r\n9 x\n"u8.ToArray()], "0123456789 <>\n\0"u8.ToArray(), (input, random) =>
        {
            var whole = Read(input, input.Length + 1, 64, out _);
            Assert.All(whole, m => Assert.InRange(m.Length, 1, 64));
            Assert.InRange(whole.Sum(m => m.Length), 0, input.Length);
            // Where the octets are cut by the network does not change what is read.
            Assert.Equal(whole, Read(input, random.Next(1, 8), 64, out _));
            return Task.CompletedTask;
        });
    }

    /// <summary>Reads octets that come in pieces, as a connection does, with a buffer of the least size.</summary>
    private static List<string> Read(byte[] octets, int piece, int maxMessageBytes, out long cut)
    {
        var framing = new SyslogFraming(maxMessageBytes);
        List<string> messages = [];
        var held = new List<byte>();
        for (var at = 0; at <= octets.Length;)
        {
            var room = SyslogFraming.BufferBytes(maxMessageBytes) - held.Count;
            Assert.True(room > 0, "the framing asks for more than a full buffer");
            var next = octets.AsSpan(at, Math.Min(Math.Min(piece, room), octets.Length - at));
            held.AddRange(next);
            at += next.Length;
            var isEnd = next.IsEmpty;
            ReadOnlySpan<byte> rest = held.ToArray();
            while (framing.TryRead(ref rest, isEnd, out var message))
                messages.Add(Encoding.Latin1.GetString(message) is var text && Encoding.UTF8.GetString(message).Contains('\ufffd') ? text : Encoding.UTF8.GetString(message));
            held = [.. rest];
            if (isEnd)
                break;
        }
        cut = framing.Cut;
        return messages;
    }
}
