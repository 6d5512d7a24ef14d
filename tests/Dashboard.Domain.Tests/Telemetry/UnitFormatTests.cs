using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tests.Telemetry;

public sealed class UnitFormatTests
{
    [Theory]
    [InlineData(Unit.BitsPerSecond, 48_612_345_678, "48.6 Gbit/s")]
    [InlineData(Unit.BitsPerSecond, 999.4, "999 bit/s")]
    [InlineData(Unit.BitsPerSecond, 999.6, "1.00 kbit/s")]
    [InlineData(Unit.BitsPerSecond, 0, "0 bit/s")]
    [InlineData(Unit.BitsPerSecond, -1500, "−1.50 kbit/s")]
    [InlineData(Unit.Bytes, 1536, "1.50 KiB")]
    [InlineData(Unit.Percent, 0.31, "0.31 %")]
    [InlineData(Unit.Percent, 99.982, "100 %")]
    [InlineData(Unit.Percent, 71.26, "71.3 %")]
    [InlineData(Unit.Percent, 0.0012, "1.2e−3 %")]
    [InlineData(Unit.PerSecond, 257, "257 /s")]
    [InlineData(Unit.Seconds, 0.0118, "11.8 ms")]
    [InlineData(Unit.Seconds, 0.000004, "4.00 µs")]
    [InlineData(Unit.Seconds, 90, "1.50 min")]
    [InlineData(Unit.Seconds, 0, "0 s")]
    [InlineData(Unit.None, 1_250_000, "1.25 M")]
    [InlineData(Unit.None, 14, "14")]
    [InlineData(Unit.None, -3, "−3")]
    [InlineData(Unit.None, 1.5, "1.50")]
    [InlineData(Unit.None, double.NaN, "–")]
    [InlineData(Unit.Bytes, double.PositiveInfinity, "∞")]
    [InlineData(Unit.BytesPerSecond, 12_500_000, "12.5 MB/s")]
    [InlineData(Unit.PacketsPerSecond, 1500, "1.50 kpkt/s")]
    [InlineData(Unit.Watts, 3200, "3.20 kW")]
    [InlineData(Unit.WattHours, 1_420_000, "1.42 MWh")]
    [InlineData(Unit.DecibelMilliwatts, -14.23, "−14.2 dBm")]
    [InlineData(Unit.Decibels, 0.01, "0.0 dB")]
    [InlineData(Unit.Celsius, 41.26, "41.3 °C")]
    [InlineData(Unit.Hertz, 3.5e9, "3.50 GHz")]
    [InlineData(Unit.Volts, 0.85, "850 mV")]
    [InlineData(Unit.Amperes, 12, "12.0 A")]
    [InlineData(Unit.Ratio, 0.31, "31.0 %")]
    [InlineData(Unit.KilowattHoursPerTerabyte, 1.42, "1.42 kWh/TB")]
    [InlineData(Unit.Count, 14, "14")]
    [InlineData(Unit.Kilograms, 1234, "1234 kg")]
    [InlineData(Unit.BitsPerJoule, 52_300, "52.3 kbit/J")]
    [InlineData(Unit.Date, 1_795_411_116.5, "2026-11-23 05:18 UTC")]
    [InlineData(Unit.Date, double.NaN, "–")]
    [InlineData(Unit.Date, 1e15, "–")]
    public void A_number_is_written_with_three_digits_and_the_prefix_that_fits(Unit unit, double value, string text) =>
        Assert.Equal(text, unit.Format(value).ToString());

    [Theory]
    [InlineData(Unit.Percent, 2, "2 %")]
    [InlineData(Unit.Percent, 0.1, "0.1 %")]
    [InlineData(Unit.BitsPerSecond, 10e9, "10 Gbit/s")]
    [InlineData(Unit.PerSecond, 100, "100 /s")]
    [InlineData(Unit.Percent, 99.999, "99.999 %")]
    [InlineData(Unit.Seconds, 0.0015, "1.5 ms")]
    [InlineData(Unit.None, 14.4, "14.4")]
    public void A_limit_has_no_trailing_zeros(Unit unit, double limit, string text) =>
        Assert.Equal(text, unit.FormatLimit(limit).ToString());

    [Theory]
    [InlineData(Unit.Percent, 99.982, 3, "99.982 %")]
    [InlineData(Unit.BitsPerSecond, 48_612_345_678, 2, "48.61 Gbit/s")]
    [InlineData(Unit.Ratio, 0.99982, 1, "100.0 %")]
    [InlineData(Unit.Seconds, 0.0118, 0, "12 ms")]
    [InlineData(Unit.Volts, 0.85, 1, "850.0 mV")]
    [InlineData(Unit.PacketsPerSecond, 12, 1, "12.0 pkt/s")]
    [InlineData(Unit.Kilograms, 12, 1, "12.0 kg")]
    [InlineData(Unit.None, double.NaN, 2, "–")]
    public void Decimals_can_be_asked_for(Unit unit, double value, int decimals, string text) =>
        Assert.Equal(text, unit.Format(value, decimals).ToString());
}
