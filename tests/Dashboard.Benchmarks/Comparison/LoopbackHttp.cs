using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dashboard.Benchmarks.Comparison;

/// <summary>A connection that sends requests as they are and costs next to nothing, so that what is measured is the server. Used by one thread.</summary>
internal sealed class LoopbackHttp : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 120_000, SendTimeout = 120_000 };
    private readonly byte[] _buffer = new byte[1 << 20];
    private int _read;
    private int _filled;

    public LoopbackHttp(int port) => _socket.Connect(IPAddress.Loopback, port);

    /// <summary>The octets of a request with its body.</summary>
    public static byte[] Post(string path, string headers, ReadOnlySpan<byte> body) =>
        [.. Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}Content-Length: {body.Length}\r\n\r\n"), .. body];

    /// <summary>The octets of a request without a body.</summary>
    public static byte[] Get(string path) => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");

    /// <summary>Sends a request and reads the answer to its end.</summary>
    /// <returns>The status, and the text as far as 4,000 octets go.</returns>
    public (int Status, string Text) Ask(ReadOnlySpan<byte> request)
    {
        while (!request.IsEmpty)
            request = request[_socket.Send(request)..];
        var status = int.Parse(Line().AsSpan(9, 3), CultureInfo.InvariantCulture);
        var (length, isChunked) = (0L, false);
        for (var header = Line(); header.Length > 0; header = Line())
        {
            if (header.StartsWith("content-length:", StringComparison.OrdinalIgnoreCase))
                length = long.Parse(header.AsSpan(15), CultureInfo.InvariantCulture);
            isChunked |= header.StartsWith("transfer-encoding: chunked", StringComparison.OrdinalIgnoreCase);
        }
        var text = new StringBuilder();
        if (!isChunked)
        {
            Skip(length, text);
            return (status, text.ToString());
        }
        while (long.Parse(Line(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) is var chunk and > 0)
        {
            Skip(chunk, text);
            Line();
        }
        Line();
        return (status, text.ToString());
    }

    /// <summary>The process whose command line names a port as the web server's.</summary>
    public static int ProcessAt(int port) => Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(static n => int.TryParse(n, out _))
        .First(n => File.Exists($"/proc/{n}/cmdline") && File.ReadAllText($"/proc/{n}/cmdline").Contains($"--urls\0http://127.0.0.1:{port}", StringComparison.Ordinal)) is { } id ? int.Parse(id, CultureInfo.InvariantCulture) : 0;

    public void Dispose() => _socket.Dispose();

    private string Line()
    {
        int end;
        while ((end = _buffer.AsSpan(_read, _filled - _read).IndexOf((byte)'\n')) < 0)
            Fill();
        var line = Encoding.ASCII.GetString(_buffer, _read, end).TrimEnd('\r');
        _read += end + 1;
        return line;
    }

    private void Skip(long octets, StringBuilder text)
    {
        while (octets > 0)
        {
            if (_read == _filled)
                Fill();
            var taken = (int)Math.Min(octets, _filled - _read);
            if (text.Length < 4000)
                text.Append(Encoding.UTF8.GetString(_buffer, _read, Math.Min(taken, 4000)));
            _read += taken;
            octets -= taken;
        }
    }

    private void Fill()
    {
        if (_read > 0)
        {
            _buffer.AsSpan(_read, _filled - _read).CopyTo(_buffer);
            (_read, _filled) = (0, _filled - _read);
        }
        var received = _socket.Receive(_buffer.AsSpan(_filled));
        if (received == 0)
            throw new IOException("The server closed the connection.");
        _filled += received;
    }
}
