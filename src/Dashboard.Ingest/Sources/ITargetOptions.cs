namespace Dashboard.Ingest.Sources;

/// <summary>
/// What a source is told of something that it asks: a device, an endpoint. Properties that can be set are settings; those
/// marked as passwords are shown to nobody.
/// </summary>
public interface ITargetOptions
{
    /// <summary>Its name, unique within its source.</summary>
    string Name { get; }

    /// <summary>Where it is asked.</summary>
    string Address { get; }

    /// <summary>How often it is asked.</summary>
    TimeSpan Interval { get; }

    /// <summary>What is wrong with the settings together; null where nothing is. Names no secret.</summary>
    string? Complaint();
}
