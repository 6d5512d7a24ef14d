using System.Globalization;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Ran;

/// <summary>
/// A measurement's name as sources send it, and what becomes of it: <c>RRU.CellUnavailableTime.energySaving</c> is the
/// metric <c>RRU_CellUnavailableTime</c> with the label <c>cause="energySaving"</c>. What the definition says of subcounters
/// becomes labels; what it does not say stays in the name. A whole, by itself or as <c>.sum</c>, has none of these labels.
/// </summary>
public sealed class MeasurementName
{
    /// <summary>Characters of a name that are read; what comes after is cut off.</summary>
    public const int MaxCharacters = 256;

    private MeasurementName(string original, string metric, MeasurementType? type, IReadOnlyList<Label> labels) =>
        (Original, Metric, Type, Labels) = (original, metric, type, labels);

    /// <summary>The name as it came.</summary>
    public string Original { get; }

    /// <summary>The metric's name.</summary>
    public string Metric { get; }

    /// <summary>What it is by definition; null where none is known.</summary>
    public MeasurementType? Type { get; }

    /// <summary>What its parts say.</summary>
    public IReadOnlyList<Label> Labels { get; }

    /// <summary>What the metric catalogue says of it.</summary>
    public TimeSeries.MetricMetadata Metadata => Type?.Metadata ?? new(TimeSeries.MetricType.Gauge, $"3GPP measurement {Original}.", "");

    /// <summary>What a value of this origin is to be multiplied with.</summary>
    public double FactorFrom(MeasurementOrigin origin) => Type?.FactorFrom(origin) ?? 1;

    /// <summary>Reads any text; what makes no sense stays in the metric's name.</summary>
    public static MeasurementName Read(string text)
    {
        var name = text.Trim();
        if (name.Length > MaxCharacters)
            name = name[..MaxCharacters];
        if (MeasurementCatalogue.BuiltIn.Of(name) is not { } type || name.Length == type.Name.Length)
            return new MeasurementName(text, SafeName.Metric(name), MeasurementCatalogue.BuiltIn.Of(name), []);
        var parts = new Parts(type.Splits);
        var rest = name[(type.Name.Length + 1)..].Split('.');
        for (var i = 0; i < rest.Length; i++)
        {
            // "SNSSAI" may stand before the value that it announces.
            if (i + 1 < rest.Length && Announced(rest[i]) is var split && (split & type.Splits) != MeasurementSplits.None && parts.Take(rest[i + 1], split))
                i++;
            else if (!parts.Take(rest[i], type.Splits) && !parts.TakeAll(rest[i].Split('_')))
                parts.Leave(rest[i]);
        }
        return new MeasurementName(text, SafeName.Metric(string.Join('.', [type.Name, .. parts.Left])), type, parts.Labels());
    }

    private static MeasurementSplits Announced(string part) => part.ToUpperInvariant() switch
    {
        "SNSSAI" or "S-NSSAI" => MeasurementSplits.Snssai,
        "5QI" or "QCI" or "QOS" => MeasurementSplits.Qos,
        "CAUSE" => MeasurementSplits.Cause,
        "BIN" => MeasurementSplits.Bin,
        "PLMN" or "PLMNID" => MeasurementSplits.Plmn,
        _ => MeasurementSplits.None,
    };

    // What the parts of one name have said so far.
    private sealed class Parts(MeasurementSplits splits)
    {
        private readonly SortedDictionary<string, string> _labels = new(StringComparer.Ordinal); // bound: kinds of splits

        public List<string> Left { get; } = []; // bound: MaxCharacters

        public void Leave(string part)
        {
            if (part.Length > 0)
                Left.Add(part);
        }

        public bool TakeAll(string[] parts) => parts.Length > 1 && Array.TrueForAll(parts, p => Reads(p, splits)) && Array.TrueForAll(parts, p => Take(p, splits));

        public bool Take(string part, MeasurementSplits among)
        {
            var (label, value) = Read(part, among);
            if (label is not { Length: > 0 })
                return label is not null;
            if (!_labels.TryAdd(label, value))
            {
                if (label is not ("bin" or "cause"))
                    return false;
                _labels[label] += "." + value;
            }
            return true;
        }

        public IReadOnlyList<Label> Labels() => [.. _labels.Select(static l => new Label(l.Key, l.Value))];

        private static bool Reads(string part, MeasurementSplits among) => Read(part, among).Label is not null;

        // The label that a part sets, an empty one where it stands for the whole, and null where it is none.
        private static (string? Label, string Value) Read(string part, MeasurementSplits among)
        {
            if (among == MeasurementSplits.None || part.Length == 0)
                return (null, "");
            if (part.Equals("sum", StringComparison.OrdinalIgnoreCase))
                return ("", "");
            if (among.HasFlag(MeasurementSplits.Snssai) && ReadSlice(part) is { } slice)
                return ("snssai", slice);
            if (among.HasFlag(MeasurementSplits.Qos) && ReadQos(part) is { Label: not null } qos)
                return qos;
            if (among.HasFlag(MeasurementSplits.Bin) && ReadNumber(part, "Bin") is { } bin)
                return ("bin", bin);
            if (among.HasFlag(MeasurementSplits.Plmn) && part.Length is >= 5 and <= 7 && part.All(static c => char.IsAsciiDigit(c) || c == '-') && part.Count(char.IsAsciiDigit) is 5 or 6)
                return ("plmn", part.Replace("-", "", StringComparison.Ordinal));
            if (among.HasFlag(MeasurementSplits.Cause) && Announced(part) == MeasurementSplits.None && part.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
                return ("cause", part);
            return (null, "");
        }

        private static string? ReadSlice(string part)
        {
            // One digit to three without a nought before them are a 5QI's.
            if (Snssai.TryParse(part, out var snssai) && (part.Length != 2 || part[0] == '0' || !part.All(char.IsAsciiDigit)))
                return snssai.ToString();
            // Four and four digits, which some write, are no S-NSSAI of the standard and are left as they are.
            return part.Length == 9 && part[4] == '-' && part.All(static c => char.IsAsciiHexDigit(c) || c == '-') ? part.ToUpperInvariant() : null;
        }

        private static (string? Label, string Value) ReadQos(string part) =>
            ReadNumber(part, "QCI") is { } qci && !char.IsAsciiDigit(part[0]) ? ("qci", qci)
            : !(part.Length > 3 && part.All(char.IsAsciiDigit)) && (ReadNumber(part, "5QI") ?? ReadNumber(part, "QOS")) is { } fiveQi && byte.TryParse(fiveQi, CultureInfo.InvariantCulture, out _) ? ("fiveqi", fiveQi)
            : (null, "");

        // A number with or without a word before it: 9, QCI9, Bin_3.
        private static string? ReadNumber(string part, string word)
        {
            var digits = part.StartsWith(word, StringComparison.OrdinalIgnoreCase) ? part.AsSpan(word.Length).TrimStart('_') : part;
            return digits.Length is > 0 and <= 6 && !digits.ContainsAnyExceptInRange('0', '9') ? int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture) : null;
        }
    }
}
