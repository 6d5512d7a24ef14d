using System.Globalization;

namespace Dashboard.Domain.Tests.Query;

/// <summary>What a generated expression may contain.</summary>
/// <param name="Extremes">Whether <c>topk</c> and <c>bottomk</c> may be asked for below the root, where ties are decided by chance.</param>
/// <param name="StartAndEnd">Whether <c>@ start()</c> and <c>@ end()</c> may occur: they mean something else at each instant than over a range.</param>
/// <param name="Newer">Whether what came with Prometheus 3 may occur.</param>
internal sealed record GeneratedFeatures(bool Extremes, bool StartAndEnd, bool Newer);

/// <summary>
/// Makes well-typed expressions over <see cref="GeneratedNetwork"/>. Times within an expression are such that neither a
/// sample nor a subquery's step falls on the edge of a window, where versions of Prometheus differ.
/// </summary>
internal sealed class ExpressionGenerator(Random random, GeneratedFeatures features)
{
    private static readonly string[] Selectors =
    [
        "http_requests_total", "http_requests_total{job=\"api\"}", "http_requests_total{code=~\"5..\"}", "http_requests_total{code!~\"2..\",instance=\"i1\"}",
        "temperature", "temperature{site!=\"north\"}", "{__name__=\"temperature\",site=\"south\"}", "build_info", "latency_seconds_bucket", "odd_values", "sparse_gauge", "capacity",
        "link_rx_total", "link_tx_total", "nothing_here",
    ];

    private static readonly string[] Elements =
    [
        "abs", "ceil", "floor", "exp", "ln", "log2", "log10", "sqrt", "sgn", "round", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh",
        "deg", "rad", "timestamp",
    ];

    private static readonly string[] Dates = ["hour", "minute", "month", "year", "day_of_week", "day_of_month", "day_of_year", "days_in_month"];

    private static readonly string[] Exact = ["http_requests_total{job=\"web\"}", "temperature", "capacity", "sparse_gauge", "-temperature", "vector(time())"];

    /// <summary>Vectors of finite numbers.</summary>
    private static readonly string[] Finite =
    [
        "http_requests_total", "temperature", "capacity", "rate(http_requests_total[2m])", "abs(temperature)", "avg_over_time(temperature[5m])", "latency_seconds_bucket", "sparse_gauge", "build_info * 1e3",
    ];

    private static readonly string[] RangeFunctions =
    [
        "rate", "increase", "delta", "irate", "idelta", "deriv", "changes", "resets", "avg_over_time", "sum_over_time", "min_over_time", "max_over_time", "count_over_time",
        "stddev_over_time", "stdvar_over_time", "last_over_time", "present_over_time", "absent_over_time",
    ];

    private static readonly string[] Aggregations = ["sum", "avg", "min", "max", "count", "group"];

    private static readonly string[] Groupings = ["", " by (job) ", " by (instance, code) ", " by () ", " without (instance) ", " without (le, site) ", " by (site) "];

    private int _inSubquery;

    public string Root() => random.Next(12) switch
    {
        0 => $"{Pick(features.Newer ? ["topk", "bottomk", "limitk"] : ["topk", "bottomk"])}{Pick(Groupings)}({random.Next(4)}, {Vector(2)})",
        1 => Scalar(3),
        2 => $"{Pick(["sort", "sort_desc"])}({Vector(2)})",
        _ => Vector(4),
    };

