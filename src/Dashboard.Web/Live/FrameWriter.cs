using System.Buffers.Binary;

namespace Dashboard.Web.Live;

/// <summary>
/// Writes what changed on one screen as one block of bytes, little-endian: <c>f64</c> the server's time in milliseconds
/// since 1970, then for each widget that changed <c>u16</c> its number on the screen, <c>u32</c> a length, and that many
/// bytes that its view was encoded to. The reader is <c>wwwroot-assets/scripts/frame.js</c>.
/// </summary>
/// <remarks>It holds no bytes of its own between frames: what a screen shows is shared by every screen that shows it.</remarks>
public sealed class FrameWriter
{
    private const int HeadBytes = 6;

    private readonly List<(int Widget, ReadOnlyMemory<byte> Encoded)> _parts = []; // bound: widgets of one screen
    private long _serverTime;

    /// <summary>Whether any widget is in the frame.</summary>
    public bool HasContent => _parts.Count > 0;

    public void Begin(long serverTime)
    {
        _parts.Clear();
        _serverTime = serverTime;
    }

    public void Add(int widget, ReadOnlyMemory<byte> encoded) => _parts.Add((widget, encoded));

    /// <summary>The frame; the writer is empty afterwards.</summary>
    public byte[] Take()
    {
        var frame = new byte[sizeof(double) + _parts.Sum(static p => HeadBytes + p.Encoded.Length)];
        BinaryPrimitives.WriteDoubleLittleEndian(frame, _serverTime);
        var rest = frame.AsSpan(sizeof(double));
        foreach (var (widget, encoded) in _parts)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(rest, (ushort)widget);
            BinaryPrimitives.WriteInt32LittleEndian(rest[2..], encoded.Length);
            encoded.Span.CopyTo(rest[HeadBytes..]);
            rest = rest[(HeadBytes + encoded.Length)..];
        }
        _parts.Clear();
        return frame;
    }
}
