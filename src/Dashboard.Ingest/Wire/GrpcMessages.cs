using System.Buffers.Binary;

namespace Dashboard.Ingest.Wire;

/// <summary>
/// Reads the messages of a gRPC stream: an octet that says whether a message is compressed, four of its length, and the
/// message (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md, Length-Prefixed-Message).
/// </summary>
/// <param name="stream">The body.</param>
/// <param name="maxMessageBytes">Octets that a message may have.</param>
internal sealed class GrpcMessages(Stream stream, int maxMessageBytes)
{
    /// <summary>Octets before each message.</summary>
    public const int PrefixBytes = 5;

    private byte[] _octets = new byte[16 * 1024]; // bound: maxMessageBytes and a prefix, or the first size
    private int _start;
    private int _end;

    /// <summary>Waits for octets; false at the end of the stream.</summary>
    /// <exception cref="GrpcException">The stream ended within a message, or a message is too long or compressed.</exception>
    public async ValueTask<bool> Receive(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _octets.AsSpan(_start, _end - _start).CopyTo(_octets);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _octets.Length)
            Array.Resize(ref _octets, (int)Math.Min(_octets.Length * 2L, (long)maxMessageBytes + PrefixBytes));
        var read = await stream.ReadAsync(_octets.AsMemory(_end), cancellationToken);
        if (read == 0 && _end > 0)
            throw new GrpcException(GrpcException.Internal, "the stream ended within a message");
        _end += read;
        return read > 0;
    }

    /// <summary>The next message that is there as a whole; it is good until <see cref="Receive"/> is called.</summary>
    /// <exception cref="GrpcException">The message is too long or compressed.</exception>
    public bool TryNext(out ReadOnlyMemory<byte> message)
    {
        message = default;
        if (_end - _start < PrefixBytes)
            return false;
        var prefix = _octets.AsSpan(_start, PrefixBytes);
        if (prefix[0] != 0)
            throw new GrpcException(GrpcException.Unimplemented, "a message is compressed, which was not agreed on");
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        if (length > (uint)maxMessageBytes)
            throw new GrpcException(GrpcException.ResourceExhausted, $"a message has {length} octets, and {maxMessageBytes} are taken");
        if (_end - _start - PrefixBytes < (int)length)
            return false;
        message = _octets.AsMemory(_start + PrefixBytes, (int)length);
        _start += PrefixBytes + (int)length;
        return true;
    }

    /// <summary>A message as it is sent.</summary>
    public static byte[] Framed(ReadOnlySpan<byte> message)
    {
        var framed = new byte[PrefixBytes + message.Length];
        BinaryPrimitives.WriteUInt32BigEndian(framed.AsSpan(1), (uint)message.Length);
        message.CopyTo(framed.AsSpan(PrefixBytes));
        return framed;
    }
}
