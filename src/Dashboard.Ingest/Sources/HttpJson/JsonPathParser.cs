using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Dashboard.Ingest.Sources.HttpJson;

/// <summary>Reads queries by RFC 9535 section 2.1.1. Used once.</summary>
internal sealed class JsonPathParser(string text)
{
    /// <summary>Characters that a query may have.</summary>
    public const int MaxLength = 1000;

    /// <summary>Integers are exact within this (I-JSON, RFC 7493 section 2.2).</summary>
    private const long MaxInteger = (1L << 53) - 1;

    private const int MaxNesting = 20;

    private int _at;
    private int _nesting;

    /// <summary>What is wrong and where; null where nothing is.</summary>
    public string? Problem { get; private set; }

    private char Next => _at < text.Length ? text[_at] : '\0';

    /// <summary>Reads the whole text as a query; null where it is none.</summary>
    public JsonPath? ReadAll()
    {
        if (text.Length > MaxLength)
            return Fail<JsonPath>($"is longer than {MaxLength} characters");
        var path = ReadPath();
        return Problem is null && _at < text.Length ? Fail<JsonPath>("goes on where it should end") : Problem is null ? path : null;
    }

    private JsonPath? ReadPath()
    {
        var start = _at;
        if (Next is not ('$' or '@'))
            return Fail<JsonPath>("does not begin with $ or @");
        var isAbsolute = text[_at++] == '$';
        List<JsonPathSegment> segments = []; // bound: MaxLength
        while (Problem is null && ReadSegment() is { } segment)
            segments.Add(segment);
        return Problem is null ? new JsonPath(text[start.._at], isAbsolute, [.. segments]) : null;
    }

    private JsonPathSegment? ReadSegment()
    {
        var before = _at;
        SkipBlanks();
        if (Next == '[')
            return new JsonPathSegment(false, ReadBrackets());
        if (Next != '.')
        {
            _at = before;
            return null;
        }
        _at++;
        var isDescendant = Next == '.';
        if (isDescendant)
            _at++;
        if (isDescendant && Next == '[')
            return new JsonPathSegment(true, ReadBrackets());
        if (Next == '*')
        {
            _at++;
            return new JsonPathSegment(isDescendant, [new WildcardSelector()]);
        }
        var start = _at;
        while (Next is '_' or >= '\u0080' || char.IsAsciiLetterOrDigit(Next))
            _at++;
        if (_at == start || char.IsAsciiDigit(text[start]))
            return Fail<JsonPathSegment>("has no name after a dot");
        return new JsonPathSegment(isDescendant, [new NameSelector(text[start.._at])]);
    }

    private JsonPathSelector[] ReadBrackets()
    {
        List<JsonPathSelector> selectors = []; // bound: MaxLength
        do
        {
            _at++;
            SkipBlanks();
            if (ReadSelector() is not { } selector)
                return [];
            selectors.Add(selector);
            SkipBlanks();
        }
        while (Next == ',');
        if (!Take("]"))
            Fail<object>("has no closing bracket");
        return [.. selectors];
    }

    private JsonPathSelector? ReadSelector()
    {
        switch (Next)
        {
            case '*':
                _at++;
                return new WildcardSelector();
            case '\'' or '"':
                return ReadString() is { } name ? new NameSelector(name) : null;
            case '?':
                _at++;
                return ReadOr() is { } test ? new FilterSelector(test) : null;
            default:
                return ReadIndexOrSlice();
        }
    }

    private JsonPathSelector? ReadIndexOrSlice()
    {
        var first = ReadInteger();
        SkipBlanks();
        if (Problem is null && Next != ':')
            return first is { } index ? new IndexSelector(index) : Fail<JsonPathSelector>("has neither a name, a number, * nor ? in brackets");
        long? end = null, step = null;
        if (Take(":"))
        {
            SkipBlanks();
            end = ReadInteger();
            SkipBlanks();
            if (Take(":"))
            {
                SkipBlanks();
                step = ReadInteger();
            }
        }
        return Problem is null ? new SliceSelector(first, end, step ?? 1) : null;
    }

    private long? ReadInteger()
    {
        var start = _at;
        if (Next == '-')
            _at++;
        var first = _at;
        while (char.IsAsciiDigit(Next))
            _at++;
        var digits = text[first.._at];
        if (digits.Length == 0 && _at == start)
            return null;
        if (digits.Length == 0 || (digits.Length > 1 && digits[0] == '0') || (digits == "0" && first > start)
            || !long.TryParse(text.AsSpan(start, _at - start), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) || Math.Abs(number) > MaxInteger)
        {
            Fail<object>("has a number that is no integer");
            return null;
        }
        return number;
    }

