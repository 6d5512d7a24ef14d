using System.Buffers;

namespace Dashboard.Ingest.Wire;

/// <summary>Copies what others send, and no more of it than is allowed.</summary>
internal static class BoundedCopy
{
    private const int Piece = 64 * 1024;

    /// <summary>Copies to the end; false where there is more, which is not copied.</summary>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<bool> TryCopy(Stream from, Stream into, long maxBytes, CancellationToken cancellationToken)
    {
        var piece = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            long length = 0;
            while (await from.ReadAsync(piece, cancellationToken) is var read and > 0)
            {
                length += read;
                if (length > maxBytes)
                    return false;
                await into.WriteAsync(piece.AsMemory(0, read), cancellationToken);
            }
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    /// <summary>That there was more, as the rest of a sentence that begins with who sent it.</summary>
    public static string TooLarge(long maxBytes) => $"answered more than {maxBytes} octets";
}
