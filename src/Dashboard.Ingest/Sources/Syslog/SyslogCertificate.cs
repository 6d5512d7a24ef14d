using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Dashboard.Ingest.Sources.Syslog;

/// <summary>What this server shows to clients over TLS, and whom it asks them to be signed by (RFC 5425 section 4.2).</summary>
public sealed class SyslogCertificate : IDisposable
{
    private static readonly TimeSpan OwnLifetime = TimeSpan.FromDays(3650);

    private SyslogCertificate(X509Certificate2 server, X509Certificate2Collection? clientAuthorities, bool isOwn) =>
        (Server, ClientAuthorities, IsOwn) = (server, clientAuthorities, isOwn);

    /// <summary>The server's certificate with its key.</summary>
    public X509Certificate2 Server { get; }

    /// <summary>Authorities of clients; null where clients need no certificate.</summary>
    public X509Certificate2Collection? ClientAuthorities { get; }

    /// <summary>Whether the program made it for itself.</summary>
    public bool IsOwn { get; }

    /// <summary>SHA-256 of the certificate, as RFC 5425 section 4.2.2 writes it: <c>sha-256:E1:2D:53:…</c>.</summary>
    public string Fingerprint => "sha-256:" + string.Join(':', Server.GetCertHash(HashAlgorithmName.SHA256).Select(o => $"{o:X2}"));

    /// <summary>Reads the certificate of the settings, or the program's own one, which is made where it is missing or has run out.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="file">The file that keeps the program's own certificate.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="IOException">A file cannot be read, used or written; the message says which and why.</exception>
    public static SyslogCertificate Open(SyslogOptions options, string file, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        var authorities = options.ClientAuthorities.Length > 0 ? Read(nameof(SyslogOptions.ClientAuthorities), options.ClientAuthorities, ReadAuthorities) : null;
        return options.Certificate.Length > 0
            ? new SyslogCertificate(Read(nameof(SyslogOptions.Certificate), options.Certificate, path => ReadConfigured(path, options)), authorities, isOwn: false)
            : new SyslogCertificate(Own(file, time), authorities, isOwn: true);
    }

    public void Dispose() => Server.Dispose();

    /// <summary>Whether one of the authorities signed a client's certificate.</summary>
    public bool Accepts(X509Certificate2? client)
    {
        if (ClientAuthorities is null)
            return true;
        if (client is null)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(ClientAuthorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(client);
    }

    private static T Read<T>(string setting, string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new IOException($"{SyslogOptions.Section}:{setting} = '{path}' cannot be used: {e.Message}", e);
        }
    }

    private static X509Certificate2 ReadConfigured(string path, SyslogOptions options)
    {
        if (!File.ReadAllBytes(path).AsSpan().StartsWith("-----"u8))
            return X509CertificateLoader.LoadPkcs12FromFile(path, options.CertificatePassword);
        var key = options.CertificateKey.Length > 0 ? options.CertificateKey : path;
        using var certificate = options.CertificatePassword.Length > 0
            ? X509Certificate2.CreateFromEncryptedPemFile(path, options.CertificatePassword, key)
            : X509Certificate2.CreateFromPemFile(path, key);
        // A key that lives in memory alone cannot be used by every system's TLS.
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    private static X509Certificate2Collection ReadAuthorities(string path)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(path);
        return authorities.Count > 0 ? authorities : throw new CryptographicException("it holds no certificate in PEM.");
    }

    private static X509Certificate2 Own(string file, TimeProvider time)
    {
        if (File.Exists(file))
        {
            try
            {
                var kept = X509CertificateLoader.LoadPkcs12FromFile(file, null);
                if (kept.NotAfter.ToUniversalTime() > time.GetUtcNow().UtcDateTime)
                    return kept;
                kept.Dispose();
            }
            catch (CryptographicException)
            {
                // A file that is damaged is made anew, as one that is missing.
            }
        }
        var octets = Make(time.GetUtcNow());
        WritePrivately(file + ".new", octets);
        File.Move(file + ".new", file, overwrite: true);
        return X509CertificateLoader.LoadPkcs12(octets, null);
    }

    private static byte[] Make(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Environment.MachineName}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Environment.MachineName);
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        // Some clients take a certificate that nobody signed as their own authority, and ask that it may be one.
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now + OwnLifetime);
        return certificate.Export(X509ContentType.Pkcs12);
    }

    private static void WritePrivately(string path, byte[] octets)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(path, options);
        stream.Write(octets);
    }
}
