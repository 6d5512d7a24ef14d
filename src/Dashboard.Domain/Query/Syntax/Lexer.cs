using System.Buffers;

namespace Dashboard.Domain.Query.Syntax;

/// <summary>
/// Cuts an expression into tokens. The last one is <see cref="TokenKind.EndOfInput"/>, or <see cref="TokenKind.Error"/>
/// where the text is not PromQL; then nothing after it was looked at.
/// </summary>
internal sealed class Lexer(string text)
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    private readonly List<Token> _tokens = []; // bound: the text
    private int _position;
    private int _parentheses;
    private bool _inBraces;
    private bool _inBrackets;
    private bool _colonSeen;

    public List<Token> Run()
    {
        do
        {
            Next();
        }
        while (_tokens.Count == 0 || _tokens[^1].Kind is not (TokenKind.EndOfInput or TokenKind.Error));
        return _tokens;
    }

    private char Peek(int ahead = 0) => _position + ahead < text.Length ? text[_position + ahead] : '\0';

    private bool AtEnd => _position >= text.Length;

    private void Emit(TokenKind kind, int length)
    {
        _tokens.Add(new Token(kind, _position, length, text.Substring(_position, length)));
        _position += length;
    }

    private void Fail(int start, string problem) => _tokens.Add(new Token(TokenKind.Error, start, text.Length - start, problem));

    private void Next()
    {
        while (Peek() is ' ' or '\t' or '\n' or '\r')
            _position++;
        if (Peek() == '#')
        {
            while (!AtEnd && Peek() is not ('\n' or '\r'))
                _position++;
            return;
        }
        if (_inBraces)
            InsideBraces();
        else
            Statement();
    }

    private void Statement()
    {
        if (AtEnd)
        {
            if (_inBrackets || _parentheses != 0)
                Fail(_position, _parentheses != 0 ? "unclosed left parenthesis" : "unclosed left bracket");
            else
                Emit(TokenKind.EndOfInput, 0);
            return;
        }
        var c = Peek();
        switch (c)
        {
            case ',':
                Emit(TokenKind.Comma, 1);
                break;
            case '+':
                Emit(TokenKind.Add, 1);
                break;
            case '-':
                Emit(TokenKind.Subtract, 1);
                break;
            case '*':
                Emit(TokenKind.Multiply, 1);
                break;
            case '/':
                Emit(TokenKind.Divide, 1);
                break;
            case '%':
                Emit(TokenKind.Modulo, 1);
                break;
            case '^':
                Emit(TokenKind.Power, 1);
                break;
            case '@':
                Emit(TokenKind.At, 1);
                break;
            case '=' when Peek(1) == '=':
                Emit(TokenKind.Equal, 2);
                break;
            case '=' when Peek(1) == '~':
                Fail(_position, "unexpected character after '=': '~'");
                break;
            case '=':
                Emit(TokenKind.Assign, 1);
                break;
            case '!' when Peek(1) == '=':
                Emit(TokenKind.NotEqual, 2);
                break;
            case '!':
                Fail(_position, $"unexpected character after '!': {GoText.QuoteRune(text, _position + 1)}");
                break;
            case '<':
                Emit(Peek(1) == '=' ? TokenKind.LessOrEqual : TokenKind.Less, Peek(1) == '=' ? 2 : 1);
                break;
            case '>':
                Emit(Peek(1) == '=' ? TokenKind.GreaterOrEqual : TokenKind.Greater, Peek(1) == '=' ? 2 : 1);
                break;
            case '"' or '\'' or '`':
                QuotedString(c);
                break;
            case '(' or ')' or '{' or '[' or ']':
                Bracket(c);
                break;
            case ':' when _inBrackets:
                if (_colonSeen)
                {
                    Fail(_position, "unexpected colon ':'");
                    break;
                }
                _colonSeen = true;
                Emit(TokenKind.Colon, 1);
                break;
            case '.' when char.IsAsciiDigit(Peek(1)):
            case >= '0' and <= '9':
                NumberOrDuration();
                break;
            case ':' or '_' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'):
                if (_inBrackets)
                    Fail(_position, $"unexpected character: {GoText.QuoteRune(text, _position)}, expected ':'");
                else
                    Word();
                break;
            default:
                Fail(_position, $"unexpected character: {GoText.QuoteRune(text, _position)}");
                break;
        }
    }

    private void Bracket(char c)
    {
        switch (c)
        {
            case '(':
                _parentheses++;
                Emit(TokenKind.LeftParen, 1);
                break;
            case ')':
                if (--_parentheses < 0)
                    Fail(_position + 1, "unexpected right parenthesis ')'"); // Prometheus points behind it
                else
                    Emit(TokenKind.RightParen, 1);
                break;
            case '{':
                _inBraces = true;
                Emit(TokenKind.LeftBrace, 1);
                break;
            case '[' when _inBrackets:
                Fail(_position, "unexpected left bracket '['");
                break;
            case '[':
                (_inBrackets, _colonSeen) = (true, false);
                Emit(TokenKind.LeftBracket, 1);
                break;
            case ']' when !_inBrackets:
                Fail(_position, "unexpected right bracket ']'");
                break;
            default:
                _inBrackets = false;
                Emit(TokenKind.RightBracket, 1);
                break;
        }
    }

    private void InsideBraces()
    {
        var c = Peek();
        if (AtEnd)
        {
            Fail(_position, "unexpected end of input inside braces");
            return;
        }
        switch (c)
        {
            case ',':
                Emit(TokenKind.Comma, 1);
                break;
            case '"' or '\'' or '`':
                QuotedString(c);
                break;
            case '=':
                Emit(Peek(1) == '~' ? TokenKind.RegexMatch : TokenKind.Assign, Peek(1) == '~' ? 2 : 1);
                break;
            case '!' when Peek(1) is '~' or '=':
                Emit(Peek(1) == '~' ? TokenKind.RegexNotMatch : TokenKind.NotEqual, 2);
                break;
            case '!':
                Fail(_position, $"unexpected character after '!' inside braces: {GoText.QuoteRune(text, _position + 1)}");
                break;
            case '{':
                Fail(_position, "unexpected left brace '{'");
                break;
            case '}':
                _inBraces = false;
                Emit(TokenKind.RightBrace, 1);
                break;
            case '_' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'):
                var length = 1;
                while (char.IsAsciiLetterOrDigit(Peek(length)) || Peek(length) == '_')
                    length++;
                Emit(TokenKind.Identifier, length);
                break;
            default:
                Fail(_position, $"unexpected character inside braces: {GoText.QuoteRune(text, _position)}");
                break;
        }
    }

    private void Word()
    {
        var length = 1;
        while (char.IsAsciiLetterOrDigit(Peek(length)) || Peek(length) is '_' or ':')
            length++;
        var word = text.AsSpan(_position, length);
        Emit(Keywords.Find(word) ?? (word.Contains(':') ? TokenKind.MetricIdentifier : TokenKind.Identifier), length);
    }

    private void QuotedString(char quote)
    {
        var start = _position;
        for (var i = start + 1; ; i++)
        {
            if (i >= text.Length || (text[i] == '\n' && quote != '`'))
            {
                Fail(start, quote == '`' ? "unterminated raw string" : "unterminated quoted string");
                return;
            }
            if (text[i] == quote)
            {
                Emit(TokenKind.String, i + 1 - start);
                return;
            }
            if (text[i] != '\\' || quote == '`')
                continue;
            var problem = Escape(ref i, quote);
            if (problem is null)
                continue;
            Fail(start, problem);
            return;
        }
    }

    /// <summary>Steps from a backslash to the last character of its escape; says what is wrong with it, if anything.</summary>
    private string? Escape(ref int at, char quote)
    {
        at++;
        if (at >= text.Length)
            return "escape sequence not terminated";
        var kind = text[at];
        if (kind == quote || kind is 'a' or 'b' or 'f' or 'n' or 'r' or 't' or 'v' or '\\')
            return null;
        var (digits, numberBase, most) = kind switch
        {
            >= '0' and <= '7' => (3, 8, 255u),
            'x' => (2, 16, 255u),
            'u' => (4, 16, 0x10ffffu),
            'U' => (8, 16, 0x10ffffu),
            _ => (0, 0, 0u),
        };
        if (digits == 0)
            return $"unknown escape sequence U+{(int)kind:X4} {GoText.QuoteRune(text, at)}";
        if (numberBase == 16)
            at++;
        uint value = 0;
        for (var i = 0; i < digits; i++)
        {
            if (at + i >= text.Length)
                return "escape sequence not terminated";
            var digit = HexDigits.Contains(text[at + i]) ? (uint)Convert.ToInt32(text[at + i].ToString(), 16) : 16;
            if (digit >= numberBase)
                return $"illegal character U+{(int)text[at + i]:X4} {GoText.QuoteRune(text, at + i)} in escape sequence";
            value = (value * (uint)numberBase) + digit;
        }
        at += digits - 1;
        return value > most || value is >= 0xd800 and < 0xe000 ? "escape sequence is an invalid Unicode code point" : null;
    }

    private void NumberOrDuration()
    {
        var number = NumberText.Length(text, _position);
        if (number > 0)
        {
            Emit(TokenKind.Number, number);
            return;
        }
        var duration = DurationText.Length(text, _position);
        if (duration > 0)
        {
            Emit(TokenKind.Duration, duration);
            return;
        }
        var end = _position;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_' or '.'))
            end++;
        Fail(_position, $"bad number or duration syntax: {GoText.Quote(text[_position..end])}");
    }
}
