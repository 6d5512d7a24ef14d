namespace Dashboard.Domain.Dashboards;

/// <summary>Who calls whom and how that goes; also which device is wired to which.</summary>
public sealed record ServiceMapDefinition : WidgetDefinition
{
    /// <summary>PromQL with one element an edge: calls, bits or packets a second. It says which edges there are.</summary>
    public required string Rate { get; init; }

    /// <summary>PromQL for the share of calls that fail, in per cent; empty for none.</summary>
    public string Errors { get; init; } = "";

    /// <summary>PromQL for the latency in seconds, such as a 95th percentile; empty for none.</summary>
    public string Latency { get; init; } = "";

    /// <summary>The label that names where an edge begins.</summary>
    public string From { get; init; } = "client";

    /// <summary>The label that names where an edge ends.</summary>
    public string To { get; init; } = "server";

    /// <summary>The label of <see cref="Rate"/> that says by what way an edge goes, in the words of Tempo's service graph: <c>database</c>, <c>messaging_system</c>, <c>virtual_node</c> where one side tells nothing of itself.</summary>
    public string Connection { get; init; } = "connection_type";

    /// <summary>PromQL with one element a node that is looked after for itself, above 0 where it is not well; empty for none. Without it a node is as bad as the calls to it.</summary>
    public string Nodes { get; init; } = "";

    /// <summary>The label of <see cref="Nodes"/> that names the node.</summary>
    public string Node { get; init; } = "instance";

    /// <summary>Limits of <see cref="Nodes"/>.</summary>
    public IReadOnlyList<Threshold> NodeLimits { get; init; } = [new(Telemetry.PerceivedSeverity.Critical, 0)];

    /// <summary>What <see cref="Errors"/> is called in the picture: errors, utilisation.</summary>
    public string ErrorsName { get; init; } = "errors";

    /// <summary>What the rate counts.</summary>
    public Telemetry.Unit Unit { get; init; } = Telemetry.Unit.PerSecond;

    /// <summary>Limits of the errors, in per cent.</summary>
    public IReadOnlyList<Threshold> ErrorLimits { get; init; } = [new(Telemetry.PerceivedSeverity.Minor, 1), new(Telemetry.PerceivedSeverity.Major, 5)];

    /// <summary>Nodes drawn at most; the busiest stay. 2 to 400.</summary>
    public int MaxNodes { get; init; } = 60;

    /// <summary>Nodes that stay where somebody put them, each once; the others are placed by the layout.</summary>
    public IReadOnlyList<NodePlace> Places { get; init; } = [];

    /// <summary>The time it holds for, of a widget that is bound; null for now.</summary>
    public DateTimeOffset? Until { get; init; }

    public override IEnumerable<(string Name, string Query)> Queries() =>
        new[] { ("rate", Rate), ("errors", Errors), ("latency", Latency), ("nodes", Nodes) }.Where(static q => q.Item2.Length > 0);

    internal override IEnumerable<string> Problems()
    {
        if (MaxNodes is < 2 or > 400)
            yield return "maxNodes is to be 2 to 400.";
        if (Places.Count > NodePlace.Most)
            yield return $"places has {Places.Count} nodes; {NodePlace.Most} at most.";
        foreach (var place in Places.Where(static p => !p.IsInside))
            yield return $"The place of '{place.Node}' is to be a column from 0 to {NodePlace.LastColumn} and a row from 0 to {NodePlace.LastRow}.";
        foreach (var twice in Places.CountBy(static p => p.Node).Where(static p => p.Value > 1))
            yield return $"places has '{twice.Key}' more than once.";
    }

    public override WidgetDefinition Bind(WidgetBinding binding) => (ServiceMapDefinition)base.Bind(binding) with
    {
        Rate = binding.Fill(Rate, binding.Step),
        Errors = binding.Fill(Errors, binding.Step),
        Latency = binding.Fill(Latency, binding.Step),
        Nodes = binding.Fill(Nodes, binding.Step),
        Until = binding.Until,
    };
}
