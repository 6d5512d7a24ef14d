namespace Dashboard.Domain.Query.Syntax;

/// <summary>The words with a meaning of their own; written in any case.</summary>
internal static class Keywords
{
    private static readonly Dictionary<string, TokenKind> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["and"] = TokenKind.And,
        ["or"] = TokenKind.Or,
        ["unless"] = TokenKind.Unless,
        ["atan2"] = TokenKind.Atan2,
        ["sum"] = TokenKind.Aggregator,
        ["avg"] = TokenKind.Aggregator,
        ["count"] = TokenKind.Aggregator,
        ["min"] = TokenKind.Aggregator,
        ["max"] = TokenKind.Aggregator,
        ["group"] = TokenKind.Aggregator,
        ["stddev"] = TokenKind.Aggregator,
        ["stdvar"] = TokenKind.Aggregator,
        ["topk"] = TokenKind.Aggregator,
        ["bottomk"] = TokenKind.Aggregator,
        ["count_values"] = TokenKind.Aggregator,
        ["quantile"] = TokenKind.Aggregator,
        ["limitk"] = TokenKind.Aggregator,
        ["limit_ratio"] = TokenKind.Aggregator,
        ["offset"] = TokenKind.Offset,
        ["by"] = TokenKind.By,
        ["without"] = TokenKind.Without,
        ["on"] = TokenKind.On,
        ["ignoring"] = TokenKind.Ignoring,
        ["group_left"] = TokenKind.GroupLeft,
        ["group_right"] = TokenKind.GroupRight,
        ["bool"] = TokenKind.Bool,
        ["start"] = TokenKind.Start,
        ["end"] = TokenKind.End,
        ["inf"] = TokenKind.Number,
        ["nan"] = TokenKind.Number,
    };

    private static readonly Dictionary<string, TokenKind>.AlternateLookup<ReadOnlySpan<char>> Lookup = Kinds.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Every word with its kind.</summary>
    public static IReadOnlyDictionary<string, TokenKind> Every => Kinds;

    public static TokenKind? Find(ReadOnlySpan<char> word) => Lookup.TryGetValue(word, out var kind) ? kind : null;
}
