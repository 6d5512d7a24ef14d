using System.Globalization;

namespace Dashboard.Domain.Telemetry;

/// <summary>What a number counts, which decides how it is written.</summary>
public enum Unit
{
    /// <summary>A plain number.</summary>
    None,

    /// <summary>Hundredths; a value of 0.31 is written 0.31 %.</summary>
    Percent,

    /// <summary>bit/s with SI prefixes.</summary>
    BitsPerSecond,

    /// <summary>Bytes with IEC prefixes.</summary>
    Bytes,

    /// <summary>Seconds; below one in ms and µs, above in min, h and d.</summary>
    Seconds,

    /// <summary>Happenings a second with SI prefixes.</summary>
    PerSecond,

    /// <summary>Bytes a second with SI prefixes, as links and disks are sold.</summary>
    BytesPerSecond,

    /// <summary>Packets a second with SI prefixes.</summary>
    PacketsPerSecond,

    /// <summary>Power in watts with SI prefixes.</summary>
    Watts,

    /// <summary>Energy in watt-hours with SI prefixes.</summary>
    WattHours,

    /// <summary>A level of power against one milliwatt; no prefixes, and one decimal, which is what receivers can tell.</summary>
    DecibelMilliwatts,

    /// <summary>A ratio of powers in decibels; no prefixes.</summary>
    Decibels,

    /// <summary>Degrees Celsius; no prefixes.</summary>
    Celsius,

    /// <summary>Frequency with SI prefixes.</summary>
    Hertz,

    /// <summary>Voltage with SI prefixes.</summary>
    Volts,

    /// <summary>Current with SI prefixes.</summary>
    Amperes,

    /// <summary>A share of one, written in hundredths: 0.31 is 31 %.</summary>
    Ratio,

    /// <summary>Energy for traffic; no prefixes.</summary>
    KilowattHoursPerTerabyte,

    /// <summary>Things that are counted, whole where they are, with SI prefixes from a thousand on.</summary>
    Count,

    /// <summary>Mass in kilograms; no prefixes.</summary>
    Kilograms,

    /// <summary>What energy gave of traffic, bit/J with SI prefixes.</summary>
    BitsPerJoule,

    /// <summary>A time in seconds since 1970-01-01 UTC, written as a date.</summary>
    Date,
}

/// <summary>A number as people read it: its digits, and its unit with the prefix that made them few.</summary>
public readonly record struct FormattedValue(string Text, string Unit)
{
    public override string ToString() => Unit.Length == 0 ? Text : $"{Text} {Unit}";
}

/// <summary>Writes numbers with three significant digits and the prefix that fits.</summary>
public static class UnitFormat
{
    private static readonly string[] Si = ["", "k", "M", "G", "T", "P"];
    private static readonly string[] Iec = ["", "Ki", "Mi", "Gi", "Ti", "Pi"];
    private static readonly (double From, double Divisor, string Unit)[] Times =
        [(86400, 86400, "d"), (3600, 3600, "h"), (60, 60, "min"), (1, 1, "s"), (1e-3, 1e-3, "ms"), (0, 1e-6, "µs")];

    /// <summary>The value as text; NaN, which stands for "not available", is a dash without a unit.</summary>
    public static FormattedValue Format(this Unit unit, double value)
    {
        if (double.IsNaN(value))
            return new("–", "");
        if (double.IsInfinity(value))
            return new(value > 0 ? "∞" : "−∞", "");
        return unit switch
        {
            Unit.Percent => new(Digits(value), "%"),
            Unit.BitsPerSecond => Prefixed(value, 1000, Si, "bit/s"),
            Unit.Bytes => Prefixed(value, 1024, Iec, "B"),
            Unit.PerSecond => Prefixed(value, 1000, Si, "/s"),
            Unit.BytesPerSecond => Prefixed(value, 1000, Si, "B/s"),
            Unit.PacketsPerSecond => Prefixed(value, 1000, Si, "pkt/s"),
            Unit.Watts => Prefixed(value, 1000, Si, "W"),
            Unit.WattHours => Prefixed(value, 1000, Si, "Wh"),
            Unit.Hertz => Prefixed(value, 1000, Si, "Hz"),
            Unit.Volts => Small(value, "V"),
            Unit.Amperes => Small(value, "A"),
            Unit.DecibelMilliwatts => new(Tenths(value), "dBm"),
            Unit.Decibels => new(Tenths(value), "dB"),
            Unit.Celsius => new(Tenths(value), "°C"),
            Unit.Ratio => new(Digits(value * 100), "%"),
            Unit.KilowattHoursPerTerabyte => new(Digits(value), "kWh/TB"),
            Unit.Kilograms => new(Digits(value), "kg"),
            Unit.BitsPerJoule => Prefixed(value, 1000, Si, "bit/J"),
            Unit.Seconds => Time(value),
            Unit.Date => Date(value),
            // Things that are counted are whole: 14 connections, not 14.0.
            _ when double.IsInteger(value) && Math.Abs(value) < 1000 => new(value.ToString("0").Replace('-', '−'), ""),
            _ => Prefixed(value, 1000, Si, ""),
        };
    }

