using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tests.Telemetry;

public sealed class TraceIdTests
{
    [Fact]
    public void An_id_is_the_same_in_octets_and_in_digits()
    {
        Span<byte> octets = stackalloc byte[TraceId.Size];
        for (var i = 0; i < octets.Length; i++)
            octets[i] = (byte)((i * 17) + 1);

        var id = TraceId.From(octets);

        Assert.Equal(Convert.ToHexStringLower(octets), id.ToString());
        Assert.True(TraceId.TryParse(id.ToString().ToUpperInvariant(), out var read));
        Assert.Equal(id, read);
        Span<byte> written = stackalloc byte[TraceId.Size];
        read.CopyTo(written);
        Assert.True(octets.SequenceEqual(written));
        Assert.Equal(Convert.ToHexStringLower(octets[..8]), SpanId.From(octets[..8]).ToString());
    }

    [Fact]
    public void Short_ids_have_zeros_before_them()
    {
        Assert.True(TraceId.TryParse("ab1", out var trace));
        Assert.Equal(new TraceId(0, 0xab1), trace);
        Assert.Equal("00000000000000000000000000000ab1", trace.ToString());
        Assert.True(TraceId.TryParse("10000000000000ab1", out trace));
        Assert.Equal(new TraceId(1, 0xab1), trace);
        Assert.True(SpanId.TryParse("ab1", out var span));
        Assert.Equal("0000000000000ab1", span.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("xyz")]
    [InlineData("-1")]
    [InlineData("0x1")]
    [InlineData(" 1")]
    [InlineData("123456789012345678901234567890123")]
    [InlineData("12345678901234567 ")]
    public void What_is_no_number_in_hexadecimal_digits_is_no_id(string text)
    {
        Assert.False(TraceId.TryParse(text, out var trace));
        Assert.True(trace.IsEmpty);
        Assert.False(SpanId.TryParse(text, out _));
    }

    [Fact]
    public void Octets_of_another_number_and_zeros_are_no_id()
    {
        Assert.True(TraceId.From(new byte[8]).IsEmpty);
        Assert.True(TraceId.From([]).IsEmpty);
        Assert.True(SpanId.From(new byte[16]).IsEmpty);
        Assert.Equal("", new TraceId().ToString());
        Assert.Equal("", new SpanId().ToString());
    }
}
