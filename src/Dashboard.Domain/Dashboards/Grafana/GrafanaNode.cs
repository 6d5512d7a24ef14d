using System.Text.Json;

namespace Dashboard.Domain.Dashboards.Grafana;

/// <summary>A place in a Grafana dashboard's JSON that is asked without fear: what is missing or of another kind is empty.</summary>
internal readonly struct GrafanaNode(JsonElement element)
{
    public bool IsObject => element.ValueKind == JsonValueKind.Object;

    public bool IsList => element.ValueKind == JsonValueKind.Array;

    public bool IsThere => element.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    public bool IsTrue => element.ValueKind == JsonValueKind.True;

    public GrafanaNode this[string name] => IsObject && element.TryGetProperty(name, out var found) ? new(found) : default;

    /// <summary>The text, or a number as text; empty where it is neither.</summary>
    public string Text
    {
        get
        {
            try
            {
                return element.ValueKind switch
                {
                    JsonValueKind.String => element.GetString() ?? "",
                    JsonValueKind.Number => element.GetRawText(),
                    _ => "",
                };
            }
            catch (InvalidOperationException)
            {
                // Half a surrogate pair.
                return "";
            }
        }
    }

    /// <summary>The number; null where it is none or not finite.</summary>
    public double? Number => element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;

    /// <summary>The members of a list; none where it is no list.</summary>
    public IEnumerable<GrafanaNode> Items => IsList ? element.EnumerateArray().Select(static e => new GrafanaNode(e)) : [];

    /// <summary>A whole number within bounds; <paramref name="otherwise"/> where there is none.</summary>
    public int Whole(string name, int least, int most, int otherwise) =>
        this[name].Number is { } number ? (int)Math.Clamp(Math.Round(number), least, most) : otherwise;
}
