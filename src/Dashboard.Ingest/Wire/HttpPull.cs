using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;

namespace Dashboard.Ingest.Wire;

/// <summary>
/// Fetches pages over HTTP with the credentials and bounds of their settings. Redirects are followed on the same host only,
/// since the next one is none of those that the credentials are for. Whatever goes wrong is a sentence; none names a secret.
/// </summary>
internal sealed class HttpPull : IDisposable
{
    private const int FirstRead = 64 * 1024;
    private const int MaxRedirects = 5;
    private const int MaxTokenBytes = 64 * 1024;

    private static readonly ProductInfoHeaderValue Agent = new("noc-dashboard", typeof(HttpPull).Assembly.GetName().Version?.ToString(3) ?? "0");

    private readonly HttpPullOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;
    private readonly (string Name, string Value)? _header;

    private HttpPull(HttpPullOptions options, TimeProvider time, SslClientAuthenticationOptions tls, (string Name, string Value)? header)
    {
        (_options, _time, _header) = (options, time, header);
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            UseCookies = false,
            UseProxy = false,
            // Names are looked up anew now and then.
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            PooledConnectionIdleTimeout = options.Interval + TimeSpan.FromMinutes(1),
            SslOptions = tls,
        })
        { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
    }

    /// <summary>Makes one for these settings, or says what is wrong with them as the rest of a sentence.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="time">The clock.</param>
    /// <param name="complaint">What is wrong; null where nothing is.</param>
    /// <param name="header">A header that is sent besides those of the settings.</param>
    public static HttpPull? TryCreate(HttpPullOptions options, TimeProvider time, out string? complaint, (string Name, string Value)? header = null)
    {
        complaint = options.PullComplaint();
        if (complaint is not null)
            return null;
        try
        {
            return new HttpPull(options, time, Tls(options), header);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            complaint = $"has certificates that cannot be read: {e.Message}";
            return null;
        }
    }

    /// <summary>Fetches a page.</summary>
    /// <param name="uri">Where it is.</param>
    /// <param name="method">GET or POST.</param>
    /// <param name="body">What is sent with it; null for nothing.</param>
    /// <param name="accept">The media types that are wanted, as the header <c>Accept</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<HttpPage> Fetch(Uri uri, HttpMethod method, (string Text, string MediaType)? body, string accept, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.Limit, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            for (var redirects = 0; ; redirects++)
            {
                using var request = await Request(uri, method, body, accept, both.Token);
                using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
                if (answer.StatusCode == HttpStatusCode.OK)
                    return await Read(answer, both.Token);
                if (Redirect(answer, uri) is not { } next)
                    return HttpPage.Failed(Refusal(answer, uri));
                if (redirects == MaxRedirects)
                    return HttpPage.Failed($"redirects more than {MaxRedirects} times");
                uri = next;
                if (answer.StatusCode is HttpStatusCode.SeeOther)
                    (method, body) = (HttpMethod.Get, null);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return HttpPage.Failed($"did not answer within {_options.Limit.TotalSeconds:0.###} s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return HttpPage.Failed(Sentence(e));
        }
        catch (FormatException)
        {
            // Its message might show what is secret.
            return HttpPage.Failed("cannot be asked: an address that it redirects to, or a header or token that it is sent, is not well-formed");
        }
    }

    /// <summary>Fetches a file of any size, within the time-out.</summary>
    /// <param name="uri">Where it is.</param>
    /// <param name="into">Where its octets go.</param>
    /// <param name="maxBytes">How many it may have.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null, or why it could not be fetched, as the rest of a sentence that begins with who was asked.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<string?> Download(Uri uri, Stream into, long maxBytes, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.Timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var request = await Request(uri, HttpMethod.Get, null, "*/*", both.Token);
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            if (answer.StatusCode != HttpStatusCode.OK)
                return Refusal(answer, uri);
            await using var body = await answer.Content.ReadAsStreamAsync(both.Token);
            return await BoundedCopy.TryCopy(body, into, maxBytes, both.Token) ? null : BoundedCopy.TooLarge(maxBytes);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"did not answer within {_options.Timeout.TotalSeconds:0.###} s";
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return Sentence(e);
        }
    }

    public void Dispose() => _client.Dispose();

    private static SslClientAuthenticationOptions Tls(HttpPullOptions options)
    {
        var tls = ClientTls.Of(options.CaFile, options.CertificateFile, options.KeyFile, options.VerifyCertificate);
        if (options.ServerName.Length > 0)
            tls.TargetHost = options.ServerName;
        return tls;
    }

    private async ValueTask<HttpRequestMessage> Request(Uri uri, HttpMethod method, (string Text, string MediaType)? body, string accept, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(method, uri) { VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue(Agent.Product!));
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (body is var (text, mediaType))
            request.Content = new StringContent(text, Encoding.UTF8, mediaType);
        if (_header is var (also, its))
            request.Headers.TryAddWithoutValidation(also, its);
        foreach (var (name, value) in _options.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content?.Headers.TryAddWithoutValidation(name, value);
        }
        if (_options.User.Length > 0)
            request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_options.User}:{_options.Password}")));
        else if (_options.BearerToken.Length > 0)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {_options.BearerToken}");
        else if (_options.BearerTokenFile.Length > 0)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {await Token(_options.BearerTokenFile, cancellationToken)}");
        return request;
    }

    private static async ValueTask<string> Token(string file, CancellationToken cancellationToken)
    {
        if (new FileInfo(file).Length > MaxTokenBytes)
            throw new InvalidDataException($"its bearer token file {file} is larger than {MaxTokenBytes} octets");
        return (await File.ReadAllTextAsync(file, cancellationToken)).Trim();
    }

    private async ValueTask<HttpPage> Read(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.Content.Headers.ContentEncoding.FirstOrDefault(e => e != "identity") is { } coding)
            return HttpPage.Failed($"answered in the content coding '{coding}', which was not asked for");
        var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(FirstRead);
        var length = 0;
        try
        {
            while (await stream.ReadAsync(buffer.AsMemory(length), cancellationToken) is var read and > 0)
            {
                length += read;
                if (length > _options.MaxBodyBytes)
                    return HttpPage.Failed($"answered more than {_options.MaxBodyBytes} octets ({nameof(HttpPullOptions.MaxBodyBytes)})");
                if (length < buffer.Length)
                    continue;
                var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                buffer.CopyTo(larger, 0);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }
            var page = HttpPage.Of(buffer, length, answer.Content.Headers.ContentType?.MediaType?.ToLowerInvariant() ?? "");
            buffer = [];
            return page;
        }
        finally
        {
            if (buffer.Length > 0)
                ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Where an answer redirects to; null where it does not, or to where nothing is fetched from.</summary>
    private static Uri? Redirect(HttpResponseMessage answer, Uri from)
    {
        if ((int)answer.StatusCode is not (301 or 302 or 303 or 307 or 308) || answer.Headers.Location is not { } location)
            return null;
        var next = new Uri(from, location);
        var isSame = next.Scheme == from.Scheme && next.Port == from.Port;
        var isSafer = from.Scheme == Uri.UriSchemeHttp && next.Scheme == Uri.UriSchemeHttps;
        return next.Host == from.Host && (isSame || isSafer) ? next : null;
    }

    private static string Refusal(HttpResponseMessage answer, Uri from) =>
        (int)answer.StatusCode is 301 or 302 or 303 or 307 or 308 && answer.Headers.Location is { } location && new Uri(from, location) is var next
            ? $"redirects to {next.Scheme}://{next.Authority}, and redirects are followed on the same host only"
            : $"answered {(int)answer.StatusCode} {answer.ReasonPhrase}";

    private static string Sentence(Exception e) => e switch
    {
        HttpRequestException { InnerException: SocketException refused } => $"cannot be reached: {refused.Message}",
        HttpRequestException { InnerException: AuthenticationException untrusted } => $"cannot be trusted: {untrusted.Message.TrimEnd('.')}",
        HttpRequestException { InnerException: { } inner } => $"cannot be reached: {inner.Message.TrimEnd('.')}",
        _ => $"sent an answer that cannot be read: {e.Message.TrimEnd('.')}",
    };
}
