using System.Collections.Immutable;
using System.Text;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Tracing.Query;

/// <summary>Reads the text of a search of traces. It stops at what it does not understand and says what stands there.</summary>
internal sealed class TraceQueryReader
{
    private const int MaxDepth = 24;
    private const int MaxConditions = 64;

    private static readonly (string Text, Comparison Comparison)[] Operators =
    [
        ("=~", Comparison.Matches), ("!~", Comparison.NotMatches), ("!=", Comparison.NotEqual), ("<=", Comparison.LessOrEqual), (">=", Comparison.GreaterOrEqual),
        ("=", Comparison.Equal), ("<", Comparison.Less), (">", Comparison.Greater),
    ];

    private static readonly (string Text, SpansetRelation Relation)[] Structures =
    [
        (">>", SpansetRelation.Descendant), ("<<", SpansetRelation.Ancestor), (">", SpansetRelation.Child), ("<", SpansetRelation.Parent), ("~", SpansetRelation.Sibling),
    ];

    private readonly string _text;
    private int _at;
    private int _depth;
    private int _conditions;

    private TraceQueryReader(string text) => _text = text;

    public static bool TryRead(string text, out TraceQuery query, out string problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        (query, problem) = (TraceQuery.All, "");
        if (text.Length > TraceQuery.MaxLength)
        {
            problem = $"The search has {text.Length:N0} characters; {TraceQuery.MaxLength:N0} are allowed.";
            return false;
        }
        var reader = new TraceQueryReader(text);
        try
        {
            reader.Skip();
            query = reader._at < text.Length && text[reader._at] is '{' or '(' ? reader.Query() : reader.Words();
            return true;
        }
        catch (FormatException e)
        {
            problem = e.Message;
            return false;
        }
    }

    private TraceQuery Query()
    {
        var spans = Either();
        var stages = ImmutableArray.CreateBuilder<TraceStage>(); // bound: MaxLength
        while (Take("|"))
            stages.Add(Stage());
        if (_at < _text.Length)
            throw Bad(_at, $"'{Here()}' is neither a relation to further spans nor a stage after '|'");
        return new TraceQuery(spans, stages.ToImmutable());
    }

    // Words without braces: all of them stand in one span.
    private TraceQuery Words()
    {
        var words = ImmutableArray.CreateBuilder<SpanFilter>(); // bound: MaxConditions
        while (_at < _text.Length)
        {
            var start = _at;
            string word;
            if (_text[_at] is '"')
            {
                word = Quoted();
            }
            else
            {
                while (_at < _text.Length && !char.IsWhiteSpace(_text[_at]))
                    _at++;
                word = _text[start.._at];
            }
            Count(start);
            if (word.Length > 0)
                words.Add(new FieldFilter(SpanField.Of(SpanIntrinsic.Text), Comparison.Equal, SpanValue.Of(word)));
            Skip();
        }
        return TraceQuery.Of(words.ToArray());
    }

    private Spanset Either()
    {
        var left = Both();
        while (Take("||"))
            left = new SpansetPair(left, SpansetRelation.Either, Both());
        return left;
    }

    private Spanset Both()
    {
        var left = Related();
        while (Take("&&"))
            left = new SpansetPair(left, SpansetRelation.Both, Related());
        return left;
    }

    private Spanset Related()
    {
        var left = Single();
        while (true)
        {
            if (_at < _text.Length && _text[_at] is '!' or '&' && _at + 1 < _text.Length && _text[_at + 1] is '>' or '<' or '~')
                throw Bad(_at, $"'{_text.Substring(_at, 2)}' is a relation that is not known here; known are >, >>, <, <<, ~, && and ||");
            var at = Array.FindIndex(Structures, s => Take(s.Text));
            if (at < 0)
                return left;
            left = new SpansetPair(left, Structures[at].Relation, Single());
        }
    }

