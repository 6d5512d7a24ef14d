namespace Dashboard.Ingest.Sources.Gnmi.Messages;

/// <summary>How values are written in notifications (gNMI specification section 2.3; the numbers are those of <c>gnmi.proto</c>).</summary>
public enum GnmiEncoding
{
    /// <summary>JSON text.</summary>
    Json = 0,

    /// <summary>Octets that mean what device and user agreed on.</summary>
    Bytes = 1,

    /// <summary>The typed values of the protocol, the shortest to write and to read.</summary>
    Proto = 2,

    /// <summary>Text that means what device and user agreed on.</summary>
    Ascii = 3,

    /// <summary>JSON text as RFC 7951 has it: numbers of 64 bits are strings, names carry their module.</summary>
    JsonIetf = 4,
}
