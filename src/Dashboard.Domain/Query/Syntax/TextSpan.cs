using System.Text;

namespace Dashboard.Domain.Query.Syntax;

/// <summary>A stretch of an expression's text, in characters; <paramref name="End"/> is the first one after it.</summary>
public readonly record struct TextSpan(int Start, int End)
{
    public static TextSpan Cover(TextSpan first, TextSpan last) => new(first.Start, last.End);

    /// <summary>Where it starts as <c>line:column</c>, both from 1, the column in bytes of UTF-8 as Prometheus counts.</summary>
    public string LineAndColumn(string text)
    {
        var before = text.AsSpan(0, Math.Clamp(Start, 0, text.Length));
        var line = before.Count('\n') + 1;
        var column = Encoding.UTF8.GetByteCount(before[(before.LastIndexOf('\n') + 1)..]) + 1;
        return $"{line}:{column}";
    }
}