    private Spanset Single()
    {
        var start = _at;
        if (Take("("))
        {
            Deeper(start);
            var inner = Either();
            if (_at < _text.Length && _text[_at] == '|')
                throw Bad(_at, "a stage cannot stand in parentheses here; write it after all spans");
            Expect(")", start);
            _depth--;
            return inner;
        }
        if (!Take("{"))
            throw Bad(_at, _at == _text.Length ? "spans are missing; write them as { duration > 1s }" : $"'{Here()}' stands where spans belong; write them as {{ duration > 1s }}");
        Count(start);
        var filter = Take("}") ? null : AnyCondition();
        if (filter is not null)
            Expect("}", start);
        return new SpansetFilter(filter ?? SpanFilter.Any);
    }

    private SpanFilter AnyCondition()
    {
        var first = AllConditions();
        if (!Take("||"))
            return first;
        var all = new List<SpanFilter> { first }; // bound: MaxConditions
        do
            all.Add(AllConditions());
        while (Take("||"));
        return new AnyOf([.. all.SelectMany(static c => c is AnyOf any ? any.Conditions : [c])]);
    }

    private SpanFilter AllConditions()
    {
        var first = Condition();
        if (!Take("&&"))
            return first;
        var all = new List<SpanFilter> { first }; // bound: MaxConditions
        do
            all.Add(Condition());
        while (Take("&&"));
        return new AllOf([.. all.SelectMany(static c => c is AllOf both ? both.Conditions : [c])]);
    }

    private SpanFilter Condition()
    {
        var start = _at;
        Count(start);
        if (Take("("))
        {
            Deeper(start);
            var inner = AnyCondition();
            Expect(")", start);
            _depth--;
            return inner;
        }
        var left = Operand();
        if (left is { Value: { ValueKind: SpanValueKind.Truth } truth } && _at < _text.Length && _text[_at] is '}' or ')' or '&' or '|')
            return truth.Text == "true" ? SpanFilter.Any : throw Bad(start, "'false' finds no span at all");
        var operatorAt = _at;
        var known = Array.FindIndex(Operators, o => Take(o.Text));
        if (known < 0)
            throw Bad(_at, left.Field is { } alone ? $"'{alone}' is to be compared with something: write {alone} = …, or {alone} != nil where it is to be there at all" : "a comparison is missing; known are =, !=, <, <=, >, >=, =~ and !~");
        var comparison = Operators[known].Comparison;
        var rightAt = _at;
        var right = Operand();
        if (_at < _text.Length && _text[_at] is '+' or '-' or '*' or '/' or '%' or '^')
            throw Bad(_at, $"'{_text[_at]}' is arithmetic, which is not known here");
        if ((left.Field is null) == (right.Field is null))
            throw Bad(start, left.Field is null ? "two values are compared; one side is to be a field" : "two fields are compared; one side is to be a value");
        if (left.Field is not { } field)
            return Checked(new FieldFilter(right.Field!.Value, Comparisons.Exchanged(comparison), left.Value!.Value), operatorAt, start);
        return Checked(new FieldFilter(field, comparison, right.Value!.Value), operatorAt, rightAt);
    }

    private (SpanField? Field, SpanValue? Value) Operand()
    {
        var start = _at;
        if (_at < _text.Length && _text[_at] is '"' or '`')
            return (null, SpanValue.Of(Quoted()));
        var word = Word();
        if (word.Length == 0)
            throw Bad(_at, _at == _text.Length ? "a field or a value is missing" : $"'{Here()}' is neither a field nor a value");
        if (SpanValue.TryParse(word, out var value))
            return (null, value);
        return SpanField.TryParse(word, out var field) ? (field, null) : throw Bad(start, Unknown(word));
    }

    private static string Unknown(string word) =>
        word.StartsWith("link", StringComparison.Ordinal) || word.StartsWith("nested", StringComparison.Ordinal) || word.StartsWith("instrumentation", StringComparison.Ordinal) || word.StartsWith("event:", StringComparison.Ordinal) || word.StartsWith("parent.", StringComparison.Ordinal)
            ? $"'{word}' is a field of TraceQL that is not known here"
            : $"'{word}' is neither a field nor a value: an attribute has its scope before it, as span.{word} or .{word}, and a text stands in quotation marks";

