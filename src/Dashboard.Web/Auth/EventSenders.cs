using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dashboard.Ingest.Sources.Ves;

namespace Dashboard.Web.Auth;

/// <summary>Who may post events: accounts of their own, which open nothing else, and holders of certificates.</summary>
internal sealed class EventSenders
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2"; // RFC 5280 section 4.2.1.12, id-kp-clientAuth

    private readonly Dictionary<string, byte[]> _accounts; // bound: the settings
    private readonly X509Certificate2Collection _authorities = [];
    private readonly ConditionalWeakTable<X509Certificate2, object> _judged = []; // bound: certificates of open connections
    private readonly TimeProvider _time;

    /// <exception cref="CryptographicException">The file of authorities holds no certificate.</exception>
    public EventSenders(VesOptions options, TimeProvider time)
    {
        _time = time;
        _accounts = options.Users.ToDictionary(static u => u.Name, static u => Secret.Hash(u.Password), StringComparer.Ordinal);
        if (options.ClientAuthorities.Length > 0)
            _authorities.ImportFromPemFile(options.ClientAuthorities);
    }

    /// <summary>Whether a name and a password belong together.</summary>
    public bool Knows(string name, string password)
    {
        var hash = Secret.Hash(password);
        // An unknown name takes as long as a wrong password.
        return CryptographicOperations.FixedTimeEquals(hash, _accounts.GetValueOrDefault(name) ?? new byte[hash.Length]) && _accounts.ContainsKey(name);
    }

    /// <summary>Whether a certificate comes from an authority that is trusted for this.</summary>
    public bool Knows(X509Certificate2 certificate) => _authorities.Count > 0 && (bool)_judged.GetValue(certificate, c => Judge(c));

    private bool Judge(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        chain.ChainPolicy.VerificationTime = _time.GetUtcNow().UtcDateTime;
        return chain.Build(certificate);
    }
}
