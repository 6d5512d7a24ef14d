using System.Text;

namespace Dashboard.Domain.Logs;

/// <summary>One term of a search.</summary>
/// <param name="Field">What it is about.</param>
/// <param name="Value">What that is to be; of severities with <c>&gt;=</c> or <c>&lt;=</c> before it where others are meant too.</param>
/// <param name="IsExcluded">Whether lines that are so are not wanted.</param>
/// <param name="IsPrefix">Whether it suffices that it begins so.</param>
/// <param name="At">Where it stands in its text, counted from 1; 0 where it was not read from one.</param>
public sealed record LogTerm(LogField Field, string Value, bool IsExcluded = false, bool IsPrefix = false, int At = 0)
{
    /// <summary>The term as it is written, from which the same is read again.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(IsExcluded ? "-" : "");
        if (Field == LogField.Severity)
            return text.Append(Value.StartsWith('>') || Value.StartsWith('<') ? "severity" : "severity:").Append(Value).ToString();
        if (Field != LogField.Text)
            text.Append(LogQueryReader.NameOf(Field)).Append(':');
        // A quotation mark cannot be written; what begins as what stands before it is next to it.
        if (Value.IndexOf('"', StringComparison.Ordinal) is var mark and >= 0)
            return text.Append('"').Append(Value, 0, mark).Append("\"*").ToString();
        var plain = Value.Length > 0 && !Value.Any(static c => char.IsWhiteSpace(c) || c == '*') && (Field != LogField.Text || LogQueryReader.IsPlain(Value));
        text.Append(plain ? Value : $"\"{Value}\"");
        return text.Append(IsPrefix ? "*" : "").ToString();
    }
}
