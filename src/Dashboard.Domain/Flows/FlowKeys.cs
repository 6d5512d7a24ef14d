using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Flows;

/// <summary>What flows are added up by: a value that hashes itself.</summary>
internal interface IFlowKey<T> : IEquatable<T>
{
    uint Hash { get; }
}

/// <summary>Hashes keys that strangers choose: the seed is another in each process, so nobody can aim at one chain.</summary>
internal static class FlowHash
{
    private static readonly ulong First = Seed();
    private static readonly ulong Second = Seed();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(ulong high, ulong low)
    {
        var upper = Math.BigMul(low ^ First, high ^ Second, out var lower);
        return (uint)((upper ^ lower) >> 16);
    }

    /// <summary>All 64 bits of the same, for what keeps the hash in place of the key: among a million keys two are taken for one once in 37 million runs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Wide(ulong high, ulong low)
    {
        var upper = Math.BigMul(low ^ First, high ^ Second, out var lower);
        return upper ^ lower;
    }

    /// <summary>One number: multiplied by a secret odd one, of which the upper bits are the best mixed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(ulong number) => (uint)(((number ^ (number >> 32)) * First) >> 32);

    private static ulong Seed() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) | 1;
}

/// <summary>A number: an application, an AS, an interface of an exporter.</summary>
internal readonly record struct NumberKey(ulong Number) : IFlowKey<NumberKey>
{
    public uint Hash => FlowHash.Of(Number);
}

internal readonly record struct AddressKey(NetworkAddress Address) : IFlowKey<AddressKey>
{
    public uint Hash => FlowHash.Of(Address.High, Address.Low);
}

/// <summary>Who sent what to whom, as one exporter saw it. The client's port is left out: each connection has another.</summary>
internal readonly record struct ConversationKey(NetworkAddress Source, NetworkAddress Destination, ulong Application, ulong Exporter) : IFlowKey<ConversationKey>
{
    public uint Hash => FlowHash.Of(Source.High ^ System.Numerics.BitOperations.RotateLeft(Destination.High, 17) ^ (Exporter << 48), Source.Low ^ System.Numerics.BitOperations.RotateLeft(Destination.Low, 31) ^ (Application << 20));
}
