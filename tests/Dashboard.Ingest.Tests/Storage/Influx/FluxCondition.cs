using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Dashboard.Ingest.Tests.Storage.Influx;

/// <summary>
/// Understands the conditions of the filters that are sent, and nothing else of Flux: comparisons of columns with texts and
/// regular expressions, <c>exists</c>, <c>not</c>, <c>and</c>, and <c>or</c> in parentheses. Strict, so that a test fails where
/// the Flux changes.
/// </summary>
internal sealed class FluxCondition(string text)
{
    private int _at;

    /// <summary>What the whole condition says of a record; a column that is not there makes a comparison null, which is false.</summary>
    public Func<IReadOnlyDictionary<string, string>, bool> Parse()
    {
        var condition = Conjunction();
        Assert.True(_at == text.Length, $"not understood: {text[_at..]}");
        return condition;
    }

    /// <summary>A text literal by the rules of Flux, without interpolation.</summary>
    public static string Unquote(string literal)
    {
        var parser = new FluxCondition(literal);
        var value = parser.Text();
        Assert.Equal(literal.Length, parser._at);
        return value;
    }

    private Func<IReadOnlyDictionary<string, string>, bool> Conjunction()
    {
        var all = new List<Func<IReadOnlyDictionary<string, string>, bool>> { Term() };
        while (Take(" and "))
            all.Add(Term());
        return record => all.TrueForAll(c => c(record));
    }

    private Func<IReadOnlyDictionary<string, string>, bool> Term()
    {
        if (Take("("))
        {
            var (one, two) = (Term(), Take(" or ") ? Term() : throw new InvalidOperationException(text));
            Expect(")");
            return record => one(record) || two(record);
        }
        if (Take("not exists "))
            return Column() is var absent ? record => !record.ContainsKey(absent) : null!;
        if (Take("exists "))
            return Column() is var present ? record => record.ContainsKey(present) : null!;
        var column = Column();
        if (Take(" == ") && Text() is var equal)
            return record => record.TryGetValue(column, out var value) && value == equal;
        if (Take(" != ") && Text() is var unequal)
            return record => record.TryGetValue(column, out var value) && value != unequal;
        var isMatch = Take(" =~ ");
        if (!isMatch)
            Expect(" !~ ");
        var regex = Pattern();
        return record => record.TryGetValue(column, out var value) && regex.IsMatch(value) == isMatch;
    }

    private string Column()
    {
        Expect("r[");
        var name = Text();
        Expect("]");
        return name;
    }

    private string Text()
    {
        Expect("\"");
        var value = new StringBuilder();
        while (text[_at] != '"')
        {
            Assert.False(text[_at] == '$' && text[_at + 1] == '{', "an expression is interpolated");
            Assert.False(char.IsControl(text[_at]));
            if (text[_at] != '\\')
            {
                value.Append(text[_at++]);
                continue;
            }
            var escape = text[_at + 1];
            _at += 2;
            value.Append(escape switch
            {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                '\\' or '"' or '$' => escape,
                'x' => (char)int.Parse(text.AsSpan(_at, 2), NumberStyles.HexNumber),
                _ => throw new InvalidOperationException($"\\{escape} is no escape of Flux"),
            });
            _at += escape == 'x' ? 2 : 0;
        }
        _at++;
        return value.ToString();
    }

    private Regex Pattern()
    {
        Expect("/");
        var pattern = new StringBuilder();
        for (; text[_at] != '/'; _at++)
        {
            if (text[_at] == '\\' && text[_at + 1] == '/')
                _at++;
            else if (text[_at] == '\\')
                pattern.Append(text[_at++]);
            pattern.Append(text[_at]);
        }
        _at++;
        Assert.Matches("^\\^\\(\\?s:.*\\)\\$$", pattern.ToString());
        // Go knows the classes of POSIX, .NET does not.
        return new Regex(pattern.Replace("[:alpha:]", "A-Za-z").ToString(), RegexOptions.None, TimeSpan.FromSeconds(5));
    }

    private bool Take(string expected)
    {
        if (string.CompareOrdinal(text, _at, expected, 0, expected.Length) != 0)
            return false;
        _at += expected.Length;
        return true;
    }

    private void Expect(string expected) => Assert.True(Take(expected), $"{expected} expected: {text[_at..]}");
}
