using Dashboard.Domain.Dashboards;

namespace Dashboard.Domain.Tests.Dashboards;

public sealed class LineDiffTests
{
    [Fact]
    public void Texts_that_are_alike_have_no_difference() => Assert.Empty(LineDiff.Between("a\nb\n", "a\r\nb"));

    [Fact]
    public void A_changed_line_is_shown_with_three_lines_around_it()
    {
        var before = string.Join('\n', Enumerable.Range(1, 20));

        var difference = LineDiff.Between(before, before.Replace("\n10\n", "\nten\n"));

        Assert.Equal("⋯ 7 8 9 -10 +ten 11 12 13 ⋯", Shown(difference));
    }

    [Theory]
    [InlineData("", "a", "- +a")]
    [InlineData("a b c", "a c", "a -b c")]
    [InlineData("a c", "a b c", "a +b c")]
    [InlineData("a b c a b b a", "c b a b a c", "-a -b c +b a b -b a +c")]
    public void Lines_that_come_and_go_are_told_apart(string before, string after, string difference) =>
        Assert.Equal(difference, Shown(LineDiff.Between(before.Replace(' ', '\n'), after.Replace(' ', '\n'))));

    [Fact]
    public void Whatever_the_texts_are_the_difference_leads_from_one_to_the_other()
    {
        var random = new Random(7);
        for (var i = 0; i < 500; i++)
        {
            var (before, after) = (Text(), Text());
            var lines = LineDiff.Between(before, after);

            // No text is long enough to leave lines out.
            if (before != after)
            {
                Assert.Equal(before, string.Join('\n', lines.Where(l => l.Kind != DiffKind.Added).Select(l => l.Text)));
                Assert.Equal(after, string.Join('\n', lines.Where(l => l.Kind != DiffKind.Removed).Select(l => l.Text)));
            }
        }

        string Text() => string.Join('\n', Enumerable.Range(0, random.Next(1, 5)).Select(_ => (char)('a' + random.Next(3))));
    }

    [Fact]
    public void Texts_that_share_nothing_are_told_as_one_replacement()
    {
        var difference = LineDiff.Between(string.Join('\n', Enumerable.Range(0, 3000)), string.Join('\n', Enumerable.Range(5000, 3000)));

        Assert.Equal((3000, 3000), (difference.Count(l => l.Kind == DiffKind.Removed), difference.Count(l => l.Kind == DiffKind.Added)));
    }

    private static string Shown(IReadOnlyList<DiffLine> lines) => string.Join(' ', lines.Select(l => l.Kind switch
    {
        DiffKind.Added => "+" + l.Text,
        DiffKind.Removed => "-" + l.Text,
        DiffKind.Gap => "⋯",
        _ => l.Text,
    }));
}
