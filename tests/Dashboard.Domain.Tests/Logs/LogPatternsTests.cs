using System.Text;
using Dashboard.Domain.Logs;

namespace Dashboard.Domain.Tests.Logs;

public class LogPatternsTests
{
    private const long Start = 1_800_000_000_000;

    private readonly LogPatterns _patterns = new(Start);

    [Fact]
    public void Lines_that_differ_in_words_with_digits_are_one_pattern()
    {
        Add("Interface xe-0/0/1 changed state to down", 3);
        Add("Interface xe-0/0/2 changed state to down", 5);
        Add("%LINK-3-UPDOWN: Interface xe-0/0/2 changed state to up", 5);
        Assert.Equal(["Interface <*> changed state to down", "%LINK-3-UPDOWN: Interface <*> changed state to up"], _patterns.Snapshot().Select(static p => p.Text));
        Assert.Equal([(2L, 3, "Interface xe-0/0/1 changed state to down"), (1L, 5, "%LINK-3-UPDOWN: Interface xe-0/0/2 changed state to up")], _patterns.Snapshot().Select(static p => (p.Count, p.Worst, p.Example)));
    }

    [Fact]
    public void A_place_that_has_had_many_words_is_one_that_differs()
    {
        foreach (var user in "anna bert carl dora emil fritz gina hans ida jan".Split(' '))
            Add($"login of {user} was refused", 4);
        Add("login of anna was accepted", 6);
        Assert.Equal(["login of <*> was refused", "login of anna was accepted"], _patterns.Snapshot().Select(static p => p.Text));
        Assert.Equal([10L, 1L], _patterns.Snapshot().Select(static p => p.Count));
        Add("login of anna was refused", 4);
        Assert.Equal(11, _patterns.Snapshot()[0].Count);
    }

    [Fact]
    public void Two_words_that_say_opposite_things_stay_two_patterns()
    {
        Add("connection accepted for u1", 6);
        Add("connection refused for u2", 6);
        Assert.Equal(2, _patterns.Snapshot().Count);
    }

    [Fact]
    public void Lines_are_counted_by_the_hour_for_two_days()
    {
        for (var hour = 0; hour < 60; hour += 10)
            Add("tick", 6, Start + (hour * 3_600_000L));
        var pattern = Assert.Single(_patterns.Snapshot());
        var now = Start + (50 * 3_600_000L);
        Assert.Equal((6L, Start, now), (pattern.Count, pattern.FirstSeen, pattern.LastSeen));
        Assert.Equal(LogPatterns.Hours, pattern.Hours.Count);
        Assert.Equal((1, 1), (pattern.Hours[^1], pattern.Hours[^11]));
        Assert.Equal(5, pattern.Hours.Sum());
        Assert.Equal(3, pattern.In(24, now));
        Assert.Equal(2, pattern.In(24, now + (5 * 3_600_000)));
        Assert.Equal(0, pattern.In(24, now + (100 * 3_600_000L)));
    }

    [Fact]
    public void What_was_kept_of_an_earlier_run_goes_on_counting()
    {
        for (var i = 0; i < 10; i++)
            Add($"user {(char)('a' + i)} logged in from 10.0.0.{i}", 6, Start + i);
        var again = new LogPatterns(Start);
        again.Restore(_patterns.Snapshot());
        again.Add("user zoe logged in from 10.9.9.9"u8, 6, Start + 3_600_000);
        var pattern = Assert.Single(again.Snapshot());
        Assert.Equal(("user <*> logged in from <*>", 11L, Start), (pattern.Text, pattern.Count, pattern.FirstSeen));
        Assert.Equal((10, 1), (pattern.Hours[^2], pattern.Hours[^1]));
    }

    [Fact]
    public void Lines_without_end_of_words_that_never_come_again_take_bounded_room()
    {
        var random = new Random(3);
        for (var i = 0; i < 50_000; i++)
            Add(string.Join(' ', Enumerable.Range(0, random.Next(1, 60)).Select(_ => new string((char)('a' + random.Next(26)), random.Next(1, 9)))), 6, Start + i);
        Assert.InRange(_patterns.Snapshot().Count, 1, LogPatterns.MaxPatterns);
        Assert.True(_patterns.Forgotten > 0);
        Assert.Equal(50_000, _patterns.Lines);
    }

    [Fact]
    public void The_same_lines_make_the_same_patterns()
    {
        var other = new LogPatterns(Start);
        var random = new Random(5);
        for (var i = 0; i < 20_000; i++)
        {
            var line = Encoding.UTF8.GetBytes($"{(char)('a' + random.Next(4))} {random.Next(9)} {(char)('a' + random.Next(26))} of {(char)('a' + random.Next(3))}");
            _patterns.Add(line, 6, Start);
            other.Add(line, 6, Start);
        }
        Assert.Equal(_patterns.Snapshot().Select(static p => (p.Text, p.Count)), other.Snapshot().Select(static p => (p.Text, p.Count)));
        Assert.Equal(20_000, _patterns.Snapshot().Sum(static p => p.Count));
    }

    private void Add(string line, int severity, long now = Start) => _patterns.Add(Encoding.UTF8.GetBytes(line), severity, now);
}