    public string Vector(int depth)
    {
        if (depth <= 0)
            return Selector();
        switch (random.Next(20))
        {
            case 0 or 1:
                return Selector();
            case 2 or 3 or 4 or 5:
                return RangeCall(depth);
            case 6 or 7 or 8:
                return $"{Pick(Aggregations)}{Pick(Groupings)}({Vector(depth - 1)})";
            case 9:
                return $"quantile{Pick(Groupings)}({Pick(["0", "0.5", "0.9", "1", "-1", "2"])}, {Vector(depth - 1)})";
            case 10:
                return random.Next(4) switch
                {
                    // An infinity's or NaN's deviation has changed in version 3, and its date is anything.
                    0 => $"{Pick(Dates)}({Pick(["timestamp(", "400 * ("])}{Pick(Exact)}))",
                    1 => $"{Pick(["stddev", "stdvar"])}{Pick(Groupings)}({Pick(Finite)})",
                    _ => $"{Pick(Elements)}({Vector(depth - 1)})",
                };
            case 11:
                // A remainder blows rounding up, so only exact numbers are divided.
                return random.Next(6) == 0
                    ? $"+(abs({Pick(Exact)} {Pick(["%", "atan2", "^"])} {Pick(["7", "2", "0.25", "-3"])}))"
                    : $"{Vector(depth - 1)} {Pick(["+", "-", "*", "/", "> bool", "<= bool", ">", "<", "!=", "=="])} {ScalarTerm()}";
            case 12:
                return $"{ScalarTerm()} {Pick(["+", "-", "*", "/", ">= bool", "<", ">="])} {Term(depth - 1)}";
            case 13:
                return Matched(depth);
            case 14:
                return $"{Term(depth - 1)} {Pick(["and", "or", "unless"])} {Pick(["", "on (job) ", "on (instance, job) ", "ignoring (code) ", "on () "])}{Term(depth - 1)}";
            case 15:
                return Pick(
                [
                    $"clamp({Vector(depth - 1)}, {Scalar(1)}, {Scalar(1)})", $"clamp_min({Vector(depth - 1)}, {Scalar(1)})", $"clamp_max({Vector(depth - 1)}, {Scalar(1)})",
                    $"round({Vector(depth - 1)}, {Pick(["5", "0.25", "0.1", "100"])})", $"absent({Vector(depth - 1)})", $"vector({Scalar(depth - 1)})", $"-{Term(depth - 1)}", $"hour()", "day_of_year()",
                ]);
            case 16:
                return $"histogram_quantile({Pick(["0.5", "0.95", "0", "1", "0.99"])}, {Pick(["latency_seconds_bucket", "rate(latency_seconds_bucket[4m])", "sum by (le) (rate(latency_seconds_bucket[5m]))", "sum by (le, job) (latency_seconds_bucket)", "http_requests_total"])})";
            case 17:
                return Pick(
                [
                    $"label_replace({Vector(depth - 1)}, \"{Pick(["job", "fresh", "instance"])}\", \"{Pick(["$1-x", "x", "", "${1}", "$2"])}\", \"{Pick(["job", "instance", "none"])}\", \"{Pick(["(.*)", "(a)(.*)", "i(\\\\d)", "z.*"])}\")",
                    $"label_join({Vector(depth - 1)}, \"{Pick(["joined", "job"])}\", \"{Pick(["-", ""])}\", \"instance\", \"{Pick(["code", "site"])}\")",
                ]);
            case 18:
                return $"count_values{Pick(Groupings)}(\"{Pick(["value", "job"])}\", {Pick(["build_info", "round(temperature, 5)", "changes(temperature[3m])", "capacity", "odd_values"])})";
            default:
                return features.Extremes ? $"{Pick(["topk", "bottomk"])}{Pick(Groupings)}({Scalar(1)}, {Vector(depth - 1)})" : $"({Vector(depth - 1)})";
        }
    }

    private string Scalar(int depth)
    {
        if (depth <= 0)
            return Number();
        return random.Next(8) switch
        {
            0 => $"scalar({Vector(depth - 1)})",
            1 => $"{Number()} {Pick(["+", "-", "*", "/", "%", "== bool", "< bool", "atan2"])} {Number()}",
            2 => "time()",
            3 => $"({Scalar(depth - 1)} {Pick(["+", "-", "*"])} {Scalar(depth - 1)})",
            4 => "pi()",
            _ => Number(),
        };
    }

    private string ScalarTerm() => random.Next(3) == 0 ? $"({Scalar(2)})" : Number();

    private string Term(int depth) => random.Next(3) == 0 ? Selector() : $"({Vector(depth)})";

    private string Number() => Pick(["0", "1", "2", "0.5", "-3", "10", "1e3", "0x1F", "100", "7"]);

    private string Selector() => Pick(Selectors) + Shift();

    private string Shift() => random.Next(12) switch
    {
        0 => $" offset {random.Next(1, 30) * 10}s",
        1 => $" offset -{random.Next(1, 10) * 10}s",
        2 => $" @ {At()}",
        3 when features.StartAndEnd => Pick([" @ start()", " @ end()", " @ end() offset 50s"]),
        _ => "",
    };

    private static string Seconds(double seconds) => seconds.ToString(CultureInfo.InvariantCulture);

    private string At() => Seconds((GeneratedNetwork.Start / 1000) + (random.Next(60, 600) * 10) + 7);

    private string RangeCall(int depth)
    {
        switch (random.Next(14))
        {
            case 0:
                return $"quantile_over_time({Pick(["0", "0.3", "0.9", "1"])}, {Range(depth)})";
            case 1:
                return $"predict_linear({Range(depth, mayBeFixed: false)}, {Pick(["60", "3600", "-30"])})";
            case 2:
                return $"double_exponential_smoothing({Range(depth)}, 0.{random.Next(1, 10)}, 0.{random.Next(1, 10)})";
            default:
                return $"{Pick(RangeFunctions)}({Range(depth)})";
        }
    }

    private string Range(int depth, bool mayBeFixed = true)
    {
        var range = Pick(["1m", "90s", "2m", "5m", "3m20s", "10m", "20s"]);
        // Before version 3, predict_linear over a fixed range slid it all the same.
        if (!mayBeFixed)
            return $"{Pick(Selectors)}[{range}]{Pick(["", " offset 40s"])}";
        if (depth <= 1 || _inSubquery > 1 || random.Next(6) != 0)
            return $"{Pick(Selectors)}[{range}]{Shift()}";
        _inSubquery++;
        var inner = random.Next(2) == 0 ? Selector() : $"({Vector(depth - 2)})";
        _inSubquery--;
        // Steps inside of a subquery lie on round times, so a subquery in one must look back from elsewhere.
        var offset = _inSubquery > 0 ? $" offset {Pick(["7s", "13s"])}" : Pick(["", "", " offset 1m", $" @ {At()}"]);
        return $"{inner}[{Pick(["2m", "5m", "10m"])}:{Pick(["10s", "30s", "1m", ""])}]{offset}";
    }

    private string Matched(int depth)
    {
        var op = Pick(["+", "-", "*", "/", "> bool", "<", "=="]);
        return random.Next(6) switch
        {
            0 => $"link_rx_total {op} link_tx_total",
            1 => $"rate(link_rx_total[2m]) {op} ignoring (dir) rate(link_tx_total[2m])",
            2 => $"http_requests_total {op} on (instance, job) group_left (version) build_info",
            3 => $"build_info {op} on (instance, job) group_right {Pick(["", "(version)"])} http_requests_total".Replace("group_right  ", "group_right () ", StringComparison.Ordinal),
            4 => $"{Pick(["sum", "avg"])} by (job) ({Vector(depth - 1)}) {op} on (job) capacity",
            _ => $"{Term(depth - 1)} {op} {Pick(["", "on (job) ", "ignoring (code, instance) ", "on (job, instance) group_left () "])}{Term(depth - 1)}",
        };
    }

    private string Pick(ReadOnlySpan<string> choices) => choices[random.Next(choices.Length)];
}
