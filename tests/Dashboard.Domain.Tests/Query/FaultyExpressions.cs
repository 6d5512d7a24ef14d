namespace Dashboard.Domain.Tests.Query;

/// <summary>Texts that are not PromQL.</summary>
internal static class FaultyExpressions
{
    /// <summary>Those whose faults every version of Prometheus words alike.</summary>
    public static readonly string[] Everywhere =
    [
        "", "   ", "# only a comment", "1 +", "1 + )", "(1 + 2", "1 + 2)", "((1)", "foo bar", "foo{", "foo{a", "foo{a=", "foo{a=b}", "foo{a=\"b\"", "foo{a=\"b\" c=\"d\"}", "foo{=\"b\"}",
        "foo{a=~\"b\",,}", "foo{a!b}", "foo{a>\"b\"}", "{}", "{a=\"\"}", "{a=~\".*\"}", "foo{__name__=\"bar\"}", "foo[5m", "foo[5m:1m", "foo[5m:1m:1m]", "(foo)[5m]", "1[5m]",
        "foo[5m][5m]", "foo offset 5m[5m]", "foo @ 5 [5m]", "foo offset 5m offset 6m", "foo @ 5 @ 6", "1 offset 5m", "(foo) @ 5", "sum(foo) offset 1m", "foo @ bar",
        "foo @ Inf", "sum(", "sum()", "sum(1)", "sum(foo, bar)", "sum(foo bar)", "sum by (foo", "sum by foo (bar)", "sum(foo) by", "sum(foo) by (a b)", "topk(foo)", "topk(foo, bar)",
        "quantile(\"a\", foo)", "count_values(1, foo)", "count_values(foo, bar)", "nofunction(foo)", "rate(foo)", "rate(foo[5m], 1)", "rate()", "abs(foo[5m])", "abs(\"a\")", "abs(1)", "time(1)", "round(foo, 1, 2)", "round()",
        "label_join(foo)", "label_replace(foo, \"a\", \"b\", \"c\")", "vector(foo)", "scalar(1)", "rate(foo[5m],)", "1 == 2", "1 > foo[5m]", "\"a\" + 1", "foo + \"a\"", "1 and 2", "foo and 1", "1 or foo", "foo unless 1", "foo + bool bar", "foo and bool bar",
        "foo + on(a) 1", "1 + ignoring(a) foo", "foo and on(a) group_left() bar", "foo + on(a) group_left(a) bar", "foo + group_left bar", "foo + on bar", "foo + on(a,,b) bar", "-\"a\"", "-foo[5m]", "+(foo[5m])", "\"a\"[5m:1m]", "foo[5m][5m:1m]",
        "1[5m:1m]", "\"abc", "'abc", "`abc", "\"\\q\"", "\"\\xZZ\"", "\"\\u12\"", "\"\\ud800\"", "\"a\nb\"", "5 5", "5 foo", "foo 5", "foo \"a\"", "1 ! 2", "1 =~ 2", "1 = 2", "foo ] 1", "foo } 1", "foo $ 1", "a{b=\"c\"}{d=\"e\"}",
        "foo{a=\"b\"}[5m] + 1", "foo[5m] > foo[5m]", "3 * sum by (a) (foo[5m])", "sum(sum(foo) by (a) b)", "min_over_time(foo)", "histogram_quantile(foo, 1)", "\n\n1 +\n  )", "foo{a=\"b\"} and\n  bar[5m]", "bool", "on", "ignoring", "group_left", "by()", "offset(5)",
        "atan2", "foo atan2", "1 % ", "1 ^", "! foo", "foo !", "foo{!}", "foo{a!~}", "-", "+", "- -", "sum without", "sum without(", "start()", "1 + start()", "foo @ start", "foo @ end(", "days_in_month(1)", "5m5",
        "absent(1)", "clamp(foo, 1)", "clamp(1, 2, 3)", "é", "foo{é=\"a\"}", "\"é\" + é", "µ + 1", "sum(é)",
    ];
}
