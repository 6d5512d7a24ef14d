namespace Dashboard.Ingest.Sources.Snmp.Messages;

/// <summary>The version of a message, by the number it carries (RFC 1157 section 4, RFC 1901 section 3, RFC 3412 section 6.1).</summary>
public enum SnmpVersion
{
    V1 = 0,
    V2c = 1,
    V3 = 3,
}

/// <summary>What a message asks or says, by its tag (RFC 1157 section 4.1, RFC 3416 section 3).</summary>
public enum PduType
{
    None = 0,
    GetRequest = 0xa0,
    GetNextRequest = 0xa1,
    Response = 0xa2,
    SetRequest = 0xa3,
    TrapV1 = 0xa4,
    GetBulkRequest = 0xa5,
    InformRequest = 0xa6,
    TrapV2 = 0xa7,
    Report = 0xa8,
}

/// <summary>The kind of a value, by its tag (RFC 2578 section 7.1, RFC 3416 section 3).</summary>
public enum SnmpType
{
    None = 0,
    Integer = 0x02,
    OctetString = 0x04,
    Null = 0x05,
    ObjectIdentifier = 0x06,
    IpAddress = 0x40,
    Counter32 = 0x41,
    Gauge32 = 0x42,
    TimeTicks = 0x43,
    Opaque = 0x44,
    NsapAddress = 0x45,
    Counter64 = 0x46,
    UInteger32 = 0x47,
    NoSuchObject = 0x80,
    NoSuchInstance = 0x81,
    EndOfMibView = 0x82,
}

/// <summary>What was wrong with a request, where a response says so (RFC 3416 section 3).</summary>
public enum SnmpError
{
    NoError = 0,
    TooBig = 1,
    NoSuchName = 2,
    BadValue = 3,
    ReadOnly = 4,
    GenErr = 5,
    NoAccess = 6,
    AuthorizationError = 16,
}
