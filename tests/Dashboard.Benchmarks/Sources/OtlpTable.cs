using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Dashboard.Benchmarks.Comparison;
using Dashboard.Domain.Telemetry;
using Dashboard.EndToEnd;
using Dashboard.Ingest.Sources.Otlp;
using Dashboard.Ingest.Sources.Zipkin;
using Dashboard.Ingest.Wire;

namespace Dashboard.Benchmarks.Sources;

/// <summary>What a span costs to be read, on one thread, by each decoder, and how many the program accepts over gRPC and HTTP.</summary>
internal static class OtlpTable
{
    private const int SpansAMessage = 500;
    private const int Messages = 400;
    private const int Connections = 4;
    private const int Rounds = 5;

    public static async Task Print(TextWriter output)
    {
        await output.WriteLineAsync($"{SpansAMessage} spans of ten attributes a message, {Messages} messages a round; median of {Rounds} rounds after one to warm up\ndecoder, one thread    octets/span    ns/span   B allocated/span");
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var json = Encoding.UTF8.GetBytes(Otlp(now));
        var protobuf = Protobuf(json);
        var zipkin = Encoding.UTF8.GetBytes(Zipkin(now));
        var (origins, texts, labels) = (new OtlpOrigins(1000), new TextTable(10_000), new SharedLabels(1000));
        await Decoder(output, "OTLP protobuf", protobuf, batch => new OtlpTraceDecoder(origins, texts).Read(protobuf, now, batch)!.Accepted);
        await Decoder(output, "OTLP JSON", json, batch => new OtlpTraceDecoder(origins, texts).Read(Protobuf(json), now, batch)!.Accepted);
        await Decoder(output, "Zipkin JSON", zipkin, batch =>
        {
            var reading = new IntakeReading("span");
            return new ZipkinDecoder(labels, texts).Read(zipkin, now, reading, batch) is { } problem ? throw new InvalidOperationException(problem) : reading.Accepted;
        });
        await output.WriteLineAsync($"over the wire, {Connections} connections    spans/s   spans/CPU s of the server");
        await OverTheWire(output, "gRPC", "application/grpc", protobuf);
        await OverTheWire(output, "HTTP protobuf", "application/x-protobuf", protobuf);
        await OverTheWire(output, "HTTP JSON", "application/json", json);
    }

    private static async Task Decoder(TextWriter output, string name, byte[] message, Func<TelemetryBatch<SpanRecord>, int> read)
    {
        var (nanoseconds, allocations) = (new List<double>(), new List<double>());
        for (var round = -1; round < Rounds; round++)
        {
            var (began, before, spans) = (TimeProvider.System.GetTimestamp(), GC.GetTotalAllocatedBytes(precise: true), 0);
            for (var i = 0; i < Messages; i++)
            {
                using var batch = new TelemetryBatch<SpanRecord>(OtlpSource.Id);
                spans += read(batch);
            }
            var (elapsed, allocated) = (TimeProvider.System.GetElapsedTime(began), GC.GetTotalAllocatedBytes(precise: true) - before);
            if (spans != Messages * SpansAMessage)
                throw new InvalidOperationException($"{name} took {spans} spans.");
            if (round < 0)
                continue;
            nanoseconds.Add(elapsed.TotalNanoseconds / spans);
            allocations.Add((double)allocated / spans);
        }
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {name,-20} {message.Length / SpansAMessage,12} {Median(nanoseconds),10:0} {Median(allocations),18:0}"));
    }

