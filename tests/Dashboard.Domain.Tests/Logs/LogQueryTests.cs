using System.Text;
using Dashboard.Domain.Logs;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tests.Logs;

public class LogQueryTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";

    [Theory]
    [InlineData("link down", "link down")]
    [InlineData("  \"link down\"  -flap xe-0/0/1* ", "\"link down\" -flap xe-0/0/1*")]
    [InlineData("host:rtr1 HOST:rtr* -app:sshd", "host:rtr1 host:rtr* -app:sshd")]
    [InlineData("severity>=Warn -severity:error severity<=informational", "severity>=warning -severity:err severity<=info")]
    [InlineData("trace:0AF7651916CD43DD8448EB211C80319C", "trace:" + Trace)]
    [InlineData("fe80::1 10.0.0.1:443 -\"host:x\"", "fe80::1 10.0.0.1:443 -\"host:x\"")]
    [InlineData("service:\"check out\" \"10 %\"*", "service:\"check out\" \"10 %\"*")]
    [InlineData("", "")]
    public void A_search_is_read_and_written_so_that_it_is_read_the_same_again(string text, string expected)
    {
        var query = LogQuery.Parse(text, out var problems);
        Assert.Empty(problems);
        Assert.Equal(expected, query.ToString());
        Assert.Equal(query, LogQuery.Parse(expected, out _));
    }

    [Theory]
    [InlineData("down \"link", "The quotation mark at character 6 has no other that closes it.")]
    [InlineData("down - link", "The minus at character 6 has nothing after it: write it right before what lines are not to have.")]
    [InlineData("host:", "'' at character 6 is nothing: write what 'host' is to be right after the colon.")]
    [InlineData("down -> up", "'>' at character 7 has no letter and no digit to look for.")]
    [InlineData("severity>=bad", "'>=bad' at character 9 is no severity: write severity>= and one of emerg, alert, crit, err, warning, notice, info, debug.")]
    [InlineData("severity:4", "'4' at character 10 is no severity: write severity: and one of emerg,")]
    [InlineData("trace:12ab", "'12ab' at character 7 is no trace: write its 32 hexadecimal digits.")]
    [InlineData("in*terface", "The asterisk at character 3 has something after it: it stands for an end, and only there.")]
    public void What_is_not_understood_is_told_in_a_sentence_that_says_where(string text, string expected)
    {
        LogQuery.Parse(text, out var problems);
        Assert.StartsWith(expected, Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_search_that_is_too_long_or_has_too_many_terms_is_refused()
    {
        LogQuery.Parse(new string('a', LogQuery.MaxLength + 1), out var problems);
        Assert.Equal("The search has 1,001 characters; 1,000 are allowed.", Assert.Single(problems));
        var query = LogQuery.Parse(string.Join(' ', Enumerable.Repeat("a", LogQuery.MaxTerms + 1)), out problems);
        Assert.Equal("The search has more than 32 terms; the first too many is at character 65.", Assert.Single(problems));
        Assert.Equal(LogQuery.MaxTerms, query.Terms.Length);
    }

    [Theory]
    [InlineData("updown", true)]
    [InlineData("UPDOWN gigabitethernet0/0/1", true)]
    [InlineData("down", false)]
    [InlineData("\"changed state to down\"", false)]
    [InlineData("\"changed state to up\"", true)]
    [InlineData("%LINK-3-UPDOWN", true)]
    [InlineData("LINK-3", true)]
    [InlineData("link-3-up*", true)]
    [InlineData("ethernet0/0/1", false)]
    [InlineData("giga*", true)]
    [InlineData("10.0.0.1", false)]
    [InlineData("10.0.0.17", true)]
    [InlineData("0.0.17", true)]
    [InlineData("updown -up", false)]
    [InlineData("updown -upd", true)]
    [InlineData("Schnittstelle", false)]
    public void Words_are_whole_words_in_either_case(string text, bool expected)
    {
        var matcher = new LogMatcher(LogQuery.Parse(text, out _));
        Assert.Equal(expected, matcher.MatchesText("%link-3-updown: interface gigabitethernet0/0/1, changed state to up (10.0.0.17)"u8));
    }

    [Fact]
    public void Fields_are_alternatives_where_one_is_given_twice_and_exclude_where_there_is_a_minus()
    {
        var matcher = new LogMatcher(LogQuery.Parse("host:RTR1 host:sw* -app:cron severity>=err", out _));
        Assert.True(matcher.MatchesOrigin(Origin("rtr1", "bgpd")));
        Assert.True(matcher.MatchesOrigin(Origin("sw7", "")));
        Assert.False(matcher.MatchesOrigin(Origin("rtr1", "cron")));
        Assert.False(matcher.MatchesOrigin(Origin("rtr12", "bgpd")));
        Assert.Equal(0b1111, matcher.Severities);
        Assert.True(matcher.MatchesSeverity(LogSeverity.FromSyslog(3)));
        Assert.False(matcher.MatchesSeverity(LogSeverity.FromSyslog(4)));
    }

    [Fact]
    public void A_trace_and_a_kind_are_held_against_what_a_line_says_of_them()
    {
        var matcher = new LogMatcher(LogQuery.Parse($"trace:{Trace} id:LINK-3*", out _));
        var octets = new byte[16];
        Assert.True(TraceId.TryParse(Trace, out var trace));
        trace.CopyTo(octets);
        Assert.True(matcher.MatchesTrace(octets));
        Assert.False(matcher.MatchesTrace([]));
        Assert.True(matcher.MatchesId("link-3-updown"u8));
        Assert.False(matcher.MatchesId("a-link-3"u8));
    }

    [Theory]
    [InlineData("%SEC-6-IPACCESSLOGP:", "sec 6 sec_6 ipaccesslogp 6_ipaccesslogp")]
    [InlineData("xe-0/0/1 -- up", "xe 0 xe_0 0 0_0 1 0_1 up")]
    [InlineData("größe a.b", "größe a b a_b")]
    [InlineData("...", "")]
    public void A_text_has_words_and_joined_pairs_of_words(string text, string expected)
    {
        var found = new List<string>();
        var terms = LogWords.Read(Encoding.UTF8.GetBytes(text), new byte[LogWords.ScratchLength]);
        while (terms.MoveNext())
            found.Add(Encoding.UTF8.GetString(terms.Current));
        Assert.Equal(expected, string.Join(' ', found));
    }

    [Fact]
    public void The_index_has_all_terms_of_a_search_in_every_line_that_the_search_wants()
    {
        var random = new Random(7);
        var pieces = "a B 10 .-:/_@ \" * % é x1 , ( link 0123456789012345678901234567890123456789012345678901234567890123456789 \t"u8.ToArray();
        for (var round = 0; round < 20_000; round++)
        {
            var line = Some(random, pieces, 60);
            var start = random.Next(line.Length);
            var query = new LogQuery([new LogTerm(LogField.Text, line.Substring(start, random.Next(1, line.Length - start + 1)), IsPrefix: random.Next(2) == 0)]);
            var matcher = new LogMatcher(query);
            var lowered = Encoding.UTF8.GetBytes(line.ToLowerInvariant());
            if (!matcher.MatchesText(lowered))
                continue;
            var there = new HashSet<string>();
            var terms = LogWords.Read(lowered, new byte[LogWords.ScratchLength]);
            while (terms.MoveNext())
                there.Add(Convert.ToHexString(terms.Current));
            foreach (var (term, isPrefix) in matcher.Terms())
                Assert.True(isPrefix ? there.Any(t => t.StartsWith(Convert.ToHexString(term))) : there.Contains(Convert.ToHexString(term)), $"'{query}' in '{line}'");
        }
    }

    [Fact]
    [Trait("Kind", "fuzz")]
    public async Task No_text_makes_reading_fail_and_what_was_read_is_written_so_that_it_reads_the_same()
    {
        byte[][] seeds = ["\"link down\" -flap host:rtr* severity>=warning trace:0af7651916cd43dd8448eb211c80319c id:A-1 10.0.0.1:443"u8.ToArray(), "app:x* -service:\"a b\" é"u8.ToArray()];
        await Fuzz.Run(seeds, "\"*-:<>= \thostseverity"u8.ToArray(), (input, _) =>
        {
            var query = LogQuery.Parse(Encoding.UTF8.GetString(input), out var problems);
            var matcher = new LogMatcher(query);
            matcher.MatchesText(input);
            matcher.MatchesOrigin(Origin("a", "b"));
            Assert.NotNull(matcher.Terms().ToList());
            var again = LogQuery.Parse(query.ToString(), out var second);
            Assert.True(again.Equals(query) && (second.Count == 0 || query.ToString().Length > LogQuery.MaxLength), $"'{query}' reads as '{again}': {string.Join(' ', second)}");
            Assert.All(problems, static p => Assert.EndsWith(".", p));
            return Task.CompletedTask;
        }, fixedInputs: 10_000);
    }

    private static Labels Origin(string host, string app) => Labels.From(new Label("host", host), new Label("app", app));

    private static string Some(Random random, byte[] pieces, int length)
    {
        var text = Encoding.UTF8.GetString(pieces);
        return string.Concat(Enumerable.Range(0, random.Next(1, length)).Select(_ => text[random.Next(text.Length)]));
    }
}
