namespace Dashboard.Ingest.Sources;

/// <summary>How a source is doing.</summary>
public enum SourceState
{
    /// <summary>It delivers.</summary>
    Active,

    /// <summary>It is switched off, or has not delivered anything yet.</summary>
    Inactive,

    /// <summary>Its last reading failed, or nothing has come for five intervals.</summary>
    Error,

    /// <summary>An operator said that it is being worked on: what it does or fails to do raises no alarm.</summary>
    Maintenance,
}
