using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Dashboard.Ingest.Sources.Snmp.Security;

/// <summary>A user's keys for one engine: signs, verifies, enciphers and deciphers. Used by one thread at a time.</summary>
public sealed class UsmKeys : IDisposable
{
    /// <summary>Octets of the salt that goes with an enciphered message.</summary>
    public const int SaltSize = 8;

    private readonly byte[] _authKey;
    private readonly byte[] _initialisation = [];
    private readonly SymmetricAlgorithm? _cipher;
    private readonly string? _unusable;

    /// <param name="authentication">How messages are authenticated.</param>
    /// <param name="authKey">The localised key.</param>
    /// <param name="privacy">How messages are enciphered.</param>
    /// <param name="privKey">The localised key, <see cref="PrivacyKeySize"/> octets.</param>
    public UsmKeys(UsmAuthentication authentication, byte[] authKey, UsmPrivacy privacy, byte[] privKey)
    {
        (Authentication, Privacy, _authKey) = (authentication, privacy, authKey);
        try
        {
            if (privacy == UsmPrivacy.Des)
            {
                // Devices that speak nothing better are the reason.
#pragma warning disable CA5351
                _cipher = DES.Create();
#pragma warning restore CA5351
                _cipher.Key = privKey[..8];
                _initialisation = privKey[8..16];
            }
            else if (privacy != UsmPrivacy.None)
            {
                _cipher = Aes.Create();
                _cipher.Key = privKey;
            }
        }
        catch (CryptographicException e)
        {
            // A weak DES key, or a system whose policy forbids the cipher.
            _unusable = e.Message;
        }
    }

    public UsmAuthentication Authentication { get; }

    public UsmPrivacy Privacy { get; }

    /// <summary>Octets of a localised privacy key; of DES, half of them are the initialisation vector's.</summary>
    public static int PrivacyKeySize(UsmPrivacy privacy) => privacy switch
    {
        UsmPrivacy.Des or UsmPrivacy.Aes128 => 16,
        UsmPrivacy.Aes192 or UsmPrivacy.Aes192Cisco => 24,
        UsmPrivacy.Aes256 or UsmPrivacy.Aes256Cisco => 32,
        _ => 0,
    };

    /// <summary>Writes the digest of a message whose place for it holds zeros.</summary>
    public void Sign(ReadOnlySpan<byte> message, Span<byte> place)
    {
        Span<byte> digest = stackalloc byte[UsmHash.MaxSize];
        UsmHash.Sign(Authentication, _authKey, message, digest);
        digest[..place.Length].CopyTo(place);
    }

    /// <summary>Whether a message carries the digest that it should. The place of the digest holds zeros afterwards.</summary>
    public bool Verify(Span<byte> message, Span<byte> place)
    {
        if (place.Length != UsmHash.DigestSize(Authentication))
            return false;
        Span<byte> claimed = stackalloc byte[UsmHash.MaxSize];
        place.CopyTo(claimed);
        place.Clear();
        Span<byte> digest = stackalloc byte[UsmHash.MaxSize];
        UsmHash.Sign(Authentication, _authKey, message, digest);
        return CryptographicOperations.FixedTimeEquals(claimed[..place.Length], digest[..place.Length]);
    }

    /// <summary>Enciphers a scoped PDU.</summary>
    /// <param name="plain">The scoped PDU.</param>
    /// <param name="boots">The engine's boots that the message carries.</param>
    /// <param name="time">The engine's time that the message carries.</param>
    /// <param name="counter">Never twice the same for these keys.</param>
    /// <param name="salt">Gets the salt that the message carries.</param>
    /// <param name="cipher">Gets the result; 16 octets longer than the scoped PDU.</param>
    /// <returns>Octets of the result; 0 where the system does not have the cipher.</returns>
    public int Encipher(ReadOnlySpan<byte> plain, int boots, int time, ulong counter, Span<byte> salt, Span<byte> cipher)
    {
        if (_cipher is null || _unusable is not null)
            return 0;
        if (Privacy == UsmPrivacy.Des)
        {
            BinaryPrimitives.WriteInt32BigEndian(salt, boots);
            BinaryPrimitives.WriteUInt32BigEndian(salt[4..], (uint)counter);
        }
        else
        {
            BinaryPrimitives.WriteUInt64BigEndian(salt, counter);
        }
        var padded = cipher[..Padded(plain.Length)];
        padded[plain.Length..].Clear();
        plain.CopyTo(padded);
        Span<byte> vector = stackalloc byte[16];
        vector = Vector(vector, boots, time, salt);
        if (Privacy == UsmPrivacy.Des)
            return _cipher.EncryptCbc(padded, vector, padded, PaddingMode.None);
        _cipher.EncryptCfb(padded, vector, padded, PaddingMode.None, feedbackSizeInBits: 128);
        return plain.Length;
    }

    /// <summary>Deciphers a scoped PDU.</summary>
    /// <param name="cipher">What the message carries.</param>
    /// <param name="boots">The engine's boots that the message carries.</param>
    /// <param name="time">The engine's time that the message carries.</param>
    /// <param name="salt">The salt that the message carries.</param>
    /// <param name="plain">Gets the result; 16 octets longer than what the message carries.</param>
    /// <returns>Octets of the result; 0 where it cannot be deciphered.</returns>
    public int Decipher(ReadOnlySpan<byte> cipher, int boots, int time, ReadOnlySpan<byte> salt, Span<byte> plain)
    {
        if (_cipher is null || _unusable is not null || salt.Length != SaltSize || (Privacy == UsmPrivacy.Des && cipher.Length % 8 != 0))
            return 0;
        var padded = plain[..Padded(cipher.Length)];
        padded[cipher.Length..].Clear();
        cipher.CopyTo(padded);
        Span<byte> vector = stackalloc byte[16];
        vector = Vector(vector, boots, time, salt);
        if (Privacy == UsmPrivacy.Des)
            return _cipher.DecryptCbc(padded, vector, padded, PaddingMode.None);
        _cipher.DecryptCfb(padded, vector, padded, PaddingMode.None, feedbackSizeInBits: 128);
        return cipher.Length;
    }

    public void Dispose() => _cipher?.Dispose();

    // The base library enciphers whole blocks only; in CFB, what is cut off afterwards changes nothing before it.
    private int Padded(int length) => Privacy == UsmPrivacy.Des ? (length + 7) & ~7 : (length + 15) & ~15;

    private Span<byte> Vector(Span<byte> vector, int boots, int time, ReadOnlySpan<byte> salt)
    {
        if (Privacy == UsmPrivacy.Des)
        {
            for (var i = 0; i < 8; i++)
                vector[i] = (byte)(_initialisation[i] ^ salt[i]);
            return vector[..8];
        }
        BinaryPrimitives.WriteInt32BigEndian(vector, boots);
        BinaryPrimitives.WriteInt32BigEndian(vector[4..], time);
        salt.CopyTo(vector[8..]);
        return vector;
    }
}
