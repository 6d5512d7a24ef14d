using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Dashboard.Domain.TimeSeries;
using Dashboard.Domain.Tracing.Columns;

namespace Dashboard.Domain.Tracing.Query;

/// <summary>Holds texts against a value. A text that differs is looked at once a block, however many spans have it.</summary>
internal sealed class TextMatch
{
    private readonly Comparison _comparison;
    private readonly SpanValueKind _kind;
    private readonly double _number;
    private readonly string _text;
    private readonly byte[] _octets;
    private readonly RegexShape? _shape;
    private readonly SearchValues<byte>? _start;

    public TextMatch(FieldFilter filter)
    {
        (_comparison, _kind, _number, _text) = (filter.Comparison, filter.Value.ValueKind, filter.Value.Number, filter.Value.Text);
        _octets = Encoding.UTF8.GetBytes(_text);
        if (_comparison is Comparison.Matches or Comparison.NotMatches)
            _shape = new RegexShape(_text);
    }

    private TextMatch(string word)
    {
        (_comparison, _kind, _text) = (Comparison.Equal, SpanValueKind.Text, word);
        _octets = Encoding.UTF8.GetBytes(word);
        for (var i = 0; i < _octets.Length; i++)
            _octets[i] = Lower(_octets[i]);
        _start = SearchValues.Create(_octets.Length == 0 ? [] : [_octets[0], Upper(_octets[0])]);
    }

    /// <summary>Finds texts that hold a word, letters A to Z in either case.</summary>
    public static TextMatch Holding(string word) => new(word);

    /// <summary>Whether a text is wanted.</summary>
    public bool Holds(string text) => Holds(Encoding.UTF8.GetBytes(text));

    /// <summary>Sets the bits of spans whose text in a column is wanted.</summary>
    public void Mark(TextColumn column, Span<ulong> into, NarrowColumn? owners = null)
    {
        // Most columns do not hold the word anywhere.
        if (column.Count == 0 || (_start is not null && !Contains(column.AllText)))
            return;
        var rented = ArrayPool<bool>.Shared.Rent(column.Count);
        var wanted = rented.AsSpan(0, column.Count);
        for (var text = 0; text < wanted.Length; text++)
            wanted[text] = Holds(column[text]);
        column.Mark(wanted, into, owners);
        ArrayPool<bool>.Shared.Return(rented);
    }

    private bool Holds(ReadOnlySpan<byte> text)
    {
        if (_start is not null)
            return Contains(text);
        if (_shape is not null)
            return _shape.IsMatch(Encoding.UTF8.GetString(text)) == (_comparison == Comparison.Matches);
        switch (_kind)
        {
            case SpanValueKind.Nil:
                return true;
            case SpanValueKind.Number:
                return Utf8Parser.TryParse(text, out double number, out var length) && length == text.Length && _comparison.Holds(number, _number);
            case SpanValueKind.Truth or SpanValueKind.Text or SpanValueKind.Status or SpanValueKind.Kind:
                return _comparison switch
                {
                    Comparison.Equal => text.SequenceEqual(_octets),
                    Comparison.NotEqual => !text.SequenceEqual(_octets),
                    _ => _comparison.Holds(text.SequenceCompareTo(_octets), 0),
                };
            default:
                return false;
        }
    }

    private bool Contains(ReadOnlySpan<byte> text)
    {
        if (_octets.Length == 0)
            return true;
        for (int at; (at = text.IndexOfAny(_start!)) >= 0 && text.Length - at >= _octets.Length; text = text[(at + 1)..])
        {
            var same = 1;
            while (same < _octets.Length && Lower(text[at + same]) == _octets[same])
                same++;
            if (same == _octets.Length)
                return true;
        }
        return false;
    }

    private static byte Lower(byte octet) => octet is >= (byte)'A' and <= (byte)'Z' ? (byte)(octet | 0x20) : octet;

    private static byte Upper(byte octet) => octet is >= (byte)'a' and <= (byte)'z' ? (byte)(octet & ~0x20) : octet;
}
