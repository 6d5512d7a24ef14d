using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Dashboard.Domain.Analytics.Detection;

/// <summary>Takes numbers out of bytes in the order in which a <see cref="StateWriter"/> put them.</summary>
internal ref struct StateReader(ReadOnlySpan<byte> rest)
{
    private ReadOnlySpan<byte> _rest = rest;

    public void Take<T>(Span<T> numbers)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(numbers);
        _rest[..bytes.Length].CopyTo(bytes);
        _rest = _rest[bytes.Length..];
    }

    public T Take<T>()
        where T : unmanaged
    {
        var number = MemoryMarshal.Read<T>(_rest);
        _rest = _rest[Unsafe.SizeOf<T>()..];
        return number;
    }
}
