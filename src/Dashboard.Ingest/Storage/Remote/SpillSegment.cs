using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Microsoft.Win32.SafeHandles;

namespace Dashboard.Ingest.Storage.Remote;

/// <summary>
/// One file of bodies, one after the other. Before each stand its length, a CRC-32C, its number of samples and a mark
/// that is set in place once the body has been delivered. A file that ends within a body, as it does when the machine
/// went down while it was written, is cut off there.
/// </summary>
internal sealed class SpillSegment : IDisposable
{
    private const int HeaderBytes = 16;
    private const int MarkOffset = 12;
    private const int MaxBodyBytes = 256 << 20;

    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly Queue<(long Offset, int Length, int Samples)> _waiting = new(); // bound: bodies of the file

    private SpillSegment(string path, SafeFileHandle file) => (_path, _file) = (path, file);

    /// <summary>Octets of the file.</summary>
    public long Bytes { get; private set; }

    /// <summary>Bodies that were not delivered yet.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Samples in them.</summary>
    public long WaitingSamples { get; private set; }

    /// <summary>Octets at its end that were no whole body.</summary>
    public long TornBytes { get; private set; }

    /// <summary>Opens a file, or makes it, and reads which bodies wait in it.</summary>
    /// <exception cref="IOException">It cannot be opened, or another program holds it.</exception>
    public static SpillSegment Open(string path)
    {
        var segment = new SpillSegment(path, File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        try
        {
            segment.Scan();
            return segment;
        }
        catch (IOException)
        {
            segment.Dispose();
            throw;
        }
    }

    /// <summary>Adds bodies, all of them or none, and waits until they lie on the disk.</summary>
    /// <exception cref="IOException">They could not be written.</exception>
    public void Append(IReadOnlyList<OutgoingBody> bodies)
    {
        var end = Bytes;
        Span<byte> header = stackalloc byte[HeaderBytes];
        try
        {
            foreach (var body in bodies)
            {
                header.Clear();
                BinaryPrimitives.WriteInt32LittleEndian(header, body.Octets.Length);
                BinaryPrimitives.WriteInt32LittleEndian(header[8..], body.Samples);
                BinaryPrimitives.WriteUInt32LittleEndian(header[4..], Checksum(header, body.Octets.Span));
                RandomAccess.Write(_file, header, end);
                RandomAccess.Write(_file, body.Octets.Span, end + HeaderBytes);
                end += HeaderBytes + body.Octets.Length;
            }
            RandomAccess.FlushToDisk(_file);
        }
        catch (IOException)
        {
            RandomAccess.SetLength(_file, Bytes);
            throw;
        }
        foreach (var body in bodies)
        {
            _waiting.Enqueue((Bytes, body.Octets.Length, body.Samples));
            Bytes += HeaderBytes + body.Octets.Length;
            WaitingSamples += body.Samples;
        }
    }

    /// <summary>Reads the oldest body that waits; false where none does.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public bool TryPeek([NotNullWhen(true)] out SpilledBody? body)
    {
        body = null;
        if (!_waiting.TryPeek(out var first))
            return false;
        var octets = new byte[first.Length];
        if (!TryRead(octets, first.Offset + HeaderBytes))
            throw new EndOfStreamException($"{_path} is shorter than what was written to it.");
        body = new SpilledBody(this, first.Offset, octets, first.Samples);
        return true;
    }

    /// <summary>Marks the oldest body as delivered, unless it is another one.</summary>
    /// <exception cref="IOException">The file cannot be written; after a restart the body would be sent again.</exception>
    public void Remove(long offset)
    {
        if (!_waiting.TryPeek(out var first) || first.Offset != offset)
            return;
        _waiting.Dequeue();
        WaitingSamples -= first.Samples;
        RandomAccess.Write(_file, [1], offset + MarkOffset);
    }

    public void Delete()
    {
        Dispose();
        File.Delete(_path);
    }

    public void Dispose() => _file.Dispose();

    private void Scan()
    {
        var length = RandomAccess.GetLength(_file);
        var header = new byte[HeaderBytes];
        while (TryRead(header, Bytes))
        {
            var size = BinaryPrimitives.ReadInt32LittleEndian(header);
            var samples = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(8));
            if (size is < 0 or > MaxBodyBytes || size > length - Bytes - HeaderBytes || samples < 0)
                break;
            var body = new byte[size];
            if (!TryRead(body, Bytes + HeaderBytes) || Checksum(header, body) != BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4)))
                break;
            if (header[MarkOffset] == 0)
            {
                _waiting.Enqueue((Bytes, size, samples));
                WaitingSamples += samples;
            }
            Bytes += HeaderBytes + size;
        }
        TornBytes = length - Bytes;
        if (TornBytes > 0)
            RandomAccess.SetLength(_file, Bytes);
    }

    private bool TryRead(Span<byte> into, long offset)
    {
        while (!into.IsEmpty)
        {
            var read = RandomAccess.Read(_file, into, offset);
            if (read == 0)
                return false;
            into = into[read..];
            offset += read;
        }
        return true;
    }

    /// <summary>Of the length, the number of samples and the body; not of the mark, which changes.</summary>
    private static uint Checksum(ReadOnlySpan<byte> header, ReadOnlySpan<byte> body)
    {
        var crc = BitOperations.Crc32C(uint.MaxValue, BinaryPrimitives.ReadUInt32LittleEndian(header));
        crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt32LittleEndian(header[8..]));
        for (; body.Length >= 8; body = body[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(body));
        foreach (var octet in body)
            crc = BitOperations.Crc32C(crc, octet);
        return ~crc;
    }
}
