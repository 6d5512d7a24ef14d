using System.Text;

namespace Dashboard.Ingest.Sources.Snmp.Security;

/// <summary>A user of the user-based security model. The passwords are hashed once and then let go of.</summary>
public sealed class UsmUser
{
    /// <summary>Characters that a password must have (RFC 3414 section 11.2).</summary>
    public const int MinPassword = 8;

    private readonly byte[] _authKey = [];
    private readonly byte[] _privKey = [];

    /// <exception cref="ArgumentException">The passwords do not suffice for what is asked of them; the message says which.</exception>
    public UsmUser(string name, UsmAuthentication authentication, string authPassword, UsmPrivacy privacy, string privPassword)
    {
        (Name, Authentication, Privacy) = (name, authentication, privacy);
        NameOctets = Encoding.UTF8.GetBytes(name);
        if (Complaint(name, authentication, authPassword, privacy, privPassword) is { } complaint)
            throw new ArgumentException(complaint, nameof(name));
        if (authentication != UsmAuthentication.None)
            _authKey = UsmHash.KeyOfPassword(authentication, Encoding.UTF8.GetBytes(authPassword));
        if (privacy != UsmPrivacy.None)
            _privKey = UsmHash.KeyOfPassword(authentication, Encoding.UTF8.GetBytes(privPassword));
    }

    public string Name { get; }

    public UsmAuthentication Authentication { get; }

    public UsmPrivacy Privacy { get; }

    internal byte[] NameOctets { get; }

    /// <summary>What is wrong with a user as it was given; null where nothing is. Names no secret.</summary>
    public static string? Complaint(string name, UsmAuthentication authentication, string authPassword, UsmPrivacy privacy, string privPassword) => true switch
    {
        _ when Encoding.UTF8.GetByteCount(name) is 0 or > 32 => "a user's name has 1 to 32 octets",
        _ when authentication == UsmAuthentication.None && privacy != UsmPrivacy.None => $"user '{name}' has privacy without authentication, which SNMP does not allow",
        _ when authentication != UsmAuthentication.None && authPassword.Length < MinPassword => $"the authentication password of user '{name}' is shorter than {MinPassword} characters",
        _ when privacy != UsmPrivacy.None && privPassword.Length < MinPassword => $"the privacy password of user '{name}' is shorter than {MinPassword} characters",
        _ => null,
    };

    /// <summary>The user's keys for one engine.</summary>
    public UsmKeys Localise(ReadOnlySpan<byte> engineId) => new(
        Authentication, _authKey.Length == 0 ? [] : UsmHash.Localise(Authentication, _authKey, engineId),
        Privacy, PrivacyKey(engineId));

    internal byte[] PrivacyKey(ReadOnlySpan<byte> engineId)
    {
        if (_privKey.Length == 0)
            return [];
        var localised = UsmHash.Localise(Authentication, _privKey, engineId);
        var wanted = UsmKeys.PrivacyKeySize(Privacy);
        while (localised.Length < wanted)
        {
            // Reeder's way takes what there is for a password; Blumenthal's hashes it.
            var more = Privacy is UsmPrivacy.Aes192Cisco or UsmPrivacy.Aes256Cisco
                ? UsmHash.Localise(Authentication, UsmHash.KeyOfPassword(Authentication, localised), engineId)
                : UsmHash.Hash(Authentication, localised);
            localised = [.. localised, .. more];
        }
        return localised[..wanted];
    }
}
