using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Domain.Query.Completion;

/// <summary>What may stand at the caret of a query that is being written, as far as the text before it tells.</summary>
/// <param name="Kind">What is expected.</param>
/// <param name="Start">Where the word begins that is being written.</param>
/// <param name="Word">The word as far as it is written.</param>
/// <param name="Label">The label whose value is written; otherwise empty.</param>
/// <param name="Matchers">Conditions that the selector around the caret has already.</param>
internal sealed record CompletionContext(ExpectedWord Kind, int Start, string Word, string Label, IReadOnlyList<LabelMatcher> Matchers)
{
    private static readonly string[] Groupings = ["by", "without", "on", "ignoring", "group_left", "group_right"];

    /// <summary>Reads the text up to the caret; it need not be PromQL yet.</summary>
    public static CompletionContext At(string text, int caret)
    {
        var scan = new Scan(text, Math.Clamp(caret, 0, text.Length));
        return scan.Run();
    }

    private sealed class Scan(string text, int caret)
    {
        private readonly Stack<char> _open = new(); // bound: the text
        private List<LabelMatcher> _matchers = []; // bound: the text
        private string _word = "";
        private string _label = "";
        private string _operator = "";

        public CompletionContext Run()
        {
            var at = 0;
            while (at < caret)
            {
                var c = text[at];
                if (c is '"' or '\'' or '`')
                {
                    var end = EndOfString(at);
                    if (end >= caret)
                        return InString(at);
                    TakeString(at, end);
                    at = end + 1;
                }
                else if (c == '#')
                {
                    while (at < caret && text[at] is not ('\n' or '\r'))
                        at++;
                    if (at == caret)
                        return Result(ExpectedWord.Nothing, at);
                }
                else if (IsWord(c))
                {
                    var start = at;
                    while (at < caret && IsWord(text[at]))
                        at++;
                    if (at == caret)
                        return Result(Expected(), start);
                    _word = text[start..at];
                }
                else
                {
                    Take(c);
                    at++;
                }
            }
            return Result(Expected(), caret);
        }

        private void Take(char c)
        {
            switch (c)
            {
                case '{':
                    _open.Push('{');
                    _matchers = _word.Length > 0 ? [new(Labels.MetricName, MatchType.Equal, _word)] : [];
                    (_word, _label) = ("", "");
                    break;
                case '(':
                    _open.Push(Groupings.Contains(_word, StringComparer.OrdinalIgnoreCase) ? 'g' : '(');
                    _word = "";
                    break;
                case '[':
                    _open.Push('[');
                    break;
                case '}' or ')' or ']':
                    _open.TryPop(out _);
                    _word = "";
                    break;
                case '=' or '!' or '~' when Inside('{'):
                    if (_word.Length > 0)
                        (_label, _word, _operator) = (_word, "", "");
                    _operator += c;
                    break;
                case ',':
                    (_word, _label, _operator) = ("", "", "");
                    break;
                case ' ' or '\t' or '\n' or '\r':
                    break;
                default:
                    _word = "";
                    break;
            }
        }

        private ExpectedWord Expected() => _open.TryPeek(out var open) ? open switch
        {
            '{' => _label.Length == 0 ? ExpectedWord.Label : ExpectedWord.Nothing,
            'g' => ExpectedWord.Grouping,
            '[' => ExpectedWord.Duration,
            _ => ExpectedWord.Expression,
        }
        : ExpectedWord.Expression;

        private CompletionContext InString(int quote) => Inside('{') && _label.Length > 0
            ? new(ExpectedWord.Value, quote + 1, text[(quote + 1)..caret], _label, _matchers)
            : Result(ExpectedWord.Nothing, caret);

        private void TakeString(int start, int end)
        {
            if (!Inside('{') || _label.Length == 0)
                return;
            var type = _operator switch { "=" => MatchType.Equal, "!=" => MatchType.NotEqual, "=~" => MatchType.Regex, _ => MatchType.NotRegex };
            var value = text[(start + 1)..end];
            // What has a variable in it is not known yet.
            if (!value.Contains('$', StringComparison.Ordinal) && Matcher(_label, type, value) is { } matcher)
                _matchers.Add(matcher);
        }

        private static LabelMatcher? Matcher(string label, MatchType type, string value)
        {
            try
            {
                return new(label, type, value);
            }
            catch (ArgumentException)
            {
                return null;
            }
        }

        private int EndOfString(int quote)
        {
            for (var at = quote + 1; at < caret; at++)
            {
                if (text[at] == '\\' && text[quote] != '`')
                    at++;
                else if (text[at] == text[quote])
                    return at;
            }
            return caret;
        }

        private bool Inside(char open) => _open.TryPeek(out var innermost) && innermost == open;

        private CompletionContext Result(ExpectedWord kind, int start) => new(kind, start, text[start..caret], "", _matchers);

        private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or ':' or '$';
    }
}

/// <summary>What a word being written may turn out to be.</summary>
internal enum ExpectedWord
{
    /// <summary>Nothing that could be offered.</summary>
    Nothing,

    /// <summary>A metric, a function, an aggregation or an operator.</summary>
    Expression,

    /// <summary>The name of a label within braces.</summary>
    Label,

    /// <summary>The value of a label within quotes.</summary>
    Value,

    /// <summary>The name of a label within the parentheses of <c>by</c>, <c>on</c> and the like.</summary>
    Grouping,

    /// <summary>How far a range reaches.</summary>
    Duration,
}
