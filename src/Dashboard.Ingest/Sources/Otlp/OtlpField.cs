namespace Dashboard.Ingest.Sources.Otlp;

/// <summary>A field of a message as JSON and Protocol Buffers write it.</summary>
/// <param name="Name">Its name in JSON, in UTF-8.</param>
/// <param name="Number">Its number.</param>
/// <param name="Form">How its value is written.</param>
/// <param name="IsList">Whether there may be several.</param>
internal sealed record OtlpField(byte[] Name, int Number, OtlpForm Form, bool IsList = false)
{
    /// <summary>The fields of its message, where it is one.</summary>
    public OtlpField[]? Message { get; set; }

    /// <summary>The names of its numbers, where those have names; the index is the number.</summary>
    public string[]? Names { get; init; }
}

/// <summary>How a value is written.</summary>
internal enum OtlpForm
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>Octets, in JSON as hexadecimal digits: ids.</summary>
    Id,

    /// <summary>Octets, in JSON in Base64.</summary>
    Octets,

    /// <summary>A truth value.</summary>
    Truth,

    /// <summary>A whole number as a varint; in JSON with or without quotes.</summary>
    Whole,

    /// <summary>A whole number as a zigzag varint.</summary>
    Signed,

    /// <summary>A whole number of 64 bits at full width; in JSON with or without quotes.</summary>
    Fixed64,

    /// <summary>A floating-point number.</summary>
    Double,

    /// <summary>A message.</summary>
    Message,
}