    /// <summary>The value with so many decimals, whatever its size; its prefix is chosen as ever.</summary>
    public static FormattedValue Format(this Unit unit, double value, int? decimals)
    {
        var formatted = unit.Format(value);
        if (decimals is not { } places || !double.IsFinite(value) || unit == Unit.Date)
            return formatted;
        var divisor = unit.Divisor(value, formatted.Unit);
        return formatted with { Text = (value / divisor).ToString($"F{places}").Replace('-', '−') };
    }

    /// <summary>A limit as text, which is exact and so needs no trailing zeros: ≤ 2 %, not ≤ 2.00 %.</summary>
    public static FormattedValue FormatLimit(this Unit unit, double limit)
    {
        var formatted = unit.Format(limit);
        return double.IsFinite(limit) && unit != Unit.Date ? formatted with { Text = (limit / unit.Divisor(limit, formatted.Unit)).ToString("0.######").Replace('-', '−') } : formatted;
    }

    private static FormattedValue Prefixed(double value, double step, string[] prefixes, string unit)
    {
        var power = 0;
        // 999.5 would be written as 1000, so it takes the next prefix already.
        while (Math.Abs(value) >= 999.5 && power < prefixes.Length - 1)
        {
            value /= step;
            power++;
        }
        return new(Digits(value), prefixes[power] + unit);
    }

    // What a value was divided by to be written with that unit.
    private static double Divisor(this Unit unit, double value, string written)
    {
        if (unit == Unit.Ratio)
            return 0.01;
        if (unit == Unit.Seconds)
            return value == 0 ? 1 : Array.Find(Times, t => Math.Abs(value) >= t.From).Divisor;
        if (written is "mV" or "mA")
            return 1e-3;
        var bytes = unit == Unit.Bytes;
        var at = Array.FindLastIndex(bytes ? Iec : Si, prefix => prefix.Length > 0 && written.StartsWith(prefix, StringComparison.Ordinal) && written is not ("pkt/s" or "kWh/TB" or "kg"));
        return at < 0 ? 1 : Math.Pow(bytes ? 1024 : 1000, at);
    }

    // Volts and amperes are the only ones of which less than one is usual.
    private static FormattedValue Small(double value, string unit) =>
        value != 0 && Math.Abs(value) < 0.9995 ? new(Digits(value * 1000), "m" + unit) : Prefixed(value, 1000, Si, unit);

    private static string Tenths(double value) => (Math.Abs(value) < 0.05 ? "0.0" : value.ToString("0.0")).Replace('-', '−');

    // What lies before the year 1 or after 9999 has no date.
    private static FormattedValue Date(double seconds) => seconds is > -62135596800 and < 253402300800
        ? new(DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000)).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), "UTC") : new("–", "");

    private static FormattedValue Time(double seconds)
    {
        if (seconds == 0)
            return new("0", "s");
        var (_, divisor, unit) = Array.Find(Times, t => Math.Abs(seconds) >= t.From);
        return new(Digits(seconds / divisor), unit);
    }

    private static string Digits(double value)
    {
        var size = Math.Abs(value);
        var text = size switch
        {
            0 => "0",
            < 0.005 => value.ToString("0.0e+0"),
            < 9.995 => value.ToString("0.00"),
            < 99.95 => value.ToString("0.0"),
            _ => value.ToString("0"),
        };
        return text.Replace('-', '−');
    }
}
