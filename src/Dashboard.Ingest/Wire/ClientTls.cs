using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Dashboard.Ingest.Wire;

/// <summary>How a connection to a server is enciphered, by settings that are files in PEM; an empty text is no file.</summary>
internal static class ClientTls
{
    /// <summary>Reads the files.</summary>
    /// <param name="caFile">Authorities that a server's certificate may come from, in place of those of this machine.</param>
    /// <param name="certificateFile">The certificate that is shown to servers.</param>
    /// <param name="keyFile">The key of that certificate; where there is none, it is in the certificate's own file.</param>
    /// <param name="verify">Whether a server's certificate must be valid.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CryptographicException">A file holds no certificate or key.</exception>
    [SuppressMessage("Security", "CA5359", Justification = "Only where the user said so, for one target whose certificate nobody signed.")]
    public static SslClientAuthenticationOptions Of(string caFile, string certificateFile, string keyFile, bool verify)
    {
        var tls = new SslClientAuthenticationOptions();
        if (caFile.Length > 0)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            tls.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(caFile);
        }
        if (certificateFile.Length > 0)
            tls.ClientCertificateContext = SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(certificateFile, keyFile.Length > 0 ? keyFile : certificateFile), null);
        if (!verify)
            tls.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        return tls;
    }
}