    private string? ReadString()
    {
        var quote = text[_at++];
        var read = new StringBuilder();
        while (_at < text.Length && text[_at] != quote)
        {
            var c = text[_at++];
            if (c < ' ')
                return Fail<string>("has a control character in quotes");
            if (c != '\\')
            {
                read.Append(c);
                continue;
            }
            if (!ReadEscape(read, quote))
                return Fail<string>("has an escape that there is not");
        }
        return Take(quote.ToString()) ? read.ToString() : Fail<string>("has no closing quote");
    }

    private bool ReadEscape(StringBuilder read, char quote)
    {
        var c = Next;
        _at++;
        if (c == 'u')
        {
            if (_at + 4 > text.Length || !ushort.TryParse(text.AsSpan(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
                return false;
            _at += 4;
            read.Append((char)unit);
            return true;
        }
        var plain = c switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', '/' or '\\' => c, _ when c == quote => c, _ => '\0' };
        read.Append(plain);
        return plain != '\0';
    }

    private JsonPathTest? ReadOr()
    {
        if (++_nesting > MaxNesting)
            return Fail<JsonPathTest>($"is nested deeper than {MaxNesting}");
        var test = ReadAnd();
        while (test is not null && Take("||"))
            test = ReadAnd() is { } right && test is var left ? (walk, node) => left(walk, node) || right(walk, node) : null;
        _nesting--;
        return test;
    }

    private JsonPathTest? ReadAnd()
    {
        var test = ReadBasic();
        while (test is not null && Take("&&"))
            test = ReadBasic() is { } right && test is var left ? (walk, node) => left(walk, node) && right(walk, node) : null;
        return test;
    }

    private JsonPathTest? ReadBasic()
    {
        SkipBlanks();
        if (Next == '!' && !(_at + 1 < text.Length && text[_at + 1] == '='))
        {
            _at++;
            SkipBlanks();
            return (Next == '(' ? ReadGroup() : ReadTest(mayCompare: false)) is { } test ? (walk, node) => !test(walk, node) : null;
        }
        return Next == '(' ? ReadGroup() : ReadTest(mayCompare: true);
    }

    private JsonPathTest? ReadGroup()
    {
        _at++;
        var test = ReadOr();
        SkipBlanks();
        return test is null ? null : Take(")") ? test : Fail<JsonPathTest>("has no closing parenthesis");
    }

    private JsonPathTest? ReadTest(bool mayCompare)
    {
        if (ReadOperand(out var path) is not { } left)
            return null;
        SkipBlanks();
        var comparison = Array.Find(["==", "!=", "<=", ">=", "<", ">"], c => string.CompareOrdinal(text, _at, c, 0, c.Length) == 0);
        if (comparison is null || !mayCompare)
            return path is null ? Fail<JsonPathTest>("has a value that is compared with nothing") : (walk, node) => path.Select(walk, node).Count > 0;
        _at += comparison.Length;
        SkipBlanks();
        if (ReadOperand(out var other) is not { } right)
            return null;
        return path is { IsSingular: false } || other is { IsSingular: false }
            ? Fail<JsonPathTest>("compares with a query that may match several nodes")
            : (walk, node) => JsonPathComparison.Holds(comparison, left(walk, node), right(walk, node));
    }

    private JsonPathOperand? ReadOperand(out JsonPath? path)
    {
        path = null;
        if (Next is '$' or '@')
        {
            if (++_nesting > MaxNesting)
                return Fail<JsonPathOperand>($"is nested deeper than {MaxNesting}");
            var query = ReadPath();
            _nesting--;
            path = query;
            return query is null ? null : (walk, node) => query.First(walk, node);
        }
        if (Next is '\'' or '"')
            return ReadString() is { } word ? Literal(JsonSerializer.SerializeToElement(word)) : null;
        var start = _at;
        while (char.IsAsciiLetterOrDigit(Next) || Next is '-' or '+' or '.')
            _at++;
        if (Next == '(')
            return Fail<JsonPathOperand>("has a function, and there are none");
        try
        {
            using var literal = JsonDocument.Parse(text[start.._at]);
            return Literal(literal.RootElement.Clone());
        }
        catch (JsonException)
        {
            return Fail<JsonPathOperand>("has something in a filter that is neither a query nor a value");
        }
    }

    private static JsonPathOperand Literal(JsonElement value) => (_, _) => value;

    private bool Take(string token)
    {
        SkipBlanks();
        if (string.CompareOrdinal(text, _at, token, 0, token.Length) != 0)
            return false;
        _at += token.Length;
        return true;
    }

    private void SkipBlanks()
    {
        while (Next is ' ' or '\t' or '\n' or '\r')
            _at++;
    }

    private T? Fail<T>(string problem)
        where T : class
    {
        Problem ??= $"'{text}' {problem} (at character {_at + 1})";
        return null;
    }
}
