using System.Net.Http.Headers;
using System.Net.Http.Json;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Storage.Remote;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Storage.Influx;

/// <summary>
/// History in InfluxDB 2: written as line protocol, read with Flux. A series <c>name{labels}</c> is the measurement
/// <c>name</c> with the labels as tags and the one field <c>value</c>; other fields of the bucket are not looked at. NaN,
/// stale markers and infinities cannot be written there and are counted, so a series that ended is known by its silence.
/// </summary>
public sealed class InfluxHistory : RemoteHistory
{
    private static readonly string[] Annotations = ["datatype", "group", "default"];

    private readonly InfluxHistoryOptions _options;
    private readonly Uri _writeAddress;
    private readonly Uri _queryAddress;

    /// <param name="options">The settings; <see cref="RemoteStoreOptions.Problem"/> must be none.</param>
    /// <param name="cache">Knows the labels of what is written.</param>
    /// <param name="spillDirectory">Where samples wait for the store.</param>
    /// <param name="time">The clock.</param>
    /// <param name="metrics">Shows what waits and what was lost.</param>
    /// <param name="log">The log.</param>
    public InfluxHistory(InfluxHistoryOptions options, TimeSeriesCache cache, string spillDirectory, TimeProvider time, IngestMetrics metrics, ILogger<InfluxHistory> log)
        : base(InfluxHistoryOptions.Section, options, cache, new LineProtocolEncoder(options.MaxBodySamples), time)
    {
        _options = options;
        Client = new StoreClient("The InfluxDB history", InfluxHistoryOptions.Section, options, new AuthenticationHeaderValue("Token", options.Token), time);
        Outbox = new Outbox(Client.Name, spillDirectory, options.MaxSpillBytes, Send, time, log);
        var org = Uri.EscapeDataString(options.Org);
        _writeAddress = new Uri(Client.Address, $"api/v2/write?org={org}&bucket={Uri.EscapeDataString(options.Bucket)}&precision=ms");
        _queryAddress = new Uri(Client.Address, $"api/v2/query?org={org}");
        Observe(metrics);
    }

    private protected override async Task Fetch(IReadOnlyList<LabelMatcher> matchers, long from, long to, Fetched into, CancellationToken cancellationToken)
    {
        if (into.Resolution > 0)
        {
            // What comes after the last whole roll-up is read as samples, so that the newest one is there at its own time.
            var (start, end) = (from / into.Resolution * into.Resolution, to / into.Resolution * into.Resolution);
            await Ask(FluxText.RollUps(_options.Bucket, matchers, start, end, into.Resolution, into.RollUps), into, cancellationToken);
            from = end;
        }
        await Ask(FluxText.Samples(_options.Bucket, matchers, from, to), into, cancellationToken);
    }

    private protected override async Task<IReadOnlyList<string>> FetchLabelNames(IReadOnlyList<LabelMatcher> matchers, long from, long to, CancellationToken cancellationToken)
    {
        var fetched = await FetchSeries(matchers, from, to, cancellationToken);
        return [.. fetched.LabelSets(matchers).SelectMany(static s => s).Select(static l => l.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private protected override async Task<IReadOnlyList<string>> FetchLabelValues(string name, IReadOnlyList<LabelMatcher> matchers, long from, long to, CancellationToken cancellationToken)
    {
        var fetched = await FetchSeries(matchers, from, to, cancellationToken);
        return [.. fetched.LabelSets(matchers).Select(s => s.Get(name)).Where(static v => v.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private async Task<Fetched> FetchSeries(IReadOnlyList<LabelMatcher> matchers, long from, long to, CancellationToken cancellationToken)
    {
        var fetched = new Fetched(0, SelectHints.None, 0, "");
        await Ask(FluxText.Series(_options.Bucket, matchers, from, to), fetched, cancellationToken);
        return fetched;
    }

    private async Task Ask(string flux, Fetched into, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _queryAddress)
        {
            Content = JsonContent.Create(new
            {
                query = flux,
                type = "flux",
                dialect = new { annotations = Annotations, header = true, delimiter = "," },
            }),
        };
        request.Headers.Accept.ParseAdd("application/csv");
        await Client.Ask(request, async (body, token) =>
        {
            await new AnnotatedCsvReader(into).Read(body, token);
            return true;
        }, cancellationToken);
    }

    private async Task<Delivery> Send(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/plain", "utf-8");
        content.Headers.ContentEncoding.Add("gzip");
        return await Client.Send(_writeAddress, content, null, cancellationToken);
    }
}
