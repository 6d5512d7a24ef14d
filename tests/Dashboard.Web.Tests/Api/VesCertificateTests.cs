using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dashboard.Ingest.Sources.Ves;
using Dashboard.Web.Auth;
using Dashboard.Web.Hosting;
using Dashboard.Web.Tests.Auth;

namespace Dashboard.Web.Tests.Api;

/// <summary>Senders of events that show a certificate over TLS.</summary>
public sealed class VesCertificateTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly X509Certificate2 _authority = Certificate("CN=authority", null, isClient: true);

    [Fact]
    public async Task A_certificate_of_an_authority_that_is_named_belongs_to_a_sender_and_any_other_does_not()
    {
        var senders = new EventSenders(new VesOptions { ClientAuthorities = await Authorities() }, TimeProvider.System);
        using var other = Certificate("CN=other authority", null, isClient: true);
        using var known = Certificate("CN=gnb-1", _authority, isClient: true);
        using var unknown = Certificate("CN=gnb-1", other, isClient: true);
        using var wrongUse = Certificate("CN=gnb-1", _authority, isClient: false);

        Assert.True(senders.Knows(known));
        Assert.False(senders.Knows(unknown));
        Assert.False(senders.Knows(wrongUse));
        Assert.False(new EventSenders(new VesOptions(), TimeProvider.System).Knows(known));
    }

    [Fact]
    public async Task Over_TLS_such_a_certificate_opens_the_listener()
    {
        using var server = Certificate("CN=localhost", null, isClient: false);
        var own = Path.Combine(_folder.Path, "server.pfx");
        await File.WriteAllBytesAsync(own, server.Export(X509ContentType.Pkcs12));
        await using var app = NocHost.Build(
        [
            "--urls=https://127.0.0.1:0", $"--Kestrel:Certificates:Default:Path={own}", $"--Noc:Ves:ClientAuthorities={await Authorities()}", $"--Noc:DataDirectory={_folder.Path}", "--applicationName=Dashboard.Web",
            .. new[] { "NetFlow", "Ipfix", "SFlow", "SnmpTrap", "SyslogUdp", "SyslogTcp", "SyslogTls", "OtlpGrpc", "OtlpHttp" }.Select(static r => $"--Noc:Listen:{r}=0"),
        ]);
        await app.StartAsync();
        var address = new Uri(app.Urls.Single());
        using var other = Certificate("CN=other authority", null, isClient: true);
        using var known = Certificate("CN=gnb-1", _authority, isClient: true);
        using var unknown = Certificate("CN=gnb-1", other, isClient: true);

        Assert.Equal(HttpStatusCode.Accepted, await Post(address, server, known));
        Assert.Equal(HttpStatusCode.Unauthorized, await Post(address, server, unknown));
        Assert.Equal(HttpStatusCode.Unauthorized, await Post(address, server, null));
        await app.StopAsync();
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    private async Task<string> Authorities()
    {
        var file = Path.Combine(_folder.Path, "ca.pem");
        await File.WriteAllTextAsync(file, _authority.ExportCertificatePem());
        return file;
    }

    private static async Task<HttpStatusCode> Post(Uri address, X509Certificate2 server, X509Certificate2? certificate)
    {
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(server);
        if (certificate is not null)
            handler.SslOptions.ClientCertificates = [certificate];
        using var client = new HttpClient(handler);
        using var content = new ByteArrayContent(VesEvents.Octets(VesEvents.Body("fault")));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await client.PostAsync(new Uri(address, VesListener.Single), content);
        return answer.StatusCode;
    }

    private static X509Certificate2 Certificate(string name, X509Certificate2? signer, bool isClient)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        var (from, to) = (TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        if (signer is null)
        {
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: isClient, false, 0, critical: true));
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(IPAddress.Loopback);
            request.CertificateExtensions.Add(names.Build());
            using var own = request.CreateSelfSigned(from, to);
            return X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
        }
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(isClient ? "1.3.6.1.5.5.7.3.2" : "1.3.6.1.5.5.7.3.1")], critical: false));
        using var signed = request.Create(signer, from.AddMinutes(1), to.AddMinutes(-1), RandomNumberGenerator.GetBytes(8));
        using var whole = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}
