namespace Dashboard.Domain.Query.Evaluation;

/// <summary>Functions of a single value (Prometheus, "Query functions").</summary>
internal static class ElementFunctions
{
    private static readonly Dictionary<string, Func<double, double>> Table = new(StringComparer.Ordinal)
    {
        ["abs"] = Math.Abs,
        ["acos"] = Math.Acos,
        ["acosh"] = Math.Acosh,
        ["asin"] = Math.Asin,
        ["asinh"] = Math.Asinh,
        ["atan"] = Math.Atan,
        ["atanh"] = Math.Atanh,
        ["ceil"] = Math.Ceiling,
        ["cos"] = Math.Cos,
        ["cosh"] = Math.Cosh,
        ["deg"] = static v => v * 180 / Math.PI,
        ["exp"] = Math.Exp,
        ["floor"] = Math.Floor,
        ["ln"] = Math.Log,
        ["log10"] = Math.Log10,
        ["log2"] = Math.Log2,
        ["rad"] = static v => v * Math.PI / 180,
        ["sgn"] = static v => v < 0 ? -1 : v > 0 ? 1 : v,
        ["sin"] = Math.Sin,
        ["sinh"] = Math.Sinh,
        ["sqrt"] = Math.Sqrt,
        ["tan"] = Math.Tan,
        ["tanh"] = Math.Tanh,
        ["day_of_month"] = static v => CivilTime.Of(v)?.Day ?? double.NaN,
        ["day_of_week"] = static v => CivilTime.Of(v)?.DayOfWeek ?? double.NaN,
        ["day_of_year"] = static v => CivilTime.Of(v)?.DayOfYear ?? double.NaN,
        ["days_in_month"] = static v => CivilTime.Of(v)?.DaysInMonth ?? double.NaN,
        ["hour"] = static v => CivilTime.Of(v)?.Hour ?? double.NaN,
        ["minute"] = static v => CivilTime.Of(v)?.Minute ?? double.NaN,
        ["month"] = static v => CivilTime.Of(v)?.Month ?? double.NaN,
        ["year"] = static v => CivilTime.Of(v)?.Year ?? double.NaN,
    };

    public static Func<double, double>? Find(string name) => Table.GetValueOrDefault(name);
}
