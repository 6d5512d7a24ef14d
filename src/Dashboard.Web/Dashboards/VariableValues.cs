using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Query;
using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Web.Dashboards;

/// <summary>Reads what the variables of a dashboard can be now, and settles what is chosen.</summary>
public sealed class VariableValues(ISeriesSource source, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The variables in their order, each read with what is chosen of those before it.</summary>
    /// <param name="dashboard">Whose variables they are.</param>
    /// <param name="address">What the viewer has chosen.</param>
    /// <param name="from">Series count that have samples from here on (ms since 1970) …</param>
    /// <param name="to">… to here.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<VariableState>> Read(DashboardDefinition dashboard, DashboardAddress address, long from, long to, CancellationToken cancellationToken)
    {
        var states = new List<VariableState>(dashboard.Variables.Count); // bound: variables of the dashboard
        var choices = new Dictionary<string, VariableChoice>(StringComparer.Ordinal); // bound: variables of the dashboard
        foreach (var variable in dashboard.Variables)
        {
            var (values, problem) = variable.Values.Count > 0
                ? (variable.Values, "")
                : await Values(variable, new WidgetBinding { Variables = choices }, from, to, cancellationToken);
            var count = values.Count;
            if (count > VariableDefinition.MaxValues)
            {
                problem = $"There are {count:N0} values; the first {VariableDefinition.MaxValues:N0} are offered. A narrower selector in the dashboard's settings helps.";
                values = [.. values.Take(VariableDefinition.MaxValues)];
            }
            var choice = Choose(variable, address, values);
            choices[variable.Name] = choice;
            states.Add(new(variable, values, choice, problem));
        }
        return states;
    }

    /// <summary>What the variables of a dashboard stand for where nobody chooses: what is said to be chosen at first, or else everything.</summary>
    public static IReadOnlyDictionary<string, VariableChoice> Unchosen(DashboardDefinition dashboard) => dashboard.Variables.ToDictionary(
        static v => v.Name,
        static v => v.Default.Count > 0 ? new VariableChoice(v.IsMulti ? v.Default : [v.Default[0]], v.IsMulti || v.IncludesAll)
            : v is { IncludesAll: false, Values.Count: > 0 } ? new VariableChoice([v.Values[0]], v.IsMulti) : new VariableChoice([], IsPattern: true),
        StringComparer.Ordinal);

    private static VariableChoice Choose(VariableDefinition variable, DashboardAddress address, IReadOnlyList<string> values)
    {
        var isPattern = variable.IsMulti || variable.IncludesAll;
        if (address.Variables.TryGetValue(variable.Name, out var said))
        {
            if (!said.IsEmpty)
                return new(variable.IsMulti ? [.. said] : [said[0]], isPattern);
            if (variable.IncludesAll)
                return new([], isPattern);
        }
        if (variable.Default.Count > 0)
            return new(variable.IsMulti ? variable.Default : [variable.Default[0]], isPattern);
        return new(variable.IncludesAll || values.Count == 0 ? [] : [values[0]], isPattern);
    }

    private async Task<(IReadOnlyList<string> Values, string Problem)> Values(VariableDefinition variable, WidgetBinding before, long from, long to, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            IReadOnlyList<LabelMatcher> matchers = [];
            if (variable.Selector.Length > 0)
            {
                var root = PromqlExpression.Parse(before.Fill(variable.Selector, before.Step)).Root;
                if (root is not SelectorNode selector)
                    return ([], $"'{variable.Selector}' selects no series: write a metric's name with conditions in braces.");
                matchers = selector.Matchers;
            }
            var values = await source.LabelValues(variable.Label, matchers, from, to, patience.Token);
            return (values, values.Count == 0 ? $"No series has the label '{variable.Label}' in this time." : "");
        }
        catch (QueryException e)
        {
            return ([], $"The values cannot be read: {e.Message}.");
        }
        catch (IOException e)
        {
            return ([], $"The values cannot be read: {e.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ([], $"The values were not there within {Patience.TotalSeconds:0} s; try a shorter time.");
        }
    }
}

/// <summary>A variable with its values now and what is chosen of them.</summary>
/// <param name="Definition">The variable.</param>
/// <param name="Values">What it can be, at most <see cref="VariableDefinition.MaxValues"/>.</param>
/// <param name="Choice">What it is.</param>
/// <param name="Problem">Why there are no values, or not all; empty where all is well.</param>
public sealed record VariableState(VariableDefinition Definition, IReadOnlyList<string> Values, VariableChoice Choice, string Problem)
{
    public string Title => Definition.Title.Length > 0 ? Definition.Title : Definition.Name;
}
