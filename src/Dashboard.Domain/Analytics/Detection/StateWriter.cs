using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Dashboard.Domain.Analytics.Detection;

/// <summary>Puts numbers one after another into bytes, in the machine's own order: a state is read where it was written.</summary>
internal ref struct StateWriter(Span<byte> rest)
{
    private Span<byte> _rest = rest;

    public void Put<T>(ReadOnlySpan<T> numbers)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(numbers);
        bytes.CopyTo(_rest);
        _rest = _rest[bytes.Length..];
    }

    public void Put<T>(Span<T> numbers)
        where T : unmanaged => Put((ReadOnlySpan<T>)numbers);

    public void Put<T>(T number)
        where T : unmanaged
    {
        MemoryMarshal.Write(_rest, in number);
        _rest = _rest[Unsafe.SizeOf<T>()..];
    }
}