    private static FieldFilter Checked(FieldFilter filter, int operatorAt, int valueAt)
    {
        var (field, comparison, value) = (filter.Field, filter.Comparison, filter.Value);
        var isOrder = comparison is Comparison.Less or Comparison.LessOrEqual or Comparison.Greater or Comparison.GreaterOrEqual;
        var isRegex = comparison is Comparison.Matches or Comparison.NotMatches;
        if (isRegex)
        {
            if (value.ValueKind != SpanValueKind.Text)
                throw Bad(valueAt, "a regular expression stands in quotation marks");
            try
            {
                _ = new RegexShape(value.Text);
            }
            catch (ArgumentException e)
            {
                throw Bad(valueAt, $"this is no regular expression that can be used: {e.Message.TrimEnd('.')}");
            }
        }
        if (value.ValueKind == SpanValueKind.Nil && (comparison is not (Comparison.Equal or Comparison.NotEqual) || (field.Scope == SpanScope.Intrinsic && field.Intrinsic != SpanIntrinsic.Parent)))
            throw Bad(valueAt, "nil is for attributes and for 'parent', after = or !=");
        var wanted = field.Intrinsic switch
        {
            SpanIntrinsic.None => value.ValueKind is SpanValueKind.Duration ? "a number or a text, since attributes have no unit" : null,
            SpanIntrinsic.Duration or SpanIntrinsic.TraceDuration => isRegex || value.ValueKind is not SpanValueKind.Duration ? "a duration such as 100ms or 1.5s" : null,
            SpanIntrinsic.Kind => value.ValueKind != SpanValueKind.Kind ? "one of server, client, producer, consumer, internal and unspecified" : null,
            SpanIntrinsic.Status => value.ValueKind != SpanValueKind.Status ? "one of error, ok, unset, timeout and cancelled" : null,
            SpanIntrinsic.Parent => value.ValueKind != SpanValueKind.Nil ? "nil" : null,
            SpanIntrinsic.TraceId or SpanIntrinsic.SpanId or SpanIntrinsic.ParentId => isRegex || !IsId(value, field.Intrinsic == SpanIntrinsic.TraceId ? 32 : 16) ? "its hexadecimal digits in quotation marks" : null,
            _ => value.ValueKind != SpanValueKind.Text ? "a text in quotation marks" : null,
        };
        if (wanted is not null)
            throw Bad(valueAt, $"'{field}' is compared with {wanted}");
        if (isOrder && value.ValueKind is not (SpanValueKind.Number or SpanValueKind.Duration or SpanValueKind.Text) || (isOrder && field.Intrinsic is not (SpanIntrinsic.None or SpanIntrinsic.Duration or SpanIntrinsic.TraceDuration)))
            throw Bad(operatorAt, $"'{field}' has no order; compare it by = or !=");
        if (field.Intrinsic == SpanIntrinsic.Text && comparison is not (Comparison.Equal or Comparison.NotEqual))
            throw Bad(operatorAt, "'text' is compared by = where a span is to say something, and by != where it is not");
        return filter;
    }

    private static bool IsId(SpanValue value, int digits) => value.ValueKind == SpanValueKind.Text && value.Text.Length >= 1 && value.Text.Length <= digits && value.Text.All(char.IsAsciiHexDigit);

