using Dashboard.Ingest.Wire;
using Microsoft.AspNetCore.Http;

namespace Dashboard.Ingest.Sources.Otlp;

/// <summary>How a message was dealt with, and how that is said (https://opentelemetry.io/docs/specs/otlp/#failures).</summary>
/// <param name="Http">The status of HTTP.</param>
/// <param name="Grpc">The status of gRPC.</param>
/// <param name="IsTransient">Whether it may be sent again.</param>
internal sealed record OtlpVerdict(int Http, int Grpc, bool IsTransient = false)
{
    public static readonly OtlpVerdict Taken = new(StatusCodes.Status200OK, 0);
    public static readonly OtlpVerdict Malformed = new(StatusCodes.Status400BadRequest, GrpcException.InvalidArgument);
    public static readonly OtlpVerdict Stranger = new(StatusCodes.Status401Unauthorized, GrpcException.Unauthenticated);
    public static readonly OtlpVerdict Unknown = new(StatusCodes.Status404NotFound, GrpcException.Unimplemented);
    public static readonly OtlpVerdict OtherMethod = new(StatusCodes.Status405MethodNotAllowed, GrpcException.Unimplemented);
    public static readonly OtlpVerdict TooLarge = new(StatusCodes.Status413PayloadTooLarge, GrpcException.ResourceExhausted);
    public static readonly OtlpVerdict OtherFormat = new(StatusCodes.Status415UnsupportedMediaType, GrpcException.Unimplemented);
    public static readonly OtlpVerdict Busy = new(StatusCodes.Status429TooManyRequests, GrpcException.ResourceExhausted, IsTransient: true);
    public static readonly OtlpVerdict Full = new(StatusCodes.Status503ServiceUnavailable, GrpcException.Unavailable, IsTransient: true);
}

/// <summary>What became of a message.</summary>
/// <param name="Verdict">How it was dealt with.</param>
/// <param name="Sentence">What was wrong with it; empty where nothing was.</param>
/// <param name="Rejected">Records of it that were refused.</param>
internal readonly record struct OtlpReport(OtlpVerdict Verdict, string Sentence, int Rejected = 0);
