using System.Buffers.Text;
using System.Globalization;

namespace Dashboard.Web.Api.Prometheus;

/// <summary>
/// Numbers as the Prometheus HTTP API writes them: values by the shortest digits that read back as the same number, with
/// an exponent below 1e-6 and from 1e21 on; times in seconds, with three decimals where they are no whole seconds
/// (https://prometheus.io/docs/prometheus/latest/querying/api/; util/jsonutil of Prometheus).
/// </summary>
public static class NumberFormat
{
    /// <summary>The most octets that a value or a time takes.</summary>
    public const int MaxLength = 40;

    /// <summary>Writes a value without its quotes; returns the octets written. <paramref name="into"/> has room for <see cref="MaxLength"/>.</summary>
    public static int WriteValue(double value, Span<byte> into)
    {
        if (!double.IsFinite(value))
        {
            var word = double.IsNaN(value) ? "NaN"u8 : value > 0 ? "+Inf"u8 : "-Inf"u8;
            word.CopyTo(into);
            return word.Length;
        }
        // Counters, mostly: their digits need no search for the shortest ones. Minus zero keeps its sign.
        if (Math.Abs(value) < 1e15 && (long)value is var whole && whole == value && (whole != 0 || !double.IsNegative(value)))
        {
            Utf8Formatter.TryFormat(whole, into, out var digits);
            return digits;
        }
        value.TryFormat(into, out var length, default, CultureInfo.InvariantCulture);
        var e = into[..length].IndexOf((byte)'E');
        var magnitude = Math.Abs(value);
        // .NET takes an exponent from 1e15 on and below 1e-4, Go from 1e21 on and below 1e-6.
        return e < 0 ? length : Rewrite(into, length, e, magnitude is < 1e-6 or >= 1e21);
    }

    /// <summary>Writes a time in milliseconds as seconds; returns the octets written. <paramref name="into"/> has room for <see cref="MaxLength"/>.</summary>
    public static int WriteSeconds(long milliseconds, Span<byte> into)
    {
        var length = 0;
        var magnitude = (ulong)milliseconds;
        if (milliseconds < 0)
        {
            into[length++] = (byte)'-';
            magnitude = 0 - magnitude;
        }
        var (seconds, fraction) = Math.DivRem(magnitude, 1000);
        Utf8Formatter.TryFormat(seconds, into[length..], out var written);
        length += written;
        if (fraction == 0)
            return length;
        into[length++] = (byte)'.';
        Utf8Formatter.TryFormat(fraction, into[length..], out written, new('D', 3));
        return length + written;
    }

    /// <summary>A value as text.</summary>
    public static string Value(double value)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        return System.Text.Encoding.ASCII.GetString(text[..WriteValue(value, text)]);
    }

    /// <summary>Turns <c>1.5E-05</c> into <c>0.000015</c> or, with <paramref name="exponent"/>, into <c>1.5e-05</c>.</summary>
    private static int Rewrite(Span<byte> text, int length, int e, bool exponent)
    {
        var power = int.Parse(text[(e + 1)..length], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (exponent)
        {
            text[e++] = (byte)'e';
            text[e++] = power < 0 ? (byte)'-' : (byte)'+';
            Utf8Formatter.TryFormat(Math.Abs(power), text[e..], out var width, new('D', 2));
            return e + width;
        }
        Span<byte> digits = stackalloc byte[MaxLength];
        var count = 0;
        var at = 0;
        if (text[0] == '-')
            at++;
        var start = at;
        for (; at < e; at++)
        {
            if (text[at] != '.')
                digits[count++] = text[at];
        }
        at = start;
        if (power < 0)
        {
            "0."u8.CopyTo(text[at..]);
            at += 2;
            text.Slice(at, -power - 1).Fill((byte)'0');
            at += -power - 1;
            digits[..count].CopyTo(text[at..]);
            return at + count;
        }
        // Shortest digits are at most 17 and the power at least 15: what follows them are zeros, or a point and one digit.
        for (var i = 0; i < Math.Max(count, power + 1); i++)
        {
            if (i == power + 1)
                text[at++] = (byte)'.';
            text[at++] = i < count ? digits[i] : (byte)'0';
        }
        return at;
    }
}
