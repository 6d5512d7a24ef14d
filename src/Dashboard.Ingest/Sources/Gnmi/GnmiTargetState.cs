namespace Dashboard.Ingest.Sources.Gnmi;

/// <summary>What a target is doing.</summary>
public enum GnmiTargetPhase
{
    /// <summary>It is not subscribed to yet or any more, or the source is switched off.</summary>
    Paused,

    /// <summary>A connection is being made.</summary>
    Connecting,

    /// <summary>The device is sending everything once.</summary>
    Synchronizing,

    /// <summary>Everything was received, and changes come.</summary>
    Streaming,

    /// <summary>The last connection failed, or the next round is not due.</summary>
    Waiting,
}

/// <summary>A target at one moment.</summary>
/// <param name="Name">Its name, label <c>instance</c>.</param>
/// <param name="Phase">What it is doing.</param>
/// <param name="Since">Since when.</param>
/// <param name="Problem">Why the last connection failed, as a sentence; null after one that did not.</param>
/// <param name="Leaves">Leaves that are series.</param>
/// <param name="LastAnswer">When it last sent anything; null before the first time.</param>
public sealed record GnmiTargetState(string Name, GnmiTargetPhase Phase, DateTimeOffset Since, string? Problem, int Leaves, DateTimeOffset? LastAnswer = null);
