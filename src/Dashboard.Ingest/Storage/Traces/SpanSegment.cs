using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using Dashboard.Domain.Telemetry;
using Microsoft.Win32.SafeHandles;

namespace Dashboard.Ingest.Storage.Traces;

/// <summary>
/// A file of spans, one piece after another, as they were written. Before each stand its length, the length that it has
/// unpacked, a CRC-32C of all that follows it and the number of its spans, four octets each; it is packed (Brotli, RFC 7932).
/// </summary>
internal sealed class SpanSegment : IDisposable
{
    private const int HeaderBytes = 16;
    private const int MaxPieceBytes = 256 << 20;
    private const int Quality = 1;
    private const int Window = 20;

    private readonly SafeFileHandle _file;
    private readonly ArrayBufferWriter<byte> _plain = new(1 << 16); // bound: spans of a piece
    private byte[] _packed = [];

    private SpanSegment(string path, SafeFileHandle file, long began) => (FullPath, _file, Began) = (path, file, began);

    public string FullPath { get; }

    /// <summary>When it was begun, in milliseconds since 1970-01-01 UTC.</summary>
    public long Began { get; }

    /// <summary>Octets that were written.</summary>
    public long Bytes { get; private set; }

    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it be.</exception>
    public static SpanSegment Create(string path, long began)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (new FileStream(path, options))
        {
            // Only its owner may read it from the beginning on.
        }
        return new SpanSegment(path, File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read), began);
    }

    /// <summary>Adds spans, all of them or none, and waits until they lie on the disk.</summary>
    /// <exception cref="IOException">They could not be written.</exception>
    public void Write(ReadOnlySpan<SpanRecord> spans)
    {
        _plain.ResetWrittenCount();
        SpanCodec.Write(spans, _plain);
        var most = HeaderBytes + BrotliEncoder.GetMaxCompressedLength(_plain.WrittenCount);
        if (_packed.Length < most)
            _packed = new byte[most];
        if (!BrotliEncoder.TryCompress(_plain.WrittenSpan, _packed.AsSpan(HeaderBytes), out var length, Quality, Window))
            throw new InvalidOperationException("A piece did not fit where the longest does.");
        var piece = _packed.AsSpan(0, HeaderBytes + length);
        BinaryPrimitives.WriteInt32LittleEndian(piece, length);
        BinaryPrimitives.WriteInt32LittleEndian(piece[4..], _plain.WrittenCount);
        BinaryPrimitives.WriteInt32LittleEndian(piece[12..], spans.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(piece[8..], Checksum(piece[12..]));
        try
        {
            RandomAccess.Write(_file, piece, Bytes);
            RandomAccess.FlushToDisk(_file);
        }
        catch (IOException)
        {
            RandomAccess.SetLength(_file, Bytes);
            throw;
        }
        Bytes += piece.Length;
    }

    /// <summary>Reads the pieces of a file, oldest first; returns what is wrong with its end, or null where it ends with a whole piece.</summary>
    /// <param name="path">The file.</param>
    /// <param name="take">Gets the spans of a piece.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string? Read(string path, Action<List<SpanRecord>> take, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(path);
        var (at, length) = (0L, RandomAccess.GetLength(file));
        var header = new byte[HeaderBytes];
        var (packed, plain) = (Array.Empty<byte>(), Array.Empty<byte>());
        var spans = new List<SpanRecord>(); // bound: spans of a piece
        while (at < length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!TryRead(file, header, at))
                return Torn("is shorter than what stands before a piece");
            var (size, unpacked) = (BinaryPrimitives.ReadInt32LittleEndian(header), BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(4)));
            if (size is < 0 or > MaxPieceBytes || unpacked is < 0 or > MaxPieceBytes || size > length - at - HeaderBytes)
                return Torn("says that it is longer than the file");
            packed = packed.Length >= size + 4 ? packed : new byte[size + 4];
            plain = plain.Length >= unpacked ? plain : new byte[unpacked];
            if (!TryRead(file, packed.AsSpan(0, size + 4), at + HeaderBytes - 4) || Checksum(packed.AsSpan(0, size + 4)) != BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(8)))
                return Torn("is not what was written (its checksum differs)");
            if (!BrotliDecoder.TryDecompress(packed.AsSpan(4, size), plain, out var written) || written != unpacked)
                return Torn("cannot be unpacked");
            spans.Clear();
            if (SpanCodec.Read(plain.AsSpan(0, unpacked), spans) is { } problem)
                return Torn($"cannot be read: {problem}");
            take(spans);
            at += HeaderBytes + size;
        }
        return null;

        string Torn(string why) => $"the piece at octet {at} of {length} {why}";
    }

    public void Dispose() => _file.Dispose();

    private static bool TryRead(SafeFileHandle file, Span<byte> into, long offset)
    {
        while (!into.IsEmpty)
        {
            var read = RandomAccess.Read(file, into, offset);
            if (read == 0)
                return false;
            into = into[read..];
            offset += read;
        }
        return true;
    }

    private static uint Checksum(ReadOnlySpan<byte> octets)
    {
        var crc = uint.MaxValue;
        for (; octets.Length >= 8; octets = octets[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(octets));
        foreach (var octet in octets)
            crc = BitOperations.Crc32C(crc, octet);
        return ~crc;
    }
}
