using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Dashboard.Tests.Circuits;

/// <summary>
/// A browser as far as the server can tell: it loads a page, opens the page's circuit over a WebSocket and confirms every
/// drawing and every frame at once, without drawing anything. Some hundreds of them fit one machine.
/// </summary>
internal sealed partial class CheapCircuit : IAsyncDisposable
{
    /// <summary>The framework's number for a call whose result is an object of the browser's.</summary>
    private const int ObjectReference = 1;

    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly TaskCompletionSource _firstFrame = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _reading = Task.CompletedTask;
    private long _frames;
    private long _bytes;

    private CheapCircuit()
    {
    }

    /// <summary>Frames that have come so far.</summary>
    public long Frames => Interlocked.Read(ref _frames);

    /// <summary>Octets that have come so far.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Opens a page's circuit and waits until its first frame has come.</summary>
    /// <param name="client">Loads the page; sends the cookies it has.</param>
    /// <param name="page">The page.</param>
    /// <param name="cookies">What the WebSocket sends as <c>Cookie</c>; empty for nothing.</param>
    public static async Task<CheapCircuit> Open(HttpClient client, Uri page, string cookies = "")
    {
        var html = await client.GetStringAsync(page);
        var records = Record().Matches(html).Select(static m => m.Groups[1].Value).Where(static r => r.Contains("\"descriptor\"", StringComparison.Ordinal));
        var state = State().Match(html).Groups[1].Value;
        var circuit = new CheapCircuit();
        try
        {
            circuit._socket.Options.SetRequestHeader("Origin", page.GetLeftPart(UriPartial.Authority));
            if (cookies.Length > 0)
                circuit._socket.Options.SetRequestHeader("Cookie", cookies);
            await circuit._socket.ConnectAsync(new Uri($"ws://{page.Authority}/_blazor"), CancellationToken.None);
            await circuit.Send(Encoding.UTF8.GetBytes("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"));
            await circuit.Send(PackWriter.Call("0", "StartCircuit", page.GetLeftPart(UriPartial.Authority) + "/", page.AbsoluteUri, $"[{string.Join(',', records)}]", state));
            circuit._reading = circuit.Read();
            await Task.WhenAny(circuit._firstFrame.Task, circuit._reading).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
            if (!circuit._firstFrame.Task.IsCompletedSuccessfully)
                throw new InvalidOperationException("The server ended the circuit before its first frame.", circuit._reading.Exception);
            return circuit;
        }
        catch
        {
            await circuit.DisposeAsync();
            throw;
        }
    }

    /// <summary>Goes away without a word, as a browser does whose cable is pulled out of a running machine's end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _socket.Abort();
        try
        {
            await _reading;
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // That is how it ends.
        }
        _socket.Dispose();
        _sending.Dispose();
        _closing.Dispose();
    }

    private async Task Read()
    {
        var buffer = new byte[64 * 1024];
        var (start, end) = (0, 0);
        var handshaken = false;
        while (true)
        {
            if (end == buffer.Length && start == 0)
                Array.Resize(ref buffer, buffer.Length * 2);
            else if (start > 0)
                (_, end, start) = (Move(buffer, start, end), end - start, 0);
            var received = await _socket.ReceiveAsync(buffer.AsMemory(end), _closing.Token);
            if (received.MessageType == WebSocketMessageType.Close)
                throw new WebSocketException("The server closed the circuit.");
            end += received.Count;
            Interlocked.Add(ref _bytes, received.Count);
            if (!handshaken && Array.IndexOf(buffer, (byte)0x1e, start, end - start) is >= 0 and var mark)
                (handshaken, start) = (true, mark + 1);
            while (handshaken && TryFrame(buffer.AsMemory(start, end - start), out var message, out var taken))
            {
                start += taken;
                foreach (var answer in Answers(message.Span))
                    await Send(answer);
            }
        }
    }

    private static bool Move(byte[] buffer, int start, int end)
    {
        Buffer.BlockCopy(buffer, start, buffer, 0, end - start);
        return true;
    }

    private static bool TryFrame(ReadOnlyMemory<byte> bytes, out ReadOnlyMemory<byte> message, out int taken)
    {
        (message, taken) = (default, 0);
        var length = 0;
        for (var i = 0; i < 5 && i < bytes.Length; i++)
        {
            length |= (bytes.Span[i] & 0x7f) << (7 * i);
            if ((bytes.Span[i] & 0x80) != 0)
                continue;
            if (bytes.Length < i + 1 + length)
                return false;
            (message, taken) = (bytes.Slice(i + 1, length), i + 1 + length);
            return true;
        }
        return false;
    }

    private List<byte[]> Answers(ReadOnlySpan<byte> message)
    {
        var reader = new PackReader(message);
        reader.Array();
        var kind = reader.Integer();
        if (kind == 7)
            throw new WebSocketException($"The server closed the circuit: {reader.Text()}");
        if (kind != 1)
            return [];
        reader.NoHeaders();
        reader.Text();
        var method = reader.Text();
        reader.Array();
        switch (method)
        {
            case "JS.RenderBatch":
                return [PackWriter.Call(null, "OnRenderCompleted", reader.Integer(), null)];
            case "JS.BeginInvokeJS":
                var call = reader.Integer();
                if (reader.Text() == "noc.frame")
                {
                    Interlocked.Increment(ref _frames);
                    _firstFrame.TrySetResult();
                }
                reader.Text();
                // A call that wants an object of the browser's gets a number to call it by.
                var answer = reader.Integer() == ObjectReference ? "{\"__jsObjectId\":1}" : "null";
                return call == 0 ? [] : [PackWriter.Call(null, "EndInvokeJSFromDotNet", call, true, string.Create(CultureInfo.InvariantCulture, $"[{call},true,{answer}]"))];
            case "JS.Error":
                throw new WebSocketException($"The circuit failed: {reader.Text()}");
            default:
                return [];
        }
    }

    private async Task Send(byte[] bytes)
    {
        await _sending.WaitAsync(_closing.Token);
        try
        {
            await _socket.SendAsync(bytes.AsMemory(), WebSocketMessageType.Binary, true, _closing.Token);
        }
        finally
        {
            _sending.Release();
        }
    }

    [GeneratedRegex("<!--Blazor:(.*?)-->")]
    private static partial Regex Record();

    [GeneratedRegex("<!--Blazor-Server-Component-State:(.*?)-->")]
    private static partial Regex State();
}
