using System.Globalization;
using System.Text.Json;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.HttpJson;

/// <summary>A sample that was found in a page.</summary>
/// <param name="Labels">Its labels, the metric's name among them, and not those of the target.</param>
/// <param name="Value">Its value.</param>
/// <param name="Time">Its own time in milliseconds since 1970-01-01 UTC; null where it has none.</param>
internal readonly record struct HttpJsonSample(Labels Labels, double Value, long? Time);

/// <summary>Finds metrics in a page of JSON. Never throws: what it cannot take gets a sentence.</summary>
internal static class HttpJsonDecoder
{
    private const int MaxDepth = 64;
    private const int QuotedCharacters = 40;

    /// <summary>From here on a number is a time in milliseconds: as seconds it would be the year 5138.</summary>
    private const double FirstMilliseconds = 1e11;

    /// <summary>Reads a page.</summary>
    /// <param name="page">Its octets.</param>
    /// <param name="metrics">What to look for.</param>
    /// <param name="sampleLimit">Samples that it may hold.</param>
    /// <param name="into">What samples are added to; worthless where the outcome is a failure.</param>
    public static PullOutcome Read(ReadOnlyMemory<byte> page, IReadOnlyList<HttpJsonMetric> metrics, int sampleLimit, List<HttpJsonSample> into)
    {
        try
        {
            using var document = JsonDocument.Parse(page, new JsonDocumentOptions { MaxDepth = MaxDepth, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return Read(document.RootElement, metrics, sampleLimit, into);
        }
        catch (JsonException e)
        {
            return new PullOutcome(0, $"sent a page that is no JSON: line {(e.LineNumber ?? 0) + 1}, octet {(e.BytePositionInLine ?? 0) + 1}");
        }
        catch (InvalidOperationException)
        {
            // JsonElement says so of half a surrogate pair.
            return new PullOutcome(0, "sent a page with text that is no Unicode");
        }
    }

    private static PullOutcome Read(JsonElement root, IReadOnlyList<HttpJsonMetric> metrics, int sampleLimit, List<HttpJsonSample> into)
    {
        var walk = new JsonPathWalk(root);
        var (refused, complaint) = (0, (string?)null);
        foreach (var metric in metrics)
        {
            var items = metric.Items.Select(walk, root);
            if (items.Count == 0)
                complaint ??= $"has nothing at {metric.Options.Items}, where {metric.Options.Name} should be";
            foreach (var item in items)
            {
                if (Take(walk, metric, item, into) is { } problem)
                {
                    refused++;
                    complaint ??= $"has a {metric.Options.Name} {problem}";
                }
                if (into.Count > sampleLimit)
                    return new PullOutcome(into.Count, $"sent more than {sampleLimit} samples ({nameof(HttpPullOptions.SampleLimit)})");
            }
        }
        if (walk.IsExhausted)
            return new PullOutcome(into.Count, $"sent a page that its queries visit more than {JsonPath.MaxVisits} nodes of");
        return into.Count == 0 && complaint is not null ? new PullOutcome(0, complaint) : new PullOutcome(into.Count, null, refused, complaint);
    }

    private static string? Take(JsonPathWalk walk, HttpJsonMetric metric, JsonElement item, List<HttpJsonSample> into)
    {
        if (metric.Value.First(walk, item) is not { } found)
            return $"without a value at {metric.Value.Text}";
        if (found.ValueKind == JsonValueKind.Null)
            return null;
        if (!TryValue(metric, found, out var value))
            return $"whose value is {Quote(found)}, neither a number nor one of its states";
        long? time = null;
        if (metric.Time is { } path && (path.First(walk, item) is not { } told || (time = TimeOf(told)) is null))
            return $"whose time at {path.Text} is none";
        var labels = new Label[metric.Labels.Length + 1];
        for (var i = 0; i < metric.Labels.Length; i++)
        {
            var (name, text, query) = metric.Labels[i];
            labels[i] = new Label(name, query is null ? text : query.First(walk, item) is { } label ? Text(label) : "");
        }
        labels[^1] = new Label(Labels.MetricName, metric.Options.Name);
        into.Add(new HttpJsonSample(Labels.From(labels), value, time));
        return null;
    }

    private static bool TryValue(HttpJsonMetric metric, JsonElement found, out double value)
    {
        value = 0;
        switch (found.ValueKind)
        {
            case JsonValueKind.True or JsonValueKind.False:
                value = found.ValueKind == JsonValueKind.True ? 1 : 0;
                return !metric.States.TryGetValue(found.GetRawText(), out var state) || Set(state, out value);
            case JsonValueKind.Number:
                if (metric.States.Count > 0 && metric.States.TryGetValue(found.GetRawText(), out value))
                    return true;
                return found.TryGetDouble(out value) && Scaled(metric, ref value);
            case JsonValueKind.String:
                var text = found.GetString()!.Trim();
                return metric.States.TryGetValue(text, out value)
                    || (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && Scaled(metric, ref value));
            default:
                return false;
        }
    }

    private static bool Set(double state, out double value)
    {
        value = state;
        return true;
    }

    private static bool Scaled(HttpJsonMetric metric, ref double value)
    {
        value *= metric.Options.Scale;
        return double.IsFinite(value);
    }

    private static long? TimeOf(JsonElement told)
    {
        var text = told.ValueKind == JsonValueKind.String ? told.GetString()! : told.ValueKind == JsonValueKind.Number ? told.GetRawText() : "";
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            number = Math.Abs(number) < FirstMilliseconds ? number * 1000 : number;
            return Math.Abs(number) < 1L << 53 ? (long)Math.Round(number) : null;
        }
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUnixTimeMilliseconds() : null;
    }

    private static string Text(JsonElement label) => label.ValueKind switch
    {
        JsonValueKind.String => label.GetString()!,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => label.GetRawText(),
        _ => "",
    };

    private static string Quote(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        _ when value.GetRawText() is var text && text.Length > QuotedCharacters => text[..QuotedCharacters] + "…",
        _ => value.GetRawText(),
    };
}
