using System.Buffers;
using System.Buffers.Binary;

namespace Dashboard.Web.Live;

/// <summary>
/// Writes what changed on one screen as one block of bytes, little-endian: <c>f64</c> the server's time in milliseconds
/// since 1970, then for each widget that changed <c>u16</c> its number on the screen, <c>u32</c> a length, and that many
/// bytes that its view was encoded to. The reader is <c>wwwroot-assets/scripts/frame.js</c>.
/// </summary>
public sealed class FrameWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(4096); // bound: the views of one screen

    /// <summary>Whether any widget is in the frame.</summary>
    public bool HasContent { get; private set; }

    public void Begin(long serverTime)
    {
        _buffer.ResetWrittenCount();
        HasContent = false;
        BinaryPrimitives.WriteDoubleLittleEndian(_buffer.GetSpan(sizeof(double)), serverTime);
        _buffer.Advance(sizeof(double));
    }

    public void Add(int widget, ReadOnlySpan<byte> encoded)
    {
        var head = _buffer.GetSpan(6);
        BinaryPrimitives.WriteUInt16LittleEndian(head, (ushort)widget);
        BinaryPrimitives.WriteInt32LittleEndian(head[2..], encoded.Length);
        _buffer.Advance(6);
        _buffer.Write(encoded);
        HasContent = true;
    }

    public byte[] ToArray() => _buffer.WrittenSpan.ToArray();
}
