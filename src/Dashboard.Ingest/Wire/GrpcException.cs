namespace Dashboard.Ingest.Wire;

/// <summary>A gRPC call ended with a status other than OK, by the other side or by this one (https://github.com/grpc/grpc/blob/master/doc/statuscodes.md).</summary>
internal sealed class GrpcException(int status, string detail) : Exception($"{NameOf(status)}: {detail}")
{
    public const int Unknown = 2;
    public const int InvalidArgument = 3;
    public const int NotFound = 5;
    public const int PermissionDenied = 7;
    public const int ResourceExhausted = 8;
    public const int Unimplemented = 12;
    public const int Internal = 13;
    public const int Unavailable = 14;
    public const int Unauthenticated = 16;

    private static readonly string[] Names =
    [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED",
        "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
    ];

    /// <summary>The status' number.</summary>
    public int Status => status;

    /// <summary>What was said of it; may be empty.</summary>
    public string Detail => detail;

    /// <summary>The status' name.</summary>
    public static string NameOf(int status) => status >= 0 && status < Names.Length ? Names[status] : $"status {status}";
}
