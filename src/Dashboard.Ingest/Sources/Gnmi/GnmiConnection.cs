using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Dashboard.Ingest.Sources.Gnmi.Messages;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.Gnmi;

/// <summary>One connection to one device, and the calls of gNMI over it.</summary>
internal sealed class GnmiConnection : IDisposable
{
    private static readonly GnmiEncoding[] Preferred = [GnmiEncoding.Proto, GnmiEncoding.JsonIetf, GnmiEncoding.Json, GnmiEncoding.Ascii, GnmiEncoding.Bytes];

    private readonly GnmiTargetOptions _target;
    private readonly HttpMessageInvoker _http;
    private readonly Uri _server;
    private readonly List<KeyValuePair<string, string>> _metadata = []; // bound: two
    private readonly int _maxMessageBytes;

    /// <exception cref="CryptographicException">A file holds no certificate or key.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public GnmiConnection(GnmiTargetOptions target, int maxMessageBytes)
    {
        (_target, _maxMessageBytes) = (target, maxMessageBytes);
        if (!HostPort.TryParse(target.Address, GnmiTargetOptions.DefaultPort, out var host, out var port))
            throw new ArgumentException($"'{target.Address}' is no address.", nameof(target));
        _server = new UriBuilder(target.Tls ? "https" : "http", target.ServerName.Length > 0 ? target.ServerName : host, port).Uri;
        if (target.User.Length > 0)
            _metadata.AddRange([new("username", target.User), new("password", target.Password)]);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = target.Timeout,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            ConnectCallback = (_, cancellationToken) => Connect(host, port, cancellationToken),
            SslOptions = target.Tls ? Tls(target) : new SslClientAuthenticationOptions(),
        });
    }

    /// <summary>How values are to be written: as settings say, or the best that the device says it can.</summary>
    /// <exception cref="GrpcException">The device refuses.</exception>
    /// <exception cref="HttpRequestException">The device cannot be reached.</exception>
    public async Task<GnmiEncoding> ChooseEncoding(CancellationToken cancellationToken)
    {
        if (_target.Encoding is { } wanted)
            return wanted;
        GnmiCapabilities? capabilities;
        try
        {
            capabilities = await AskCapabilities(cancellationToken);
        }
        catch (GrpcException e) when (e.Status == GrpcException.Unimplemented)
        {
            capabilities = null;
        }
        // A device that names no encoding must have JSON (gNMI specification section 2.3).
        return Preferred.Where(e => capabilities?.Encodings.Contains(e) == true).DefaultIfEmpty(GnmiEncoding.Json).First();
    }

    /// <summary>Asks what the device can.</summary>
    /// <exception cref="GrpcException">The device refuses.</exception>
    /// <exception cref="HttpRequestException">The device cannot be reached.</exception>
    public async Task<GnmiCapabilities?> AskCapabilities(CancellationToken cancellationToken)
    {
        using var call = await Start("Capabilities", [GnmiRequests.Capabilities], cancellationToken);
        call.Complete();
        GnmiCapabilities? capabilities = null;
        while (await call.Messages.Receive(cancellationToken))
        {
            while (call.Messages.TryNext(out var message))
            {
                if (GnmiDecoder.ReadCapabilities(message.Span, out capabilities) is { } problem)
                    throw new GrpcException(GrpcException.Internal, problem);
            }
        }
        call.ThrowUnlessOk();
        return capabilities;
    }

    /// <summary>Begins a subscription.</summary>
    /// <exception cref="GrpcException">The device refuses.</exception>
    /// <exception cref="HttpRequestException">The device cannot be reached.</exception>
    public Task<GrpcCall> Subscribe(IReadOnlyList<ReadOnlyMemory<byte>> requests, CancellationToken cancellationToken) => Start("Subscribe", requests, cancellationToken);

    public void Dispose() => _http.Dispose();

    private Task<GrpcCall> Start(string method, IReadOnlyList<ReadOnlyMemory<byte>> messages, CancellationToken cancellationToken) =>
        GrpcCall.Start(_http, new Uri(_server, $"/gnmi.gNMI/{method}"), _metadata, messages, _maxMessageBytes, cancellationToken);

    private static async ValueTask<Stream> Connect(string host, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // A device that is gone without a word is found out by TCP: many gRPC servers take offence at HTTP/2 pings.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
            await socket.ConnectAsync(new DnsEndPoint(host, port), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static SslClientAuthenticationOptions Tls(GnmiTargetOptions target)
    {
        var tls = ClientTls.Of(target.CaFile, target.CertificateFile, target.KeyFile, target.TlsVerify);
        tls.EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        return tls;
    }
}
