using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Pipeline;

/// <summary>
/// One row of <see cref="OctetRows"/> as it lies in memory: a header, its series, the lengths of its pieces, and the
/// octets of all pieces one after another, so that what a sender writes is compared in one sweep.
/// </summary>
internal readonly ref struct OctetRow
{
    private const int HeaderBytes = 16;

    private readonly ref byte _start;

    public OctetRow(Span<byte> octets) => _start = ref MemoryMarshal.GetReference(octets);

    public bool IsNone => Unsafe.IsNullRef(ref _start);

    /// <summary>The number of the row that came after this one last time; a guess. 0 where none is known.</summary>
    public int Next
    {
        get => Volatile.Read(ref Unsafe.As<byte, int>(ref _start));
        set => Volatile.Write(ref Unsafe.As<byte, int>(ref _start), value);
    }

    /// <summary>Octets at the beginning of the first piece that the row is found by.</summary>
    public int KeyLength => At<ushort>(4);

    /// <summary>Pieces, each followed by a value in what a sender writes, and as many series.</summary>
    public int Fields => At<ushort>(6);

    private int TextLength => At<ushort>(8);

    /// <summary>The octets of all pieces.</summary>
    public ReadOnlySpan<byte> Text => MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref _start, TextStart(Fields)), TextLength);

    public ReadOnlySpan<byte> Key => Text[..KeyLength];

    public SeriesRef Series(int field) => new(At<long>(HeaderBytes + (field * sizeof(long))));

    public int PieceLength(int field) => At<ushort>(HeaderBytes + (Fields * sizeof(long)) + (field * sizeof(ushort)));

    /// <summary>Octets that a row takes.</summary>
    public static int Bytes(int textLength, int fields) => TextStart(fields) + textLength;

    /// <summary>Writes a row; nobody may know of it yet.</summary>
    public static void Write(Span<byte> into, int keyLength, ReadOnlySpan<byte> text, ReadOnlySpan<ushort> pieces, ReadOnlySpan<SeriesRef> series)
    {
        into[..HeaderBytes].Clear();
        MemoryMarshal.Write(into[4..], (ushort)keyLength);
        MemoryMarshal.Write(into[6..], (ushort)series.Length);
        MemoryMarshal.Write(into[8..], (ushort)text.Length);
        MemoryMarshal.AsBytes(series).CopyTo(into[HeaderBytes..]);
        MemoryMarshal.AsBytes(pieces).CopyTo(into[(HeaderBytes + (series.Length * sizeof(long)))..]);
        text.CopyTo(into[TextStart(series.Length)..]);
    }

    private static int TextStart(int fields) => HeaderBytes + (fields * (sizeof(long) + sizeof(ushort)));

    private T At<T>(int offset)
        where T : unmanaged => Unsafe.ReadUnaligned<T>(ref Unsafe.Add(ref _start, offset));
}
