using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace Dashboard.Ingest.Wire;

/// <summary>
/// A server's side of a gRPC call with one message each way (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md).
/// Messages may be packed with gzip.
/// </summary>
internal static class GrpcUnary
{
    /// <summary>Reads the request's message.</summary>
    /// <param name="request">The call.</param>
    /// <param name="most">Octets that the message may have, before and after unpacking.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The message, to be disposed of; null where it has more octets than it may.</returns>
    /// <exception cref="GrpcException">There is no message, or one that is packed in another way.</exception>
    /// <exception cref="IOException">The body could not be read.</exception>
    /// <exception cref="InvalidDataException">The message is packed, and not well-formed.</exception>
    public static async Task<RentedOctets?> Read(HttpRequest request, int most, CancellationToken cancellationToken)
    {
        var prefix = new byte[GrpcMessages.PrefixBytes];
        if (await request.Body.ReadAtLeastAsync(prefix, prefix.Length, throwOnEndOfStream: false, cancellationToken) < prefix.Length)
            throw new GrpcException(GrpcException.InvalidArgument, "the call holds no message");
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix.AsSpan(1));
        if (length > (uint)most)
            return null;
        var message = await RentedOctets.Read(request.Body, most, length, cancellationToken);
        if (message is null)
            return null;
        try
        {
            if (message.Memory.Length != length)
                throw new GrpcException(GrpcException.InvalidArgument, "the call holds no whole message, or more than one");
            if (prefix[0] == 0)
                return message;
            if (request.Headers["grpc-encoding"].ToString() is not "gzip" and var encoding)
                throw new GrpcException(GrpcException.Unimplemented, $"the message is packed as \"{encoding}\" (use gzip or identity)");
            await using var packed = new MemoryStream(message.Memory.ToArray(), writable: false);
            await using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
            var result = await RentedOctets.Read(unpacked, most, expected: null, cancellationToken);
            message.Dispose();
            return result;
        }
        catch
        {
            message.Dispose();
            throw;
        }
    }

    /// <summary>Answers with a message.</summary>
    public static async Task Answer(HttpResponse response, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        response.ContentType = "application/grpc";
        await response.Body.WriteAsync(GrpcMessages.Framed(message.Span), cancellationToken);
        response.AppendTrailer("grpc-status", "0");
    }

    /// <summary>Answers that the call failed.</summary>
    /// <param name="response">The answer, which has not begun.</param>
    /// <param name="status">What happened, by the numbers of <see cref="GrpcException"/>.</param>
    /// <param name="detail">What was wrong.</param>
    /// <param name="details">The message <c>google.rpc.Status</c> with more of it; may be empty.</param>
    /// <param name="cancellationToken">Ends the answer.</param>
    public static async Task Refuse(HttpResponse response, int status, string detail, ReadOnlyMemory<byte> details, CancellationToken cancellationToken)
    {
        response.ContentType = "application/grpc";
        response.Headers["grpc-accept-encoding"] = "identity,gzip";
        await response.StartAsync(cancellationToken);
        response.AppendTrailer("grpc-status", status.ToString(CultureInfo.InvariantCulture));
        response.AppendTrailer("grpc-message", Uri.EscapeDataString(detail));
        if (!details.IsEmpty)
            response.AppendTrailer("grpc-status-details-bin", Convert.ToBase64String(details.Span));
    }
}
