using System.Globalization;
using System.Text;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tracing.Query;

/// <summary>What kind of value a field is held against.</summary>
public enum SpanValueKind
{
    Text,
    Number,

    /// <summary>A time that something took, in nanoseconds.</summary>
    Duration,
    Truth,
    Status,
    Kind,

    /// <summary>No value.</summary>
    Nil,
}

/// <summary>A value that a field is held against.</summary>
/// <param name="ValueKind">What kind it is of.</param>
/// <param name="Text">The text, or how it is written.</param>
/// <param name="Number">The number, or nanoseconds.</param>
public readonly record struct SpanValue(SpanValueKind ValueKind, string Text, double Number)
{
    private static readonly (string Unit, double Nanoseconds)[] Units =
        [("ns", 1), ("us", 1e3), ("µs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9)];

    /// <summary>The words for how spans ended.</summary>
    public static IReadOnlyList<string> StatusNames { get; } = ["error", "ok", "unset", "timeout", "cancelled"];

    public static SpanValue Nil { get; } = new(SpanValueKind.Nil, "nil", 0);

    public static SpanValue Of(string text) => new(SpanValueKind.Text, text, 0);

    public static SpanValue Of(double number) => new(SpanValueKind.Number, number.ToString("R", CultureInfo.InvariantCulture), number);

    public static SpanValue Of(bool truth) => new(SpanValueKind.Truth, truth ? "true" : "false", 0);

    public static SpanValue Of(SpanKind kind) => new(SpanValueKind.Kind, kind.ToString().ToLowerInvariant(), (double)kind);

    /// <summary>A time that something took, in nanoseconds.</summary>
    public static SpanValue Duration(double nanoseconds)
    {
        var (unit, length) = Units.Where(static u => u.Unit != "us" && u.Unit != "µs").LastOrDefault(u => nanoseconds % u.Nanoseconds == 0, Units[0]);
        return new(SpanValueKind.Duration, (nanoseconds / length).ToString("R", CultureInfo.InvariantCulture) + unit, nanoseconds);
    }

    /// <summary>How spans ended: <c>error</c> for all that did not end well, <c>timeout</c> and <c>cancelled</c> for one way of that, <c>ok</c> and <c>unset</c> for all others.</summary>
    public static SpanValue Status(string word) => new(SpanValueKind.Status, word, 0);

    /// <summary>Reads a word, a number or a duration; false where it is none.</summary>
    internal static bool TryParse(string word, out SpanValue value)
    {
        value = word switch
        {
            "nil" => Nil,
            "true" or "false" => Of(word == "true"),
            "unspecified" or "internal" or "server" or "client" or "producer" or "consumer" => Of(Enum.Parse<SpanKind>(word, ignoreCase: true)),
            _ when StatusNames.Contains(word, StringComparer.Ordinal) => Status(word),
            _ when double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => new(SpanValueKind.Number, word, number),
            _ when TryDuration(word, out var nanoseconds) => new(SpanValueKind.Duration, word, nanoseconds),
            _ => default,
        };
        return value.Text is not null;
    }

    /// <summary>A text in quotation marks.</summary>
    internal static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
            quoted.Append(c switch { '\\' => "\\\\", '"' => "\\\"", '\n' => "\\n", '\t' => "\\t", '\r' => "\\r", _ => c.ToString() });
        return quoted.Append('"').ToString();
    }

    /// <summary>The value as TraceQL writes it.</summary>
    public override string ToString() => ValueKind == SpanValueKind.Text ? Quoted(Text) : Text;

    // As Go writes durations: 1h30m, 1.5s, 100ms.
    private static bool TryDuration(string word, out double nanoseconds)
    {
        nanoseconds = 0;
        for (var at = 0; at < word.Length;)
        {
            var start = at;
            while (at < word.Length && (char.IsAsciiDigit(word[at]) || word[at] == '.'))
                at++;
            if (!double.TryParse(word.AsSpan(start, at - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return false;
            start = at;
            while (at < word.Length && char.IsLetter(word[at]))
                at++;
            var unit = Array.FindIndex(Units, u => word.AsSpan(start, at - start).SequenceEqual(u.Unit));
            if (unit < 0)
                return false;
            nanoseconds += number * Units[unit].Nanoseconds;
        }
        return word.Length > 0 && nanoseconds < long.MaxValue;
    }
}
