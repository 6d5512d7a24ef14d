using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Dashboard.Ingest.Wire;

/// <summary>
/// One gRPC call of a client, in which both sides send messages while it lasts
/// (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md).
/// </summary>
internal sealed class GrpcCall : IDisposable
{
    private const int LongestDetail = 200;

    private readonly HttpResponseMessage _response;
    private readonly OpenContent _request;

    private GrpcCall(HttpResponseMessage response, OpenContent request, GrpcMessages messages) =>
        (_response, _request, Messages) = (response, request, messages);

    /// <summary>What the server sends.</summary>
    public GrpcMessages Messages { get; }

    /// <summary>Starts a call with its first messages and waits until the server begins to answer.</summary>
    /// <param name="http">The connection.</param>
    /// <param name="method">The server's address and the method's name.</param>
    /// <param name="metadata">Headers of the call.</param>
    /// <param name="messages">The first messages.</param>
    /// <param name="maxMessageBytes">Octets that a message of the server may have.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="GrpcException">The server refuses the call, or does not speak gRPC.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached.</exception>
    public static async Task<GrpcCall> Start(
        HttpMessageInvoker http, Uri method, IReadOnlyList<KeyValuePair<string, string>> metadata, IReadOnlyList<ReadOnlyMemory<byte>> messages, int maxMessageBytes, CancellationToken cancellationToken)
    {
        var content = new OpenContent();
        var request = new HttpRequestMessage(HttpMethod.Post, method) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = content };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("noc-dashboard", null));
        foreach (var (name, value) in metadata)
            request.Headers.TryAddWithoutValidation(name, value);
        HttpResponseMessage? response = null;
        try
        {
            var sending = http.SendAsync(request, cancellationToken);
            // A server may wait for the first message before it begins to answer.
            if (await Task.WhenAny(sending, content.Opened) != sending)
            {
                try
                {
                    foreach (var message in messages)
                        await content.Send(message, cancellationToken);
                }
                catch (Exception e) when (e is IOException or HttpRequestException or ObjectDisposedException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
                {
                    // The answer, or what became of it, says why.
                }
            }
            response = await sending;
            if (response.StatusCode != HttpStatusCode.OK)
                throw new GrpcException(GrpcException.Unavailable, string.Create(CultureInfo.InvariantCulture, $"it answers with HTTP status {(int)response.StatusCode}"));
            if (response.Content.Headers.ContentType?.MediaType?.StartsWith("application/grpc", StringComparison.Ordinal) != true)
                throw new GrpcException(GrpcException.Unavailable, "what answers is no gRPC server");
            // A call that is refused at once has its status among the headers.
            ThrowUnlessOk(response.Headers, isRequired: false);
            return new GrpcCall(response, content, new GrpcMessages(await response.Content.ReadAsStreamAsync(cancellationToken), maxMessageBytes));
        }
        catch
        {
            content.Complete();
            response?.Dispose();
            throw;
        }
    }

    public Task Send(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => _request.Send(message, cancellationToken);

    /// <summary>Says that no further message comes.</summary>
    public void Complete() => _request.Complete();

    /// <summary>After the last message: how the call ended.</summary>
    /// <exception cref="GrpcException">It ended with another status than OK.</exception>
    public void ThrowUnlessOk() => ThrowUnlessOk(_response.TrailingHeaders, isRequired: true);

    public void Dispose()
    {
        _request.Complete();
        _response.Dispose();
    }

    private static void ThrowUnlessOk(HttpResponseHeaders headers, bool isRequired)
    {
        if (!headers.TryGetValues("grpc-status", out var values))
        {
            if (isRequired)
                throw new GrpcException(GrpcException.Unknown, "the call ended without a status");
            return;
        }
        var status = int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : GrpcException.Unknown;
        if (status == 0)
            return;
        var detail = headers.TryGetValues("grpc-message", out var details) ? Uri.UnescapeDataString(details.First()).ReplaceLineEndings(" ") : "";
        throw new GrpcException(status, detail.Length > LongestDetail ? detail[..LongestDetail] + "…" : detail);
    }

    /// <summary>A body that stays open until it is completed.</summary>
    private sealed class OpenContent : HttpContent
    {
        private readonly TaskCompletionSource<Stream> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public OpenContent() => Headers.ContentType = new MediaTypeHeaderValue("application/grpc");

        public Task<Stream> Opened => _opened.Task;

        public async Task Send(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            var stream = await _opened.Task.WaitAsync(cancellationToken);
            await stream.WriteAsync(GrpcMessages.Framed(message.Span), cancellationToken);
            await stream.FlushAsync(cancellationToken);
        }

        public void Complete() => _completed.TrySetResult();

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            _opened.TrySetResult(stream);
            return _completed.Task.WaitAsync(cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
