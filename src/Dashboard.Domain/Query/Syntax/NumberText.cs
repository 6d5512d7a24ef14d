using System.Globalization;

namespace Dashboard.Domain.Query.Syntax;

/// <summary>Numbers as PromQL writes them: decimal, hexadecimal, octal with a leading 0, <c>Inf</c>, <c>NaN</c>, with <c>_</c> between digits.</summary>
internal static class NumberText
{
    /// <summary>How many characters at <paramref name="start"/> are a number; 0 where they are none, as in <c>5m</c>.</summary>
    public static int Length(string text, int start)
    {
        var at = start;
        var hex = At(text, at) == '0' && At(text, at + 1) is 'x' or 'X';
        if (hex)
        {
            at += 2;
            while (char.IsAsciiHexDigit(At(text, at)) || (At(text, at) == '_' && char.IsAsciiHexDigit(At(text, at + 1))))
                at++;
            return at > start + 2 && !IsWord(At(text, at)) && At(text, at) != '.' ? at - start : 0;
        }
        var dot = false;
        var exponent = false;
        var digits = 0;
        for (; ; at++)
        {
            var c = At(text, at);
            if (char.IsAsciiDigit(c))
            {
                digits++;
            }
            else if (c == '.' && !dot && !exponent)
            {
                dot = true;
            }
            else if (c is 'e' or 'E' && !exponent && digits > 0)
            {
                exponent = true;
                if (At(text, at + 1) is '+' or '-')
                    at++;
                if (!char.IsAsciiDigit(At(text, at + 1)))
                    return 0;
            }
            else if (c != '_' || digits == 0 || !char.IsAsciiDigit(At(text, at - 1)) || !char.IsAsciiDigit(At(text, at + 1)))
            {
                break;
            }
        }
        return digits == 0 || IsWord(At(text, at)) || At(text, at) == '.' ? 0 : at - start;
    }

    public static double Parse(string text)
    {
        if (text.Equals("inf", StringComparison.OrdinalIgnoreCase))
            return double.PositiveInfinity;
        if (text.Equals("nan", StringComparison.OrdinalIgnoreCase))
            return double.NaN;
        var digits = text.Replace("_", "", StringComparison.Ordinal);
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            var value = 0.0;
            foreach (var c in digits.AsSpan(2))
                value = (value * 16) + int.Parse([c], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            return value;
        }
        if (digits.Length > 1 && digits[0] == '0' && !digits.AsSpan().ContainsAnyExceptInRange('0', '7'))
        {
            var value = 0.0;
            foreach (var c in digits)
                value = (value * 8) + (c - '0');
            return value;
        }
        return double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    private static char At(string text, int at) => at >= 0 && at < text.Length ? text[at] : '\0';

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
