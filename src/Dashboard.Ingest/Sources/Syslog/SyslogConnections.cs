using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Syslog;

/// <summary>
/// Accepts connections over TCP (RFC 6587) and TLS (RFC 5425) and reads messages from them. A connection that waits holds
/// no buffer; one that is silent for too long, or dawdles in its handshake, is closed.
/// </summary>
internal sealed class SyslogConnections(SyslogOptions options, SyslogReception reception, SourceMeter meter, TimeProvider time)
{
    private const int ReadBytes = 64 << 10;

    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<long, Connection> _open = new(); // bound: SyslogOptions.MaxConnections
    private readonly int _bufferBytes = Math.Max(ReadBytes, SyslogFraming.BufferBytes(options.MaxMessageBytes));
    private long _last;

    /// <summary>Connections that are open.</summary>
    public int Count => _open.Count;

    /// <summary>Opens a listening socket.</summary>
    /// <exception cref="IOException">The port cannot be had; the message says which and why.</exception>
    public static Socket Listen(IPEndPoint endPoint, string setting)
    {
        var listener = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endPoint.Address.Equals(IPAddress.IPv6Any))
                listener.DualMode = true;
            listener.Bind(endPoint);
            listener.Listen();
            return listener;
        }
        catch (SocketException e)
        {
            listener.Dispose();
            throw new IOException($"TCP {endPoint} cannot be listened on: {e.Message}. Set {setting} to another port, or to -1 to do without.", e);
        }
    }

    /// <summary>Accepts and reads until it is cancelled.</summary>
    /// <param name="listener">The listening socket.</param>
    /// <param name="certificate">What to show clients; null for connections without TLS.</param>
    /// <param name="cancellationToken">Ends it, with all connections.</param>
    public async Task Accept(Socket listener, SyslogCertificate? certificate, CancellationToken cancellationToken)
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptAsync(cancellationToken);
            }
            catch (SocketException e) when (!cancellationToken.IsCancellationRequested)
            {
                meter.Failed($"A connection could not be accepted: {e.Message}.");
                await Task.Delay(AcceptPause, time, cancellationToken);
                continue;
            }
            if (_open.Count >= options.MaxConnections)
            {
                meter.Failed($"{socket.RemoteEndPoint} was turned away: {options.MaxConnections} connections are open already ({SyslogOptions.Section}:{nameof(SyslogOptions.MaxConnections)}).");
                socket.Dispose();
                continue;
            }
            var connection = new Connection(socket) { HeardAt = time.GetTimestamp(), IsShakingHands = certificate is not null };
            var number = Interlocked.Increment(ref _last);
            _open[number] = connection;
            connection.Serving = Serve(number, connection, certificate, cancellationToken);
        }
    }

    /// <summary>Closes connections that are silent for too long, again and again until it is cancelled.</summary>
    public async Task CloseSilent(CancellationToken cancellationToken)
    {
        var shorter = options.IdleTimeout < options.HandshakeTimeout ? options.IdleTimeout : options.HandshakeTimeout;
        using var beat = new PeriodicTimer(shorter / 2, time);
        while (await beat.WaitForNextTickAsync(cancellationToken))
        {
            foreach (var connection in _open.Values)
            {
                if (time.GetElapsedTime(connection.HeardAt) > (connection.IsShakingHands ? options.HandshakeTimeout : options.IdleTimeout))
                    connection.Socket.Dispose();
            }
        }
    }

    /// <summary>Closes all connections and waits until nobody reads from them any more.</summary>
    public async Task Close()
    {
        foreach (var connection in _open.Values)
            connection.Socket.Dispose();
        await Task.WhenAll(_open.Values.Select(c => c.Serving));
    }

    private async Task Serve(long number, Connection connection, SyslogCertificate? certificate, CancellationToken cancellationToken)
    {
        // Whoever accepts must not wait for what this connection has to say.
        await Task.Yield();
        var peer = "";
        try
        {
            var endPoint = (IPEndPoint)connection.Socket.RemoteEndPoint!;
            peer = endPoint.Address.ToString();
            var plain = new NetworkStream(connection.Socket, ownsSocket: true);
            await using (plain)
            {
                if (certificate is null)
                {
                    await Read(connection, plain, NetworkAddress.From(endPoint.Address), cancellationToken);
                    return;
                }
                var secure = new SslStream(plain, leaveInnerStreamOpen: true);
                await using (secure)
                {
                    await secure.AuthenticateAsServerAsync(Authentication(certificate), cancellationToken);
                    connection.IsShakingHands = false;
                    await Read(connection, secure, NetworkAddress.From(endPoint.Address), cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The program ends, and with it the connection.
        }
        catch (Exception e) when (e is AuthenticationException || (connection.IsShakingHands && (e is IOException or ObjectDisposedException or SocketException)))
        {
            meter.Failed($"{peer} did not complete its TLS handshake: {e.InnerException?.Message ?? e.Message}");
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // A sender that goes away without a word, or one that was silent for too long.
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            meter.Failed($"The connection of {peer} failed: {e.Message}");
        }
        finally
        {
            connection.Socket.Dispose();
            _open.TryRemove(number, out _);
        }
    }

    private async Task Read(Connection connection, Stream stream, NetworkAddress address, CancellationToken cancellationToken)
    {
        var framing = new SyslogFraming(options.MaxMessageBytes);
        byte[]? buffer = null;
        var filled = 0;
        try
        {
            while (true)
            {
                if (buffer is null)
                {
                    var none = await stream.ReadAsync(Memory<byte>.Empty, cancellationToken);
                    Debug.Assert(none == 0, "a read into nothing waits and reads nothing");
                    buffer = ArrayPool<byte>.Shared.Rent(_bufferBytes);
                }
                var read = await stream.ReadAsync(buffer.AsMemory(filled), cancellationToken);
                connection.HeardAt = time.GetTimestamp();
                filled += read;
                var delivery = new SyslogDelivery(read, capacity: 512);
                var taken = reception.Take(buffer.AsSpan(0, filled), isEnd: read == 0, framing, address, delivery);
                filled -= taken;
                buffer.AsSpan(taken, filled).CopyTo(buffer);
                await reception.Post(delivery, cancellationToken);
                if (read == 0)
                    return;
                if (filled > 0)
                    continue;
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = null;
            }
        }
        finally
        {
            if (buffer is not null)
                ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static SslServerAuthenticationOptions Authentication(SyslogCertificate certificate) => new()
    {
        ServerCertificate = certificate.Server,
        ClientCertificateRequired = certificate.ClientAuthorities is not null,
        RemoteCertificateValidationCallback = (_, client, _, _) => certificate.Accepts(client as X509Certificate2),
    };

    private sealed class Connection(Socket socket)
    {
        private long _heardAt;

        public Socket Socket { get; } = socket;

        public Task Serving { get; set; } = Task.CompletedTask;

        public bool IsShakingHands { get; set; }

        public long HeardAt
        {
            get => Interlocked.Read(ref _heardAt);
            set => Interlocked.Exchange(ref _heardAt, value);
        }
    }
}
