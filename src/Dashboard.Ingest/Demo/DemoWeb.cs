using System.Net.Http.Headers;

namespace Dashboard.Ingest.Demo;

/// <summary>Posts to this program's own web server, as anybody else would have to.</summary>
public sealed class DemoWeb : IDisposable
{
    private const int LongestAnswer = 300;

    private readonly HttpClient _client;

    /// <param name="address">Where it is.</param>
    /// <param name="token">What is signed in with; empty where that is not asked for.</param>
    public DemoWeb(Uri address, string token)
    {
        _client = new HttpClient { BaseAddress = address };
        if (token.Length > 0)
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Posts a body.</summary>
    /// <returns>Null, or why it was not taken, as a sentence.</returns>
    public async Task<string?> Post(string path, ReadOnlyMemory<byte> body, string type, CancellationToken cancellationToken)
    {
        using var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        try
        {
            using var answer = await _client.PostAsync(new Uri(path, UriKind.Relative), content, cancellationToken);
            if (answer.IsSuccessStatusCode)
                return null;
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            return $"{path} answered {(int)answer.StatusCode}: {(text.Length > LongestAnswer ? text[..LongestAnswer] : text)}";
        }
        catch (HttpRequestException e)
        {
            return $"{path} cannot be reached: {e.Message}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"{path} did not answer in time.";
        }
    }

    public void Dispose() => _client.Dispose();
}