    private static async Task OverTheWire(TextWriter output, string name, string media, byte[] message)
    {
        var (grpc, http) = (FreePort.Find(), FreePort.Find());
        await using var server = new Server { Settings = ["--Noc:Auth:Mode=Open", $"--Noc:Listen:OtlpGrpc={grpc}", $"--Noc:Listen:OtlpHttp={http}"] };
        await server.Start();
        await Listening(grpc);
        await Listening(http);
        var isGrpc = media == "application/grpc";
        var address = new Uri(isGrpc ? $"http://127.0.0.1:{grpc}/opentelemetry.proto.collector.trace.v1.TraceService/Export" : $"http://127.0.0.1:{http}/v1/traces");
        var body = isGrpc ? GrpcMessages.Framed(message) : message;
        using var process = Process.GetProcesses().Single(p => p.Id == LoopbackHttp.ProcessAt(server.Port));
        var (rates, perProcessor) = (new List<double>(), new List<double>());
        for (var round = -1; round < Rounds; round++)
        {
            process.Refresh();
            var (began, cpu) = (TimeProvider.System.GetTimestamp(), process.TotalProcessorTime);
            await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(() => Send(address, media, isGrpc, body))));
            var elapsed = TimeProvider.System.GetElapsedTime(began);
            process.Refresh();
            if (round < 0)
                continue;
            rates.Add(Messages * SpansAMessage / elapsed.TotalSeconds);
            perProcessor.Add(Messages * SpansAMessage / (process.TotalProcessorTime - cpu).TotalSeconds);
        }
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {name,-26} {Median(rates),10:0} {Median(perProcessor),14:0}"));
    }

    // Receivers open when the server is ready already.
    private static async Task Listening(int port)
    {
        while (true)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }

    private static async Task Send(Uri address, string media, bool isGrpc, byte[] body)
    {
        using var http = new HttpClient();
        for (var i = 0; i < Messages / Connections; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(media) } } };
            if (isGrpc)
                (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
            using var answer = await http.SendAsync(request);
            await answer.Content.ReadAsByteArrayAsync();
            if (!answer.IsSuccessStatusCode || (isGrpc && answer.TrailingHeaders.GetValues("grpc-status").Single() != "0"))
                throw new InvalidOperationException($"The server answered with {answer.StatusCode}.");
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static byte[] Protobuf(byte[] json)
    {
        var decoder = new OtlpJsonDecoder();
        return decoder.Read(json, OtlpSignal.Traces) is { } problem ? throw new InvalidOperationException(problem) : decoder.Written.ToArray();
    }

    private static string Otlp(long now)
    {
        var spans = Enumerable.Range(0, SpansAMessage).Select(i =>
        {
            var attributes = string.Join(',', Attributes(i).Select(static a => $$$$"""{"key":"{{{{a.Name}}}}","value":{"stringValue":"{{{{a.Value}}}}"}}"""));
            return $$$$"""
                {"traceId":"{{{{(i / 10) + 1:x32}}}}","spanId":"{{{{i + 1:x16}}}}","parentSpanId":"{{{{i % 10:x16}}}}","name":"GET /items/{id}","kind":2,"startTimeUnixNano":"{{{{now}}}}000000",
                "endTimeUnixNano":"{{{{now}}}}500000","attributes":[{{{{attributes}}}}],"status":{"code":{{{{(i % 50 == 0 ? 2 : 0)}}}}}}
                """;
        });
        return $$$"""{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"items"}},{"key":"host.name","value":{"stringValue":"box"}}]},"scopeSpans":[{"scope":{"name":"lib"},"spans":[{{{string.Join(',', spans)}}}]}]}]}""";
    }

    private static string Zipkin(long now)
    {
        var spans = Enumerable.Range(0, SpansAMessage).Select(i =>
            $$$$"""
            {"traceId":"{{{{(i / 10) + 1:x32}}}}","id":"{{{{i + 1:x16}}}}","name":"get /items","kind":"SERVER","timestamp":{{{{now}}}}000,"duration":500,
            "localEndpoint":{"serviceName":"items"},"tags":{{{{{string.Join(',', Attributes(i).Select(static a => $"\"{a.Name}\":\"{a.Value}\""))}}}}}}
            """);
        return $"[{string.Join(',', spans)}]";
    }

    private static IEnumerable<(string Name, string Value)> Attributes(int i) =>
    [
        ("http.request.method", "GET"), ("http.route", "/items/{id}"), ("url.path", $"/items/{i}"), ("url.scheme", "https"), ("server.address", "items.example.net"),
        ("http.response.status_code", "200"), ("network.protocol.version", "2"), ("user_agent.original", "Mozilla/5.0 (X11; Linux x86_64)"), ("client.address", $"192.0.2.{i % 250}"), ("thread.id", $"{i % 16}"),
    ];
}
