using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Dashboard.Ingest.Storage.Remote;

/// <summary>
/// One store over HTTP. Whatever goes wrong comes back as a sentence that names the store and what to check. Redirects are
/// not followed, so that credentials go to no other host.
/// </summary>
internal sealed class StoreClient : IDisposable
{
    private const int QuotedCharacters = 500;

    private readonly HttpClient _http;
    private readonly RemoteStoreOptions _options;
    private readonly string _section;
    private readonly TimeProvider _time;

    public StoreClient(string kind, string section, RemoteStoreOptions options, AuthenticationHeaderValue? authorization, TimeProvider time)
    {
        (_section, _options, _time) = (section, options, time);
        Address = new Uri(options.Url.TrimEnd('/') + "/");
        Name = $"{kind} at {Address.GetLeftPart(UriPartial.Path).TrimEnd('/')}";
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = options.Timeout,
            // So that a name which comes to mean another address is followed there.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.Authorization = authorization;
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("noc-dashboard");
    }

    /// <summary>The store with its address, for sentences.</summary>
    public string Name { get; }

    /// <summary>The address with a slash at its end.</summary>
    public Uri Address { get; }

    /// <summary>Sends a body of samples.</summary>
    public async Task<Delivery> Send(Uri address, HttpContent content, Action<HttpRequestHeaders>? headers, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        headers?.Invoke(request.Headers);
        using var limit = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (answer.IsSuccessStatusCode)
                return Delivery.Taken;
            var problem = Sentence(answer.StatusCode, await Said(answer, either.Token));
            return answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity or HttpStatusCode.RequestEntityTooLarge
                ? new Delivery(DeliveryOutcome.Refused, problem)
                : new Delivery(DeliveryOutcome.Failed, problem, RetryAfter(answer.Headers.RetryAfter));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Delivery(DeliveryOutcome.Failed, TooSlow());
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new Delivery(DeliveryOutcome.Failed, Unreachable(e));
        }
    }

    /// <summary>Asks, and has the answer read.</summary>
    /// <exception cref="StoreAnswerException">The store answered with an error; the message says what it said and what to check.</exception>
    /// <exception cref="IOException">It cannot be reached, is too slow, or answers with too much; the message says what to check.</exception>
    public async Task<T> Ask<T>(HttpRequestMessage request, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!answer.IsSuccessStatusCode)
                throw new StoreAnswerException(Sentence(answer.StatusCode, await Said(answer, either.Token)), answer.StatusCode);
            await using var body = new BoundedStream(await answer.Content.ReadAsStreamAsync(either.Token), _options.MaxAnswerBytes,
                $"{Name} answers with more than {_options.MaxAnswerBytes} octets: ask for less, or raise {_section}:{nameof(RemoteStoreOptions.MaxAnswerBytes)}.", Unreachable);
            return await read(body, either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException(TooSlow(), e);
        }
        catch (HttpRequestException e)
        {
            throw new IOException(Unreachable(e), e);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidDataException)
        {
            throw new IOException($"{Name} answers with something that cannot be read ({e.Message.TrimEnd('.')}): check that {_section}:{nameof(RemoteStoreOptions.Url)} is the address of such a store.", e);
        }
    }

    public void Dispose() => _http.Dispose();

    private string TooSlow() => $"{Name} takes longer than {_options.Timeout} to answer: check its load, ask for less, or raise {_section}:{nameof(RemoteStoreOptions.Timeout)}.";

    private string Unreachable(Exception e) => $"{Name} cannot be reached ({e.Message.TrimEnd('.')}): check that it runs, and {_section}:{nameof(RemoteStoreOptions.Url)}.";

    private string Sentence(HttpStatusCode status, string said)
    {
        var quoted = said.Length > 0 ? $", saying '{said}'" : "";
        return (int)status switch
        {
            401 or 403 => $"{Name} does not accept the credentials (status {(int)status}{quoted}): check those in {_section}.",
            404 => $"{Name} does not have what is asked for (status 404{quoted}): check the settings in {_section}.",
            >= 300 and < 400 => $"{Name} answers with a redirect (status {(int)status}), which is not followed: set {_section}:{nameof(RemoteStoreOptions.Url)} to the address that it leads to.",
            429 => $"{Name} wants less at a time (status 429{quoted}).",
            >= 500 => $"{Name} is in trouble (status {(int)status}{quoted}): see its own log.",
            _ => $"{Name} refused a request (status {(int)status}{quoted}).",
        };
    }

    /// <summary>What the store says is wrong: of JSON its message, of other texts the beginning, without control characters.</summary>
    private static async Task<string> Said(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var octets = new byte[16 * 1024];
        var length = await (await answer.Content.ReadAsStreamAsync(cancellationToken)).ReadAtLeastAsync(octets, octets.Length, throwOnEndOfStream: false, cancellationToken);
        var text = Message(octets.AsMemory(0, length)) ?? Encoding.UTF8.GetString(octets, 0, length);
        var line = new string([.. text.Select(static c => char.IsControl(c) ? ' ' : c).Take(QuotedCharacters)]).Trim();
        return text.Length > QuotedCharacters ? line + "…" : line;
    }

    private static string? Message(ReadOnlyMemory<byte> octets)
    {
        try
        {
            using var json = JsonDocument.Parse(octets);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && (json.RootElement.TryGetProperty("message", out var message) || json.RootElement.TryGetProperty("error", out message))
                && message.ValueKind == JsonValueKind.String
                ? message.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) => header?.Delta ?? (header?.Date is { } date ? date - _time.GetUtcNow() : null);
}
