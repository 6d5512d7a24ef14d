namespace Dashboard.Domain.Alarms;

/// <summary>What makes two notifications tell of one alarm, whichever door each came by: object, type, probable cause and specific problem (ITU-T X.733 section 8.1.2).</summary>
/// <param name="Device">The device, by the name that <see cref="ManagedObjectNames"/> knows it by.</param>
/// <param name="Resource">The part of it; empty for the device itself.</param>
/// <param name="Type">The alarm's type.</param>
/// <param name="ProbableCause">Its probable cause, as <see cref="Alarms.ProbableCause.Normalise"/> writes it.</param>
/// <param name="SpecificProblem">Its specific problem; mostly empty.</param>
public readonly record struct AlarmIdentity(string Device, string Resource, AlarmType Type, string ProbableCause, string SpecificProblem);
