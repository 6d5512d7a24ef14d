using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace Dashboard.Ingest.Ran.Ves;

/// <summary>Holds JSON against the rules of the common event format, in one pass and without building anything of it. What is wrong is collected with the path to it.</summary>
internal sealed class VesValidation
{
    /// <summary>Complaints that are kept; further ones are not looked for in words.</summary>
    public const int MaxComplaints = 10;

    private const int QuotedCharacters = 40;

    private readonly List<string> _complaints = []; // bound: MaxComplaints
    private readonly List<(byte[]? Name, int Index)> _path = []; // bound: the depth that the reader allows

    /// <summary>What is wrong, each with its path: <c>event.faultFields.eventSeverity is "BAD", which is none of CRITICAL, MAJOR</c>.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>Goes down to a property of the object that is being read.</summary>
    public void Enter(byte[] name) => _path.Add((name, -1));

    /// <summary>Goes down to an entry of the array that is being read.</summary>
    public void Enter(int index) => _path.Add((null, index));

    /// <summary>Goes up again.</summary>
    public void Leave() => _path.RemoveAt(_path.Count - 1);

    /// <summary>Notes something that is wrong at the place that is being read.</summary>
    public void Complain(string problem)
    {
        if (_complaints.Count < MaxComplaints)
            _complaints.Add($"{Path()} {problem}");
    }

    /// <summary>Checks an object.</summary>
    /// <param name="json">A reader at its value's first token, and at its last one afterwards.</param>
    /// <param name="rule">Its rule.</param>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public void Object(ref Utf8JsonReader json, VesRule rule)
    {
        if (!Expect(ref json, JsonTokenType.StartObject, "an object"))
            return;
        var (seen, guess) = (0UL, 0);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var number = rule.Find(ref json, guess);
            if (number < 0)
            {
                if (!rule.IsOpen)
                    Complain($"has a property {Quote(ref json)} that is not known");
                json.Skip();
                continue;
            }
            guess = number + 1 == rule.Fields.Count ? 0 : number + 1;
            var field = rule.Fields[number];
            Enter(field.Name);
            if ((seen & (1UL << number)) != 0)
                Complain("is there twice");
            seen |= 1UL << number;
            json.Read();
            if (field.IsArray)
                Array(ref json, field);
            else
                Value(ref json, field);
            Leave();
        }
        for (var missing = rule.Required & ~seen; missing != 0; missing &= missing - 1)
            Complain($"lacks {Encoding.UTF8.GetString(rule.Fields[BitOperations.TrailingZeroCount(missing)].Name)}");
        if (rule.Alternatives != 0 && BitOperations.PopCount(seen & rule.Alternatives) != 1)
            Complain($"must have exactly one of {string.Join(", ", rule.Fields.Where((_, i) => (rule.Alternatives & (1UL << i)) != 0).Select(static f => Encoding.UTF8.GetString(f.Name)))}");
    }

    /// <summary>Whether a text is a severity of 3GPP, in any case.</summary>
    public static bool IsSeverity(ReadOnlySpan<char> text) =>
        text.Equals("critical", StringComparison.OrdinalIgnoreCase) || text.Equals("major", StringComparison.OrdinalIgnoreCase)
        || text.Equals("minor", StringComparison.OrdinalIgnoreCase) || text.Equals("warning", StringComparison.OrdinalIgnoreCase)
        || text.Equals("indeterminate", StringComparison.OrdinalIgnoreCase) || text.Equals("cleared", StringComparison.OrdinalIgnoreCase);

    private void Array(ref Utf8JsonReader json, VesField field)
    {
        if (!Expect(ref json, JsonTokenType.StartArray, "an array"))
            return;
        for (var index = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; index++)
        {
            Enter(index);
            Value(ref json, field);
            Leave();
        }
    }

    private void Value(ref Utf8JsonReader json, VesField field)
    {
        switch (field.Kind)
        {
            case VesKind.Any:
                json.Skip();
                break;
            case VesKind.Text:
                Expect(ref json, JsonTokenType.String, "a string");
                break;
            case VesKind.Number:
                Expect(ref json, JsonTokenType.Number, "a number");
                break;
            case VesKind.Integer:
                if (Expect(ref json, JsonTokenType.Number, "a whole number") && json.ValueSpan.IndexOfAny(".eE"u8) >= 0)
                    Complain($"is {Quote(ref json)}, which is no whole number");
                break;
            case VesKind.Object:
                if (Expect(ref json, JsonTokenType.StartObject, "an object"))
                    json.Skip();
                break;
            case VesKind.Map:
                Map(ref json);
                break;
            case VesKind.Choice:
                if (Expect(ref json, JsonTokenType.String, "a string") && !IsOneOf(ref json, field.Choices))
                    Complain($"is {Quote(ref json)}, which is {(field.Choices.Length == 1 ? "not" : "none of")} {string.Join(", ", field.Choices.Select(Encoding.UTF8.GetString))}");
                break;
            case VesKind.Severity:
                if (Expect(ref json, JsonTokenType.String, "a string") && !IsSeverity(json.GetString()))
                    Complain($"is {Quote(ref json)}, which is no severity");
                break;
            case VesKind.Ipv4:
                Address(ref json, AddressFamily.InterNetwork, "an IPv4 address");
                break;
            case VesKind.Ipv6:
                Address(ref json, AddressFamily.InterNetworkV6, "an IPv6 address");
                break;
            default:
                Object(ref json, field.Rule!);
                break;
        }
    }

    private void Map(ref Utf8JsonReader json)
    {
        if (!Expect(ref json, JsonTokenType.StartObject, "an object of strings"))
            return;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json;
            json.Read();
            if (json.TokenType == JsonTokenType.String)
                continue;
            Complain($"has {Quote(ref name)}, which is no string");
            json.Skip();
        }
    }

    private void Address(ref Utf8JsonReader json, AddressFamily family, string kind)
    {
        if (!Expect(ref json, JsonTokenType.String, "a string"))
            return;
        // An address in dots has four parts; the framework takes fewer.
        if (json.GetString() is not { } text || !IPAddress.TryParse(text, out var address) || address.AddressFamily != family
            || (family == AddressFamily.InterNetwork && text.Count(static c => c == '.') != 3))
            Complain($"is {Quote(ref json)}, which is not {kind}");
    }

    private bool Expect(ref Utf8JsonReader json, JsonTokenType token, string kind)
    {
        if (json.TokenType == token)
            return true;
        Complain($"is not {kind}");
        json.Skip();
        return false;
    }

    private static bool IsOneOf(ref Utf8JsonReader json, byte[][] choices)
    {
        foreach (var choice in choices)
        {
            if (json.ValueTextEquals(choice))
                return true;
        }
        return false;
    }

    private static string Quote(ref Utf8JsonReader json)
    {
        var text = json.TokenType == JsonTokenType.Number ? Encoding.UTF8.GetString(json.ValueSpan) : json.GetString() ?? "";
        return text.Length > QuotedCharacters ? $"\"{text.AsSpan(0, QuotedCharacters)}…\"" : $"\"{text}\"";
    }

    private string Path()
    {
        var text = new StringBuilder();
        foreach (var (name, index) in _path)
        {
            if (name is null)
                text.Append(CultureInfo.InvariantCulture, $"[{index}]");
            else
                text.Append(text.Length > 0 ? "." : "").Append(Encoding.UTF8.GetString(name));
        }
        return text.Length > 0 ? text.ToString() : "the body";
    }
}
