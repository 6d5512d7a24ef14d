namespace Dashboard.Domain.Dashboards.Grafana;

/// <summary>What became of a Grafana dashboard that was read.</summary>
/// <param name="Dashboard">The dashboard; null where the text is none of Grafana's.</param>
/// <param name="NotTaken">What could not be taken over, in the order of the file.</param>
/// <param name="Problem">Why there is no dashboard, as a sentence; empty where there is one.</param>
public sealed record GrafanaReading(DashboardDefinition? Dashboard, IReadOnlyList<NotTaken> NotTaken, string Problem);

/// <summary>A part of a Grafana dashboard that could not be taken over, or not as it was.</summary>
/// <param name="Where">The panel's title, or which other part it is.</param>
/// <param name="Reason">What is missing and why, as a sentence.</param>
public sealed record NotTaken(string Where, string Reason);
