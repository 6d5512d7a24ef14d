namespace Dashboard.Domain.Dashboards;

/// <summary>
/// What differs between two texts, line by line, with three lines around each difference: the shortest edit script by
/// E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986. Texts that differ in more lines than
/// <see cref="MostEdits"/> are told as one replacement of all that is not alike at both ends.
/// </summary>
public static class LineDiff
{
    /// <summary>Lines around a difference that are alike and shown.</summary>
    public const int Context = 3;

    /// <summary>Lines added and removed up to which the shortest script is sought; its cost grows with their square.</summary>
    public const int MostEdits = 1000;

    /// <summary>The lines that differ, with those around them; empty where the texts are alike.</summary>
    public static IReadOnlyList<DiffLine> Between(string before, string after)
    {
        var (a, b) = (Lines(before), Lines(after));
        var start = 0;
        while (start < a.Length && start < b.Length && a[start] == b[start])
            start++;
        var end = 0;
        while (end < a.Length - start && end < b.Length - start && a[^(end + 1)] == b[^(end + 1)])
            end++;
        if (start == a.Length && start == b.Length)
            return [];
        List<DiffLine> lines =
        [
            .. a[..start].Select(static t => new DiffLine(DiffKind.Same, t)),
            .. Middle(a[start..^end], b[start..^end]),
            .. a[^end..].Select(static t => new DiffLine(DiffKind.Same, t)),
        ];
        return Shortened(lines);
    }

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    private static IEnumerable<DiffLine> Middle(string[] a, string[] b) => Script(a, b) ??
        [.. a.Select(static t => new DiffLine(DiffKind.Removed, t)), .. b.Select(static t => new DiffLine(DiffKind.Added, t))];

    // The furthest place reached on each diagonal, remembered for each number of edits; null where there are too many.
    private static List<DiffLine>? Script(string[] a, string[] b)
    {
        var most = Math.Min(a.Length + b.Length, MostEdits);
        var reached = new int[(2 * most) + 3];
        var trace = new List<int[]>(); // bound: MostEdits, the n-th of 2n + 1 places
        for (var edits = 0; edits <= most; edits++)
        {
            for (var k = -edits; k <= edits; k += 2)
            {
                var down = k == -edits || (k != edits && reached[most + k] < reached[most + k + 2]);
                var x = down ? reached[most + k + 2] : reached[most + k] + 1;
                var y = x - k;
                while (x < a.Length && y < b.Length && a[x] == b[y])
                    (x, y) = (x + 1, y + 1);
                reached[most + k + 1] = x;
                if (x >= a.Length && y >= b.Length)
                    return Back(a, b, trace, edits, k);
            }
            trace.Add(reached[(most - edits + 1)..(most + edits + 2)]);
        }
        return null;
    }

    private static List<DiffLine> Back(string[] a, string[] b, List<int[]> trace, int edits, int k)
    {
        var lines = new List<DiffLine>(); // bound: lines of both texts
        var (x, y) = (a.Length, b.Length);
        for (var d = edits; d > 0; d--)
        {
            // Diagonals of d - 1 edits run from -(d - 1) to d - 1.
            var before = trace[d - 1];
            int Reached(int diagonal) => diagonal < -(d - 1) || diagonal > d - 1 ? -1 : before[diagonal + d - 1];
            var down = k == -d || (k != d && Reached(k - 1) < Reached(k + 1));
            k = down ? k + 1 : k - 1;
            var (fromX, fromY) = (Reached(k), Reached(k) - k);
            var (edgeX, edgeY) = down ? (fromX, fromY + 1) : (fromX + 1, fromY);
            for (; x > edgeX && y > edgeY; x--, y--)
                lines.Add(new(DiffKind.Same, a[x - 1]));
            lines.Add(down ? new(DiffKind.Added, b[edgeY - 1]) : new(DiffKind.Removed, a[edgeX - 1]));
            (x, y) = (fromX, fromY);
        }
        for (; x > 0; x--)
            lines.Add(new(DiffKind.Same, a[x - 1]));
        lines.Reverse();
        return lines;
    }

    private static List<DiffLine> Shortened(List<DiffLine> lines)
    {
        var near = new bool[lines.Count];
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Kind != DiffKind.Same)
                Array.Fill(near, true, Math.Max(0, i - Context), Math.Min(lines.Count, i + Context + 1) - Math.Max(0, i - Context));
        }
        var shown = new List<DiffLine>(); // bound: lines
        for (var i = 0; i < lines.Count; i++)
        {
            if (near[i])
                shown.Add(lines[i]);
            else if (i == 0 || near[i - 1])
                shown.Add(new(DiffKind.Gap, ""));
        }
        return shown;
    }
}

/// <summary>A line of a difference.</summary>
/// <param name="Kind">Where it is found.</param>
/// <param name="Text">The line; empty for a gap.</param>
public readonly record struct DiffLine(DiffKind Kind, string Text);

/// <summary>Where a line of a difference is found.</summary>
public enum DiffKind
{
    /// <summary>In both texts.</summary>
    Same,

    /// <summary>In the later text only.</summary>
    Added,

    /// <summary>In the earlier text only.</summary>
    Removed,

    /// <summary>Stands for lines of both texts that are left out.</summary>
    Gap,
}