    private TraceStage Stage()
    {
        var start = _at;
        if (_at < _text.Length && _text[_at] is '{' or '(')
            return new NarrowStage(Either());
        var word = Word();
        if (word == "select")
        {
            var fields = ImmutableArray.CreateBuilder<SpanField>(); // bound: MaxLength
            Expect("(", _at);
            do
                fields.Add(Operand().Field ?? throw Bad(_at, "only fields can be selected"));
            while (Take(","));
            Expect(")", start);
            return new SelectStage(fields.ToImmutable());
        }
        SpanAggregate? aggregate = word switch
        {
            "count" => SpanAggregate.Count,
            "avg" => SpanAggregate.Avg,
            "min" => SpanAggregate.Min,
            "max" => SpanAggregate.Max,
            "sum" => SpanAggregate.Sum,
            _ => null,
        };
        if (aggregate is not { } known)
        {
            throw Bad(start, word is "rate" or "by" or "coalesce" or "quantile_over_time" or "histogram_over_time" or "count_over_time" or "topk" or "bottomk" or "compare"
                ? $"'{word}' is a stage of TraceQL that is not known here; rates and percentiles are series, traces_spanmetrics_*"
                : $"'{(word.Length > 0 ? word : Here())}' is no stage; known are count(), avg(), min(), max(), sum(), select() and spans in braces");
        }
        Expect("(", _at);
        SpanField? field = null;
        if (known != SpanAggregate.Count)
        {
            var fieldAt = _at;
            field = Operand().Field ?? throw Bad(fieldAt, $"{word} is made of a field, such as duration");
            if (field is { Scope: SpanScope.Intrinsic, Intrinsic: not (SpanIntrinsic.Duration or SpanIntrinsic.TraceDuration) } or { Scope: SpanScope.Event })
                throw Bad(fieldAt, $"'{field}' is no number that {word} can be made of");
        }
        Expect(")", start);
        var operatorAt = _at;
        var at = Array.FindIndex(Operators, o => Take(o.Text));
        if (at < 0 || Operators[at].Comparison is Comparison.Matches or Comparison.NotMatches)
            throw Bad(operatorAt, $"{word} is to be compared with a number: write {word}({field}) > …");
        var valueAt = _at;
        var isTime = field is { Scope: SpanScope.Intrinsic };
        if (!SpanValue.TryParse(Word(), out var value) || value.ValueKind != (isTime ? SpanValueKind.Duration : SpanValueKind.Number))
            throw Bad(valueAt, $"{word} is compared with {(isTime ? "a duration such as 100ms" : "a number")} here");
        return new AggregateStage(known, field, Operators[at].Comparison, value);
    }

    private string Word()
    {
        var start = _at;
        var word = new StringBuilder();
        // A minus begins a number and stands within names; what comes after a scope may be in quotation marks.
        while (_at < _text.Length && (SpanField.IsPlain(_text[_at]) || (_text[_at] == '"' && _at > start && _text[_at - 1] == '.')))
        {
            if (_text[_at] == '"')
            {
                word.Append(Quoted());
                return word.ToString();
            }
            word.Append(_text[_at++]);
        }
        Skip();
        return word.ToString();
    }

    private string Quoted()
    {
        var (start, quote) = (_at, _text[_at]);
        var text = new StringBuilder();
        for (_at++; _at < _text.Length; _at++)
        {
            var c = _text[_at];
            if (c == quote)
            {
                _at++;
                Skip();
                return text.ToString();
            }
            if (c == '\\' && quote == '"' && _at + 1 < _text.Length)
            {
                c = _text[++_at] switch
                {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    '\\' or '"' => _text[_at],
                    _ => throw Bad(_at - 1, $"'\\{_text[_at]}' is no escape; known are \\n, \\t, \\r, \\\\ and \\\", and a text between ` has none"),
                };
            }
            text.Append(c);
        }
        throw Bad(start, "the quotation mark has no other that closes it");
    }

    private void Count(int at)
    {
        if (++_conditions > MaxConditions)
            throw Bad(at, $"there are more than {MaxConditions} spans and conditions");
    }

    private void Deeper(int at)
    {
        if (++_depth > MaxDepth)
            throw Bad(at, $"parentheses are more than {MaxDepth} deep");
    }

    private void Expect(string text, int opened)
    {
        if (!Take(text))
            throw Bad(_at, _at == _text.Length ? $"'{text}' is missing for what begins at character {opened + 1}" : $"'{Here()}' stands where '{text}' belongs");
    }

    private bool Take(string text)
    {
        if (string.CompareOrdinal(_text, _at, text, 0, text.Length) != 0 || (text == "|" && _at + 1 < _text.Length && _text[_at + 1] == '|'))
            return false;
        _at += text.Length;
        Skip();
        return true;
    }

    private void Skip()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            _at++;
    }

    private string Here() => string.Concat(_text.AsSpan(_at, Math.Min(12, _text.Length - _at)), _text.Length - _at > 12 ? "…" : "");

    private static FormatException Bad(int at, string problem) => new($"At character {at + 1}: {problem}.");
}
