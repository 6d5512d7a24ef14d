using System.Buffers.Binary;
using System.Text;

namespace Dashboard.Ingest.Sources.Flows.Places;

/// <summary>The type of a value in a MaxMind DB (MaxMind DB File Format Specification 2.0, "Data Field Format").</summary>
internal enum MmdbType : byte
{
    /// <summary>Nothing that can be read.</summary>
    None = 0,
    Pointer = 1,
    Text = 2,
    Double = 3,
    Octets = 4,
    UInt16 = 5,
    UInt32 = 6,
    Map = 7,
    Int32 = 8,
    UInt64 = 9,
    UInt128 = 10,
    Array = 11,
    Boolean = 14,
    Float = 15,
}

/// <summary>
/// A value in the data section of a MaxMind DB, read where it lies: nothing is copied but text that is asked for. What is
/// damaged reads as <see cref="MmdbType.None"/>; no way through it is longer than so many steps.
/// </summary>
internal readonly ref struct MmdbValue
{
    private const int MaxHops = 8;
    private const int MaxSteps = 4096;

    private readonly ReadOnlySpan<byte> _section;
    private readonly int _start;
    private readonly int _size;

    private MmdbValue(ReadOnlySpan<byte> section, MmdbType type, int start, int size)
    {
        _section = section;
        (Type, _start, _size) = (type, start, size);
    }

    public MmdbType Type { get; }

    /// <summary>Entries of a map or array.</summary>
    public int Count => Type is MmdbType.Map or MmdbType.Array ? _size : 0;

    /// <summary>The value at an offset of a data section, pointers followed.</summary>
    public static MmdbValue At(ReadOnlySpan<byte> section, uint offset)
    {
        for (var hop = 0; hop < MaxHops; hop++)
        {
            if (!TryReadHead(section, offset, out var type, out var start, out var size))
                return default;
            if (type != MmdbType.Pointer)
                return Length(type, size) <= section.Length - start ? new MmdbValue(section, type, start, size) : default;
            offset = (uint)size;
        }
        return default;
    }

    /// <summary>The value of a map's entry; nothing where there is none of that name.</summary>
    public MmdbValue this[ReadOnlySpan<byte> name]
    {
        get
        {
            if (Type != MmdbType.Map)
                return default;
            var at = (uint)_start;
            for (var (entry, steps) = (0, MaxSteps); entry < _size; entry++)
            {
                var key = At(_section, at);
                if (key.Type != MmdbType.Text || !TrySkip(ref at, ref steps))
                    return default;
                if (key.Octets.SequenceEqual(name))
                    return At(_section, at);
                if (!TrySkip(ref at, ref steps))
                    return default;
            }
            return default;
        }
    }

    /// <summary>The octets of a text.</summary>
    public ReadOnlySpan<byte> Octets => Type is MmdbType.Text or MmdbType.Octets ? _section.Slice(_start, _size) : default;

    /// <summary>The text; empty where it is none.</summary>
    public string Text => Type == MmdbType.Text ? Encoding.UTF8.GetString(Octets) : "";

    /// <summary>An unsigned number; null where it is none, or larger than 64 bits.</summary>
    public ulong? Number
    {
        get
        {
            if (Type is not (MmdbType.UInt16 or MmdbType.UInt32 or MmdbType.UInt64) || _size > sizeof(ulong))
                return null;
            var number = 0UL;
            foreach (var octet in _section.Slice(_start, _size))
                number = (number << 8) | octet;
            return number;
        }
    }

    /// <summary>A number with a fraction; null where it is none.</summary>
    public double? Real => Type switch
    {
        MmdbType.Double when _size == sizeof(double) => BinaryPrimitives.ReadDoubleBigEndian(_section[_start..]),
        MmdbType.Float when _size == sizeof(float) => BinaryPrimitives.ReadSingleBigEndian(_section[_start..]),
        _ => null,
    };

    /// <summary>Octets that a value has after its head, apart from its entries.</summary>
    private static int Length(MmdbType type, int size) => type is MmdbType.Map or MmdbType.Array or MmdbType.Boolean or MmdbType.Pointer ? 0 : size;

    /// <summary>Goes past a value with all its entries.</summary>
    private bool TrySkip(ref uint at, ref int steps)
    {
        for (long left = 1; left > 0; left--)
        {
            if (--steps < 0 || !TryReadHead(_section, at, out var type, out var start, out var size) || Length(type, size) > _section.Length - start)
                return false;
            at = (uint)(start + Length(type, size));
            left += type == MmdbType.Map ? 2L * size : type == MmdbType.Array ? size : 0;
        }
        return true;
    }

    /// <summary>Reads what a value is; of a pointer the size is where it points to.</summary>
    private static bool TryReadHead(ReadOnlySpan<byte> section, uint offset, out MmdbType type, out int start, out int size)
    {
        (type, start, size) = (MmdbType.None, 0, 0);
        if (offset >= (uint)section.Length)
            return false;
        var at = (int)offset;
        var control = section[at++];
        type = (MmdbType)(control >> 5);
        size = control & 0x1f;
        if (type == MmdbType.Pointer)
            return TryReadPointer(section, control, at, out start, out size);
        if (type == MmdbType.None)
        {
            if (at >= section.Length)
                return false;
            type = (MmdbType)Math.Min(section[at++] + 7, byte.MaxValue);
        }
        var more = type == MmdbType.Boolean ? 0 : Math.Max(0, size - 28);
        if (more > section.Length - at)
            return false;
        if (more > 0)
            size = (int)Big(section.Slice(at, more)) + (more switch { 1 => 29, 2 => 285, _ => 65_821 });
        start = at + more;
        return type is >= MmdbType.Text and <= MmdbType.Array or MmdbType.Boolean or MmdbType.Float;
    }

    private static bool TryReadPointer(ReadOnlySpan<byte> section, byte control, int at, out int start, out int target)
    {
        var more = ((control >> 3) & 3) + 1;
        (start, target) = (at + more, 0);
        if (more > section.Length - at)
            return false;
        var low = Big(section.Slice(at, more));
        var high = (uint)(control & 7);
        var pointer = more switch
        {
            1 => (high << 8) | low,
            2 => ((high << 16) | low) + 2048,
            3 => ((high << 24) | low) + 526_336,
            _ => low,
        };
        target = (int)Math.Min(pointer, int.MaxValue);
        return pointer < (uint)section.Length;
    }

    private static uint Big(ReadOnlySpan<byte> octets)
    {
        var number = 0U;
        foreach (var octet in octets)
            number = (number << 8) | octet;
        return number;
    }
}
