using System.Buffers;
using System.Text;

namespace Dashboard.Ingest.Sources.Syslog.Events;

/// <summary>
/// A text with gaps, found anywhere within a message: <c>Interface {object}, changed state to down</c>. A gap
/// <c>{object}</c> or <c>{detail}</c> is kept, <c>*</c> is passed over. A gap at the beginning is the word there, one at
/// the end goes to the end of the word, or for <c>{detail}</c> to the end of the message.
/// </summary>
internal sealed class SyslogPattern
{
    private const int MaxGap = 256;

    private static readonly SearchValues<byte> WordEnds = SearchValues.Create(" ,;()'\""u8);

    private readonly (Gap Before, byte[] Literal)[] _steps;

    /// <exception cref="FormatException">It cannot be read; the message says why.</exception>
    public SyslogPattern(string text)
    {
        List<(Gap, byte[])> steps = []; // bound: the pattern's text
        var gap = Gap.None;
        for (var at = 0; at < text.Length;)
        {
            var end = text.AsSpan(at).IndexOfAny('{', '*') is var next and >= 0 ? at + next : text.Length;
            if (end > at)
            {
                steps.Add((gap, Encoding.UTF8.GetBytes(text[at..end])));
                gap = Gap.None;
            }
            at = end;
            if (at == text.Length)
                break;
            if (gap != Gap.None)
                throw new FormatException($"'{text}' has two gaps without anything between them");
            var name = text[at] == '*' ? "*" : text.IndexOf('}', at) is var close and > 0 ? text[at..(close + 1)] : text[at..];
            gap = name switch
            {
                "*" => Gap.Passed,
                "{object}" => Gap.Object,
                "{detail}" => Gap.Detail,
                _ => throw new FormatException($"'{text}' has a gap {name}; there are {{object}}, {{detail}} and *"),
            };
            at += name.Length;
        }
        if (gap != Gap.None)
            steps.Add((gap, []));
        if (steps.Count == 0 || steps[0].Item2.Length == 0)
            throw new FormatException($"'{text}' has nothing to be found by");
        _steps = [.. steps];
    }

    private enum Gap
    {
        None,
        Passed,
        Object,
        Detail,
    }

    /// <summary>Whether a message has this text, and what is in its gaps.</summary>
    public bool Matches(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> @object, out ReadOnlySpan<byte> detail)
    {
        @object = detail = [];
        var at = 0;
        for (var step = 0; step < _steps.Length; step++)
        {
            var (gap, literal) = _steps[step];
            var rest = text[at..];
            int length;
            if (literal.Length == 0)
            {
                length = gap == Gap.Detail ? rest.Length : WordLength(rest);
            }
            else
            {
                length = rest[..Math.Min(rest.Length, step == 0 ? rest.Length : MaxGap + literal.Length)].IndexOf(literal);
                if (length < 0)
                    return false;
            }
            var kept = rest[..length];
            if (step == 0 && gap != Gap.None)
                kept = kept[(kept.LastIndexOf((byte)' ') + 1)..];
            if (gap == Gap.Object)
                @object = kept;
            else if (gap == Gap.Detail)
                detail = kept.Trim(" ."u8);
            at += length + literal.Length;
        }
        return true;
    }

    private static int WordLength(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAny(WordEnds);
        var word = end < 0 ? text : text[..end];
        return word.TrimEnd(".:"u8).Length;
    }
}
