using System.Collections.Immutable;
using System.Text;

namespace Dashboard.Domain.Logs;

/// <summary>Reads the text of a search, character by character, and says of what it does not understand where that stands.</summary>
internal sealed class LogQueryReader
{
    private static readonly (string Name, LogField Field)[] Fields =
    [
        ("host", LogField.Host), ("app", LogField.App), ("facility", LogField.Facility), ("sender", LogField.Sender), ("service", LogField.Service),
        ("id", LogField.Id), ("trace", LogField.Trace), ("severity", LogField.Severity),
    ];

    private readonly ImmutableArray<LogTerm>.Builder _terms = ImmutableArray.CreateBuilder<LogTerm>(); // bound: LogQuery.MaxTerms
    private readonly List<string> _problems = []; // bound: the text's length
    private readonly string _text;
    private int _at;

    private LogQueryReader(string text) => _text = text;

    public static LogQuery Read(string text, out IReadOnlyList<string> problems)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > LogQuery.MaxLength)
        {
            problems = [$"The search has {text.Length:N0} characters; {LogQuery.MaxLength:N0} are allowed."];
            return LogQuery.All;
        }
        var reader = new LogQueryReader(text);
        reader.Read();
        problems = reader._problems;
        return new LogQuery(reader._terms.ToImmutable());
    }

    public static string NameOf(LogField field) => Fields.First(f => f.Field == field).Name;

    /// <summary>Whether a text is read as text when it stands without quotation marks.</summary>
    public static bool IsPlain(string value) => !value.StartsWith('-') && !TryField(value, out _, out _);

    private void Read()
    {
        while (true)
        {
            while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
                _at++;
            if (_at == _text.Length)
                return;
            if (_terms.Count == LogQuery.MaxTerms)
            {
                _problems.Add($"The search has more than {LogQuery.MaxTerms} terms; the first too many is at character {_at + 1}.");
                return;
            }
            ReadTerm();
        }
    }

    private void ReadTerm()
    {
        var start = _at + 1;
        var isExcluded = _text[_at] == '-';
        if (isExcluded && (++_at == _text.Length || char.IsWhiteSpace(_text[_at])))
        {
            _problems.Add($"The minus at character {start} has nothing after it: write it right before what lines are not to have.");
            return;
        }
        var field = LogField.Text;
        var isRange = false;
        if (TryField(_text.AsSpan(_at), out var named, out var length))
        {
            (field, isRange) = (named, _text[_at + length - 1] != ':');
            _at += isRange ? length - 1 : length;
        }
        var valueAt = _at + 1;
        if (!TryValue(isRange, out var value, out var isPrefix))
            return;
        if (Complaint(field, value, isPrefix, isRange) is { } complaint)
        {
            _problems.Add($"'{Shown(value)}' at character {valueAt} {complaint}.");
            return;
        }
        if (field == LogField.Severity)
            value = LogSeverities.Write(value);
        else if (field == LogField.Trace)
            value = value.ToLowerInvariant();
        _terms.Add(new LogTerm(field, value, isExcluded, isPrefix, start));
    }

    // What follows is a value in quotation marks, or all up to the next space.
    private bool TryValue(bool isRange, out string value, out bool isPrefix)
    {
        isPrefix = false;
        if (_at < _text.Length && _text[_at] == '"' && !isRange)
        {
            var end = _text.IndexOf('"', _at + 1);
            if (end < 0)
            {
                _problems.Add($"The quotation mark at character {_at + 1} has no other that closes it.");
                _at = _text.Length;
                value = "";
                return false;
            }
            value = _text[(_at + 1)..end];
            _at = end + 1;
        }
        else
        {
            var piece = new StringBuilder();
            while (_at < _text.Length && !char.IsWhiteSpace(_text[_at]) && _text[_at] is not ('*' or '"'))
                piece.Append(_text[_at++]);
            value = piece.ToString();
        }
        if (_at < _text.Length && _text[_at] == '*')
        {
            isPrefix = true;
            _at++;
            if (_at < _text.Length && !char.IsWhiteSpace(_text[_at]))
            {
                _problems.Add($"The asterisk at character {_at} has something after it: it stands for an end, and only there.");
                while (_at < _text.Length && !char.IsWhiteSpace(_text[_at]))
                    _at++;
                return false;
            }
        }
        return true;
    }

    private static string? Complaint(LogField field, string value, bool isPrefix, bool isRange) => field switch
    {
        LogField.Text when !LogWords.HasWord(Encoding.UTF8.GetBytes(value)) => "has no letter and no digit to look for",
        LogField.Severity when isPrefix || !LogSeverities.TryRead(value, out _) =>
            $"is no severity: write severity{(isRange ? "" : ":")}{(isRange ? ">=" : "")} and one of {string.Join(", ", LogSeverities.Keywords)}",
        LogField.Trace when isPrefix || value.Length != 32 || !value.All(char.IsAsciiHexDigit) => "is no trace: write its 32 hexadecimal digits",
        not LogField.Text when value.Length == 0 => $"is nothing: write what '{NameOf(field)}' is to be right after the colon",
        _ => null,
    };

    // A word and a colon that are no field are text, as every address of IPv6 is.
    private static bool TryField(ReadOnlySpan<char> text, out LogField field, out int length)
    {
        foreach (var (name, known) in Fields)
        {
            if (text.Length > name.Length && text.StartsWith(name, StringComparison.OrdinalIgnoreCase) && (text[name.Length] == ':' || (known == LogField.Severity && text[name.Length] is '>' or '<')))
            {
                (field, length) = (known, name.Length + 1);
                return true;
            }
        }
        (field, length) = (default, 0);
        return false;
    }

    private static string Shown(string text) => text.Length > 40 ? text[..40] + "…" : text;
}
