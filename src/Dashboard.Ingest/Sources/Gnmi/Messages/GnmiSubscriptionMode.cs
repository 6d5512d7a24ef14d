namespace Dashboard.Ingest.Sources.Gnmi.Messages;

/// <summary>When a device sends what lies under a path (gNMI specification section 3.5.1.3; the numbers are those of <c>gnmi.proto</c>).</summary>
public enum GnmiSubscriptionMode
{
    /// <summary>As the device thinks best for each leaf.</summary>
    TargetDefined = 0,

    /// <summary>When a value changes.</summary>
    OnChange = 1,

    /// <summary>At an interval.</summary>
    Sample = 2,
}

/// <summary>How long a subscription lasts (gNMI specification section 3.5.1.2; the numbers are those of <c>gnmi.proto</c>).</summary>
public enum GnmiStreamMode
{
    /// <summary>The device sends until it is told to stop.</summary>
    Stream = 0,

    /// <summary>The device sends everything once; it is asked again at the interval.</summary>
    Once = 1,

    /// <summary>The connection is kept, and the device sends everything when it is asked, at the interval.</summary>
    Poll = 2,
}
