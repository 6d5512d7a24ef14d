using System.Security.Cryptography;

namespace Dashboard.Ingest.Sources.Snmp.Security;

/// <summary>The hash functions of the user-based security model and what it makes of them.</summary>
public static class UsmHash
{
    /// <summary>Octets of the longest digest.</summary>
    public const int MaxSize = 64;

    private const int ExpandedPassword = 1_048_576;

    /// <summary>Octets of a digest, which are those of a key as well.</summary>
    public static int Size(UsmAuthentication algorithm) => algorithm switch
    {
        UsmAuthentication.Md5 => 16,
        UsmAuthentication.Sha1 => 20,
        UsmAuthentication.Sha224 => Sha224.Size,
        UsmAuthentication.Sha256 => 32,
        UsmAuthentication.Sha384 => 48,
        UsmAuthentication.Sha512 => 64,
        _ => 0,
    };

    /// <summary>Octets of the digest that go into a message.</summary>
    public static int DigestSize(UsmAuthentication algorithm) => algorithm switch
    {
        UsmAuthentication.Md5 or UsmAuthentication.Sha1 => 12,
        UsmAuthentication.Sha224 => 16,
        UsmAuthentication.Sha256 => 24,
        UsmAuthentication.Sha384 => 32,
        UsmAuthentication.Sha512 => 48,
        _ => 0,
    };

    /// <summary>The key of a password of at least one octet, before it is localised (RFC 3414 sections A.2.1 and A.2.2, RFC 7860 section 9.3).</summary>
    public static byte[] KeyOfPassword(UsmAuthentication algorithm, ReadOnlySpan<byte> password)
    {
        var expanded = new byte[ExpandedPassword];
        var filled = Math.Min(password.Length, expanded.Length);
        password[..filled].CopyTo(expanded);
        for (; filled < expanded.Length; filled *= 2)
            expanded.AsSpan(0, Math.Min(filled, expanded.Length - filled)).CopyTo(expanded.AsSpan(filled));
        var key = Hash(algorithm, expanded);
        CryptographicOperations.ZeroMemory(expanded);
        return key;
    }

    /// <summary>A key for one engine alone (RFC 3414 section 2.6).</summary>
    public static byte[] Localise(UsmAuthentication algorithm, ReadOnlySpan<byte> key, ReadOnlySpan<byte> engineId) => Hash(algorithm, [.. key, .. engineId, .. key]);

    /// <summary>A digest.</summary>
    public static byte[] Hash(UsmAuthentication algorithm, ReadOnlySpan<byte> octets)
    {
        var digest = new byte[Size(algorithm)];
        switch (algorithm)
        {
            // What these two protect is protected no better by the protocol; devices speak nothing newer.
#pragma warning disable CA5350, CA5351
            case UsmAuthentication.Md5:
                MD5.HashData(octets, digest);
                break;
            case UsmAuthentication.Sha1:
                SHA1.HashData(octets, digest);
                break;
#pragma warning restore CA5350, CA5351
            case UsmAuthentication.Sha224:
                Sha224.HashData(octets, digest);
                break;
            case UsmAuthentication.Sha256:
                SHA256.HashData(octets, digest);
                break;
            case UsmAuthentication.Sha384:
                SHA384.HashData(octets, digest);
                break;
            case UsmAuthentication.Sha512:
                SHA512.HashData(octets, digest);
                break;
        }
        return digest;
    }

    /// <summary>Writes the keyed digest of a message, <see cref="Size"/> long (RFC 2104).</summary>
    public static void Sign(UsmAuthentication algorithm, ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, Span<byte> digest)
    {
        switch (algorithm)
        {
#pragma warning disable CA5350, CA5351
            case UsmAuthentication.Md5:
                HMACMD5.HashData(key, message, digest);
                break;
            case UsmAuthentication.Sha1:
                HMACSHA1.HashData(key, message, digest);
                break;
#pragma warning restore CA5350, CA5351
            case UsmAuthentication.Sha224:
                SignSha224(key, message, digest);
                break;
            case UsmAuthentication.Sha256:
                HMACSHA256.HashData(key, message, digest);
                break;
            case UsmAuthentication.Sha384:
                HMACSHA384.HashData(key, message, digest);
                break;
            case UsmAuthentication.Sha512:
                HMACSHA512.HashData(key, message, digest);
                break;
        }
    }

    private static void SignSha224(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, Span<byte> digest)
    {
        var inner = new byte[Sha224.BlockSize + message.Length];
        Span<byte> outer = stackalloc byte[Sha224.BlockSize + Sha224.Size];
        for (var i = 0; i < Sha224.BlockSize; i++)
        {
            var octet = i < key.Length ? key[i] : (byte)0;
            inner[i] = (byte)(octet ^ 0x36);
            outer[i] = (byte)(octet ^ 0x5c);
        }
        message.CopyTo(inner.AsSpan(Sha224.BlockSize));
        Sha224.HashData(inner, outer[Sha224.BlockSize..]);
        Sha224.HashData(outer, digest);
    }
}
