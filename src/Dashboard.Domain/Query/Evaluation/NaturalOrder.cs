namespace Dashboard.Domain.Query.Evaluation;

/// <summary>Text in the order in which people count: <c>eth2</c> before <c>eth10</c>.</summary>
internal static class NaturalOrder
{
    public static int Compare(string left, string right)
    {
        var (i, j) = (0, 0);
        while (i < left.Length && j < right.Length)
        {
            if (char.IsAsciiDigit(left[i]) && char.IsAsciiDigit(right[j]))
            {
                var a = Digits(left, ref i);
                var b = Digits(right, ref j);
                var order = a.Length != b.Length ? a.Length.CompareTo(b.Length) : a.SequenceCompareTo(b);
                if (order != 0)
                    return order;
            }
            else if (left[i] != right[j])
            {
                return left[i].CompareTo(right[j]);
            }
            else
            {
                i++;
                j++;
            }
        }
        return (left.Length - i).CompareTo(right.Length - j) is var rest && rest != 0 ? rest : string.CompareOrdinal(left, right);
    }

    private static ReadOnlySpan<char> Digits(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        return text.AsSpan(start, at - start).TrimStart('0');
    }
}
