namespace Dashboard.Ingest.Sources.Gnmi.Messages;

/// <summary>What changed in a device's tree at one moment (gNMI specification section 2.1), not copied out of the message.</summary>
/// <param name="Timestamp">Nanoseconds since 1970-01-01 UTC.</param>
/// <param name="Prefix">Where the path stands that all others lie below; empty where there is none.</param>
/// <param name="Alias">Where a name for that path stands that the device made up; empty where there is none.</param>
/// <param name="IsAtomic">Whether it holds everything that there is below the prefix, in place of what was known.</param>
/// <param name="Body">Where the notification stands.</param>
internal readonly record struct GnmiNotification(long Timestamp, Range Prefix, Range Alias, bool IsAtomic, Range Body);

/// <summary>What one message of a subscription's answer says.</summary>
internal enum GnmiResponseKind
{
    /// <summary>Nothing that is known.</summary>
    None,

    /// <summary>Something changed.</summary>
    Update,

    /// <summary>Everything was sent once.</summary>
    Sync,

    /// <summary>Something is wrong, by a message that is no longer used.</summary>
    Error,
}

/// <summary>One message of a subscription's answer.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Notification">Of an update, what changed.</param>
/// <param name="Error">Of an error, where its sentence stands.</param>
internal readonly record struct GnmiResponse(GnmiResponseKind Kind, GnmiNotification Notification, Range Error);

/// <summary>What a device says of itself (gNMI specification section 3.2.2).</summary>
/// <param name="Version">The version of gNMI.</param>
/// <param name="Encodings">How it can write values; never empty where the device keeps to the specification.</param>
/// <param name="Models">Names of the models it has.</param>
internal sealed record GnmiCapabilities(string Version, IReadOnlyList<GnmiEncoding> Encodings, IReadOnlyList<string> Models);
