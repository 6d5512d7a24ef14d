namespace Dashboard.Domain.Alarms;

/// <summary>What became of what an operator wanted done to alarms.</summary>
/// <param name="Done">The alarms it was done to, as they are now.</param>
/// <param name="Refusals">A sentence for each that it was not done to.</param>
public sealed record AlarmActResult(IReadOnlyList<Alarm> Done, IReadOnlyList<string> Refusals);
