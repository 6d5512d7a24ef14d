using System.Globalization;
using System.Text;
using Dashboard.Ingest.Sources.Influx;

namespace Dashboard.Ingest.Tests.Sources.Influx;

public sealed class InfluxNumberTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData("-1.5", -1.5)]
    [InlineData("+2", 2)]
    [InlineData(".5", 0.5)]
    [InlineData("3.", 3)]
    [InlineData("1e3", 1000)]
    [InlineData("1.25E-2", 0.0125)]
    [InlineData("123456789012345.6", 123456789012345.6)]
    [InlineData("0.000000000000000000001", 1e-21)]
    [InlineData("000000000000000000001.5", 1.5)]
    [InlineData("1.7976931348623157e308", double.MaxValue)]
    [InlineData("5e-324", double.Epsilon)]
    [InlineData("1e-400", 0)]
    [InlineData("42i", 42)]
    [InlineData("-42i", -42)]
    [InlineData("9223372036854775807i", 9223372036854775807.0)]
    [InlineData("-9223372036854775808i", -9223372036854775808.0)]
    [InlineData("18446744073709551615u", 18446744073709551615.0)]
    [InlineData("t", 1)]
    [InlineData("TRUE", 1)]
    [InlineData("False", 0)]
    public void A_value_is_read(string text, double value)
    {
        var octets = Encoding.UTF8.GetBytes(text + ",next=1");

        Assert.Equal(text.Length, InfluxNumber.Read(octets, out var read));
        Assert.Equal(value, read);
        Assert.Equal(text.Length, InfluxNumber.Read(octets.AsSpan(0, text.Length), out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("e5")]
    [InlineData("1e")]
    [InlineData("1e400")]
    [InlineData("NaN")]
    [InlineData("Inf")]
    [InlineData("1.5i")]
    [InlineData("1e2i")]
    [InlineData("-1u")]
    [InlineData("9223372036854775808i")]
    [InlineData("18446744073709551616u")]
    [InlineData("1x")]
    [InlineData("1ii")]
    [InlineData("0x10")]
    [InlineData("1_000")]
    [InlineData("tRUE")]
    [InlineData("true1")]
    public void What_is_no_value_is_refused(string text) => Assert.Equal(0, InfluxNumber.Read(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Numbers_of_every_length_are_read_as_the_framework_reads_them()
    {
        var random = new Random(20261122);
        Span<byte> octets = stackalloc byte[64];
        for (var i = 0; i < 100_000; i++)
        {
            var digits = string.Concat(Enumerable.Range(0, random.Next(1, 22)).Select(_ => random.Next(10)));
            var text = (random.Next(2) == 0 ? "-" : "") + digits.Insert(random.Next(digits.Length + 1), ".") + (random.Next(3) == 0 ? $"e{random.Next(-40, 40)}" : "");
            var length = Encoding.UTF8.GetBytes(text, octets);
            Assert.Equal(text.Length, InfluxNumber.Read(octets[..length], out var value));
            Assert.Equal(BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)), BitConverter.DoubleToInt64Bits(value));
        }
    }
}
