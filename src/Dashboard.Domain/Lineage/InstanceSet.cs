using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Dashboard.Domain.Lineage;

/// <summary>
/// Which instances something is about, in four octets each and the same in every process, so that it can be kept on disk:
/// hashes by FNV-1a (RFC 9923), of which two instances share one about once in four thousand million pairs.
/// </summary>
public static class InstanceSet
{
    /// <summary>Instances that are told apart; of more it is any.</summary>
    public const int MaxInstances = 4096;

    /// <summary>The hash of an instance's name.</summary>
    public static uint Hash(string instance)
    {
        var hash = 2_166_136_261;
        foreach (var octet in MemoryMarshal.AsBytes(instance.AsSpan()))
            hash = (hash ^ octet) * 16_777_619;
        return hash;
    }

    /// <summary>Writes a set down: none for any instance.</summary>
    public static byte[] Write(IReadOnlyCollection<uint> hashes)
    {
        if (hashes.Count > MaxInstances)
            return [];
        var octets = new byte[hashes.Count * sizeof(uint)];
        var at = 0;
        foreach (var hash in hashes)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(octets.AsSpan(at), hash);
            at += sizeof(uint);
        }
        return octets;
    }

    /// <summary>Whether a set that was written down may hold an instance.</summary>
    public static bool MayHold(ReadOnlySpan<byte> set, string instance)
    {
        if (set.IsEmpty || instance.Length == 0)
            return true;
        var hash = Hash(instance);
        for (; set.Length >= sizeof(uint); set = set[sizeof(uint)..])
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(set) == hash)
                return true;
        }
        return false;
    }
}
