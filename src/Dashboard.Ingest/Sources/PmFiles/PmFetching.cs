using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Dashboard.Ingest.Wire;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Sources.PmFiles;

/// <summary>Fetches files that were announced into the inbox, several at a time, and again after a while where that fails. What was announced is fetched even if the program ends before.</summary>
internal sealed class PmFetching : IDisposable
{
    private const int MaxAnnounced = 10_000;
    private const int AtATime = 4;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);

    private readonly PmFetchOptions _options;
    private readonly long _maxFileBytes;
    private readonly PmInbox _inbox;
    private readonly PmFileRegister _register;
    private readonly SourceMeter _meter;
    private readonly Counter<long> _files;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly HttpPull? _pull;
    private readonly Channel<(Uri Location, string Name)> _announced = Channel.CreateUnbounded<(Uri, string)>(); // bound: MaxAnnounced, by what is noted

    public PmFetching(PmFetchOptions options, long maxFileBytes, PmInbox inbox, PmFileRegister register, SourceMeter meter, Counter<long> files, TimeProvider time, ILogger log)
    {
        (_options, _maxFileBytes, _inbox, _register, _meter, _files, _time, _log) = (options, maxFileBytes, inbox, register, meter, files, time, log);
        _pull = HttpPull.TryCreate(options, time, out _);
        foreach (var announced in register.Announced())
            _announced.Writer.TryWrite(announced);
    }

    /// <inheritdoc cref="IAnnouncedFiles.Announce"/>
    public string? Announce(Uri location, string name) =>
        location is not { IsAbsoluteUri: true, Scheme: "http" or "https" or SftpFetch.Scheme } ? $"Files are fetched over http, https and sftp, and not from {(location.IsAbsoluteUri ? location.Scheme : "a relative address")}."
        : !_options.IsAllowed(location) ? $"Files are not fetched from {location.Authority}, which is none of {PmFetchOptions.Section}:{nameof(PmFetchOptions.Hosts)}."
        // Names and passwords that somebody wrote into an address are neither used nor kept.
        : Note(location.UserInfo.Length == 0 ? location : new UriBuilder(location) { UserName = "", Password = "" }.Uri, name.Length > 0 ? name : Path.GetFileName(location.LocalPath));

    /// <summary>Fetches until it is cancelled.</summary>
    public Task Run(CancellationToken cancellationToken) => Task.WhenAll(Enumerable.Range(0, AtATime).Select(_ => FetchAnnounced(cancellationToken)));

    public void Dispose() => _pull?.Dispose();

    private string? Note(Uri location, string name)
    {
        // What is noted already waits, or is being fetched.
        if (_register.TryAnnounce(location, name, MaxAnnounced, out var problem))
            _announced.Writer.TryWrite((location, name));
        return problem;
    }

    private async Task FetchAnnounced(CancellationToken cancellationToken)
    {
        await foreach (var (location, name) in _announced.Reader.ReadAllAsync(cancellationToken))
        {
            var pause = FirstRetry;
            for (var attempt = 1; await Fetch(location, name, cancellationToken) is { } problem; attempt++, pause *= 2)
            {
                _meter.Failed($"{name}: {location.Authority} {problem}");
                if (attempt >= _options.Attempts)
                {
                    _files.Add(1, new KeyValuePair<string, object?>("result", "not fetched"));
                    PmFileLog.Complaint(_log, $"The announced PM file {name} was asked for {attempt} times and is given up: {location.Authority} {problem}");
                    break;
                }
                await Task.Delay(pause, _time, cancellationToken);
            }
            Forget(location);
        }
    }

    private void Forget(Uri location)
    {
        try
        {
            _register.Fetched(location);
        }
        catch (SqliteException e)
        {
            // After a restart it is fetched again, and is found to be known.
            _meter.Failed($"It cannot be noted that {location.Authority} was asked for a file: {e.Message}");
        }
    }

    private async Task<string?> Fetch(Uri location, string name, CancellationToken cancellationToken)
    {
        string? problem = null;
        try
        {
            await _inbox.Take(name, async stream => (problem = await Download(location, stream, cancellationToken)) is null);
            return problem;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"sent what cannot be written: {e.Message}";
        }
    }

    private Task<string?> Download(Uri location, Stream into, CancellationToken cancellationToken) =>
        location.Scheme == SftpFetch.Scheme ? SftpFetch.Download(_options, location, into, _maxFileBytes, _time, cancellationToken)
        : _pull is not null ? _pull.Download(location, into, _maxFileBytes, cancellationToken)
        : Task.FromResult<string?>("cannot be asked: the settings do not fit together");
}
