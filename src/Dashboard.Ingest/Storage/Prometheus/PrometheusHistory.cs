using System.Net.Http.Headers;
using System.Text;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Storage.Remote;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Storage.Prometheus;

/// <summary>
/// History in VictoriaMetrics or another store that takes Prometheus remote write 1.0 and answers the Prometheus HTTP API.
/// Samples go there as they are, stale markers and NaN among them; what the store makes of them is its own business:
/// VictoriaMetrics drops NaN other than stale markers and keeps some 12 to 17 significant digits, counted from the largest
/// value of a block; Prometheus takes no sample that is older than its <c>out_of_order_time_window</c> allows.
/// </summary>
public sealed class PrometheusHistory : RemoteHistory
{
    private readonly PrometheusReading _reading;
    private readonly Uri _writeAddress;

    /// <param name="options">The settings; <see cref="RemoteStoreOptions.Problem"/> must be none.</param>
    /// <param name="cache">Knows the labels of what is written.</param>
    /// <param name="spillDirectory">Where samples wait for the store.</param>
    /// <param name="time">The clock.</param>
    /// <param name="metrics">Shows what waits and what was lost.</param>
    /// <param name="log">The log.</param>
    public PrometheusHistory(PrometheusHistoryOptions options, TimeSeriesCache cache, string spillDirectory, TimeProvider time, IngestMetrics metrics, ILogger<PrometheusHistory> log)
        : base(PrometheusHistoryOptions.Section, options, cache, new RemoteWriteEncoder(options.MaxBodySamples), time)
    {
        Client = new StoreClient("The Prometheus history", PrometheusHistoryOptions.Section, options, Authorization(options), time);
        Outbox = new Outbox(Client.Name, spillDirectory, options.MaxSpillBytes, Send, time, log, RemoteWriteSplitting.Split);
        _reading = new PrometheusReading(Client);
        _writeAddress = options.WritePath is ['/', ..] ? new Uri(Client.Address, options.WritePath.TrimStart('/')) : new Uri(options.WritePath);
        Observe(metrics);
    }

    private protected override Task Fetch(IReadOnlyList<LabelMatcher> matchers, long from, long to, Fetched into, CancellationToken cancellationToken) =>
        _reading.Read(matchers, from, to, into, cancellationToken);

    private protected override Task<IReadOnlyList<string>> FetchLabelNames(IReadOnlyList<LabelMatcher> matchers, long from, long to, CancellationToken cancellationToken) =>
        _reading.List("labels", matchers, from, to, cancellationToken);

    private protected override Task<IReadOnlyList<string>> FetchLabelValues(string name, IReadOnlyList<LabelMatcher> matchers, long from, long to, CancellationToken cancellationToken) =>
        _reading.List($"label/{Uri.EscapeDataString(name)}/values", matchers, from, to, cancellationToken);

    private static AuthenticationHeaderValue? Authorization(PrometheusHistoryOptions options) =>
        options.Token.Length > 0 ? new AuthenticationHeaderValue("Bearer", options.Token)
        : options.User.Length > 0 ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.User}:{options.Password}")))
        : null;

    private async Task<Delivery> Send(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        content.Headers.ContentEncoding.Add("snappy");
        var delivery = await Client.Send(_writeAddress, content, static headers => headers.Add("X-Prometheus-Remote-Write-Version", "0.1.0"), cancellationToken);
        // Prometheus 2.42, where it takes late samples at all, answers 500 to those that are later still, at every try.
        return delivery.Outcome == DeliveryOutcome.Failed && delivery.Problem.Contains("'too old sample'", StringComparison.Ordinal)
            ? new Delivery(DeliveryOutcome.Refused, delivery.Problem)
            : delivery;
    }
}
