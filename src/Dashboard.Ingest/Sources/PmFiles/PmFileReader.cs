using System.Buffers;
using System.IO.Compression;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.PmFiles;

/// <summary>Leads a file, packed by gzip (RFC 1952) or not, through the decoder piece by piece, and what that makes to where it is stored; the next piece only once the last was taken.</summary>
internal sealed class PmFileReader(PmSeries series, Func<TelemetryBatch<MetricSample>, CancellationToken, ValueTask> post, long maxBytes)
{
    private const int PieceBytes = 256 * 1024;
    private const int BatchSamples = 8192;

    private readonly PmTypeSets _sets = new();

    /// <summary>Reads a file to its end, or as far as it can be read.</summary>
    /// <exception cref="IOException">The stream could not be read.</exception>
    public async Task<PmReport> Read(Stream file, CancellationToken cancellationToken)
    {
        var decoder = new PmFileDecoder(_sets, series);
        var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        var filled = 0;
        try
        {
            filled = await file.ReadAtLeastAsync(buffer.AsMemory(0, 2), 2, throwOnEndOfStream: false, cancellationToken);
            await using var unpacked = filled == 2 && buffer[0] == 0x1f && buffer[1] == 0x8b ? Unpack(file, filled) : null;
            if (unpacked is not null)
                filled = 0;
            var source = unpacked ?? file;
            long total = filled;
            for (var isLast = false; !isLast && decoder.Report.Stopped is null;)
            {
                string? broken = null;
                while (!isLast && filled < buffer.Length)
                {
                    var read = 0;
                    try
                    {
                        read = await source.ReadAsync(buffer.AsMemory(filled), cancellationToken);
                    }
                    catch (InvalidDataException e) when (unpacked is not null)
                    {
                        broken = $"it cannot be unpacked: {e.Message.TrimEnd('.')}";
                    }
                    isLast = read == 0;
                    (filled, total) = (filled + read, total + read);
                }
                var taken = decoder.Read(buffer.AsSpan(0, filled), isLast);
                decoder.Report.Stopped ??= broken ?? (total > maxBytes ? $"it has more than {maxBytes} octets ({PmFileOptions.Section}:{nameof(PmFileOptions.MaxFileBytes)})" : null);
                if (series.Batch.Count >= BatchSamples || isLast || decoder.Report.Stopped is not null)
                    await Post(cancellationToken);
                buffer.AsSpan(taken, filled - taken).CopyTo(buffer);
                filled -= taken;
                if (filled == buffer.Length)
                    buffer = Larger(buffer);
            }
            return decoder.Report;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Larger(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    // What was read to see how it is packed is read again.
    private static GZipStream Unpack(Stream file, int begun)
    {
        file.Position -= begun;
        return new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
    }

    private async ValueTask Post(CancellationToken cancellationToken)
    {
        var batch = series.TakeBatch();
        if (batch.Count > 0)
            await post(batch, cancellationToken);
        else
            batch.Dispose();
    }
}
