namespace Dashboard.Web.Walls;

/// <summary>What a wall lets hear of the alarms of one severity.</summary>
public enum WallSound
{
    /// <summary>Nothing.</summary>
    Off,

    /// <summary>Once for every alarm that is raised.</summary>
    Once,

    /// <summary>Again and again while such an alarm is open, until somebody snoozes it.</summary>
    Repeat,
}
