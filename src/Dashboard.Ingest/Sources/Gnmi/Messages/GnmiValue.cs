namespace Dashboard.Ingest.Sources.Gnmi.Messages;

/// <summary>What kind of value a device sent (gNMI specification section 2.2.3).</summary>
internal enum GnmiValueKind
{
    /// <summary>None, or one of a kind that is not known.</summary>
    None,

    /// <summary>A text.</summary>
    Text,

    /// <summary>A number, whichever way it was written.</summary>
    Number,

    /// <summary>True or false.</summary>
    Truth,

    /// <summary>Octets; of four and eight of them, mostly a floating-point number.</summary>
    Octets,

    /// <summary>A list of values: the octets are a <c>ScalarArray</c>.</summary>
    List,

    /// <summary>JSON text, plain or by RFC 7951.</summary>
    Json,

    /// <summary>Text of an agreed form.</summary>
    Ascii,

    /// <summary>A message of Protocol Buffers, which cannot be understood without its definition.</summary>
    Message,
}

/// <summary>A value as a device sent it, not copied out of the message.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Number">Of a number its value; of a truth value 1 or 0.</param>
/// <param name="Octets">Of anything else, where it stands in the message.</param>
internal readonly record struct GnmiValue(GnmiValueKind Kind, double Number, Range Octets);
