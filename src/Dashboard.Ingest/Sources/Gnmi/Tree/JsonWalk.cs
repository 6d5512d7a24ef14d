using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Dashboard.Ingest.Sources.Gnmi.Messages;

namespace Dashboard.Ingest.Sources.Gnmi.Tree;

/// <summary>
/// Takes a JSON value apart into the leaves of a tree (RFC 7951): objects are nodes, arrays of objects are lists, whose
/// entries are told apart by the leaves that the modules name, and else by their place. Numbers may be strings.
/// </summary>
internal sealed class JsonWalk(GnmiTree tree, GnmiSamples samples, Action<GnmiNode, double> number, Action<GnmiNode, bool> truth, JsonWalk.TextTaker text)
{
    /// <summary>Why something became no sample for which there was no room.</summary>
    public const string NoRoom = "limit of leaves of a target reached";

    private const int MaxDepth = 48;
    private const int MaxName = 256;
    private const int MaxText = 1024;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth, AllowTrailingCommas = false };

    private readonly char[] _name = new char[MaxName];
    private readonly byte[] _text = new byte[MaxText];

    /// <summary>Takes a text, which in JSON may be a number.</summary>
    public delegate void TextTaker(GnmiNode node, ReadOnlySpan<byte> octets, bool mayBeNumber);

    /// <summary>Takes a value apart.</summary>
    /// <param name="json">The value.</param>
    /// <param name="node">Where it is.</param>
    /// <returns>Null, or what was wrong with it, as a sentence without its first word and its full stop.</returns>
    public string? Take(ReadOnlySpan<byte> json, GnmiNode node)
    {
        var reader = new Utf8JsonReader(json, Options);
        try
        {
            if (reader.Read())
                Walk(ref reader, node);
            while (reader.Read())
            {
                // What follows must be well-formed as well; there is nothing.
            }
            return null;
        }
        catch (InvalidOperationException)
        {
            return $"sent JSON with a text that is not UTF-8 at {node.SchemaPath}";
        }
        catch (JsonException e)
        {
            return string.Create(CultureInfo.InvariantCulture, $"sent JSON that cannot be read beyond octet {e.BytePositionInLine ?? 0} of line {(e.LineNumber ?? 0) + 1} at {node.SchemaPath}");
        }
    }

    private void Walk(ref Utf8JsonReader reader, GnmiNode node)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var name = NameOf(ref reader);
                    reader.Read();
                    if (reader.TokenType == JsonTokenType.StartArray)
                        WalkList(ref reader, node, name.ToString());
                    else if (tree.Child(node, name) is { } child)
                        Walk(ref reader, child);
                    else
                        Refuse(ref reader);
                }
                break;
            case JsonTokenType.StartArray:
                if (node.Parent is { } parent)
                    WalkList(ref reader, parent, node.Element.LocalName);
                else
                    reader.Skip();
                break;
            case JsonTokenType.Number:
                if (reader.TryGetDouble(out var value))
                    number(node, value);
                break;
            case JsonTokenType.True or JsonTokenType.False:
                truth(node, reader.TokenType == JsonTokenType.True);
                break;
            case JsonTokenType.String:
                if (!reader.ValueIsEscaped)
                    text(node, reader.ValueSpan, mayBeNumber: true);
                else if (reader.ValueSpan.Length <= MaxText)
                    text(node, _text.AsSpan(0, reader.CopyString(_text)), mayBeNumber: true);
                else
                    samples.Refuse("text that is too long");
                break;
            default:
                break;
        }
    }

    private void WalkList(ref Utf8JsonReader reader, GnmiNode parent, string name)
    {
        var keyNames = tree.Modules.ListKeysOf($"{parent.SchemaPath}/{name}");
        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                // YANG has no lists of lists; [null] is the value of a leaf that is only there or not (RFC 7951 section 6.9).
                reader.Skip();
                continue;
            }
            if (reader.TokenType == JsonTokenType.Null)
                continue;
            var keys = reader.TokenType == JsonTokenType.StartObject ? KeysOf(reader, keyNames) : [];
            if (keys.Count == 0)
                keys.Add(new("index", i.ToString(CultureInfo.InvariantCulture)));
            if (name.Length > 0 && tree.Child(parent, GnmiPathElement.Of(name, keys)) is { } entry)
                Walk(ref reader, entry);
            else
                Refuse(ref reader);
        }
    }

    /// <summary>The keys of an entry, read ahead with a copy of the reader.</summary>
    private static List<KeyValuePair<string, string>> KeysOf(Utf8JsonReader ahead, IReadOnlyList<string> names)
    {
        var keys = new List<KeyValuePair<string, string>>(); // bound: the names that are keys
        while (ahead.Read() && ahead.TokenType == JsonTokenType.PropertyName)
        {
            var found = IndexOf(ref ahead, names);
            ahead.Read();
            if (ahead.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                ahead.Skip();
            else if (found >= 0 && ahead.TokenType is JsonTokenType.String or JsonTokenType.Number && ahead.ValueSpan.Length <= MaxName && !keys.Exists(k => k.Key == names[found]))
                keys.Add(new(names[found], ahead.TokenType == JsonTokenType.String ? ahead.GetString()! : Encoding.UTF8.GetString(ahead.ValueSpan)));
        }
        return keys;
    }

    private static int IndexOf(ref Utf8JsonReader reader, IReadOnlyList<string> names)
    {
        for (var i = 0; i < names.Count; i++)
        {
            var name = reader.ValueSpan;
            var local = name[(name.LastIndexOf((byte)':') + 1)..];
            if (local.Length == names[i].Length && Ascii.Equals(local, names[i]))
                return i;
        }
        return -1;
    }

    /// <summary>A property's name without its module; empty where it is none that a node can have.</summary>
    private ReadOnlySpan<char> NameOf(ref Utf8JsonReader reader)
    {
        var name = reader.ValueSpan;
        name = name[(name.LastIndexOf((byte)':') + 1)..];
        return reader.ValueIsEscaped || name.Length > MaxName || Ascii.ToUtf16(name, _name, out var length) != OperationStatus.Done ? default : _name.AsSpan(0, length);
    }

    private void Refuse(ref Utf8JsonReader reader)
    {
        samples.Refuse(NoRoom);
        reader.Skip();
    }
}
