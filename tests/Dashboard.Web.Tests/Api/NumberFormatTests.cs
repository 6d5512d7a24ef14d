using System.Globalization;
using System.Text;
using Dashboard.Web.Api.Prometheus;

namespace Dashboard.Web.Tests.Api;

public sealed class NumberFormatTests
{
    // Expected texts are those of Go's strconv as util/jsonutil of Prometheus calls it.
    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.0, "-0")]
    [InlineData(1, "1")]
    [InlineData(-1.5, "-1.5")]
    [InlineData(0.1, "0.1")]
    [InlineData(0.00001, "0.00001")]
    [InlineData(-0.0000123456, "-0.0000123456")]
    [InlineData(0.000001, "0.000001")]
    [InlineData(9.99e-7, "9.99e-07")]
    [InlineData(1e-7, "1e-07")]
    [InlineData(123456789012345680, "123456789012345680")]
    [InlineData(1234567890123456.8, "1234567890123456.8")]
    [InlineData(1e15, "1000000000000000")]
    [InlineData(1e20, "100000000000000000000")]
    [InlineData(-123456789012345680000.0, "-123456789012345680000")]
    [InlineData(1e21, "1e+21")]
    [InlineData(1.2345e22, "1.2345e+22")]
    [InlineData(double.MaxValue, "1.7976931348623157e+308")]
    [InlineData(-double.Epsilon, "-5e-324")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    public void A_value_is_written_as_Prometheus_writes_it(double value, string text) => Assert.Equal(text, NumberFormat.Value(value));

    [Fact]
    public void Every_value_reads_back_as_the_same_number()
    {
        var random = new Random(20261122);
        for (var i = 0; i < 20_000; i++)
        {
            var value = i % 2 == 0 ? BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)) : (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-9, 25));
            if (double.IsNaN(value))
                continue;
            var text = NumberFormat.Value(value);
            Assert.Equal(value, text is "+Inf" ? double.PositiveInfinity : text is "-Inf" ? double.NegativeInfinity : double.Parse(text, CultureInfo.InvariantCulture));
            Assert.True(text.Length <= NumberFormat.MaxLength);
        }
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1767225600000, "1767225600")]
    [InlineData(1435781451781, "1435781451.781")]
    [InlineData(1435781451100, "1435781451.100")]
    [InlineData(1435781451007, "1435781451.007")]
    [InlineData(-1500, "-1.500")]
    [InlineData(long.MinValue, "-9223372036854775.808")]
    public void A_time_is_written_in_seconds_with_milliseconds_where_there_are_any(long milliseconds, string text)
    {
        var written = new byte[NumberFormat.MaxLength];
        Assert.Equal(text, Encoding.ASCII.GetString(written, 0, NumberFormat.WriteSeconds(milliseconds, written)));
    }
}
