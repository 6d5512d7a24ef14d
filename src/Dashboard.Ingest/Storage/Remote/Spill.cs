using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Dashboard.Ingest.Storage.Remote;

/// <summary>
/// The bodies that wait for a store, oldest first, in files of a directory. Full, it lets go of its oldest file. A file
/// whose bodies have all been delivered is deleted. Safe for one writer and one reader.
/// </summary>
internal sealed class Spill : IDisposable
{
    private const int MostSegments = 16;
    private const long LargestSegment = 64 << 20;
    private const string Extension = ".spill";

    private readonly string _directory;
    private readonly long _maxBytes;
    private readonly Lock _gate = new();
    private readonly LinkedList<SpillSegment> _segments = new(); // bound: about MostSegments, or one for each of maxBytes / LargestSegment
    private SpilledBody? _taken;
    private long _next = 1;

    private Spill(string directory, long maxBytes) => (_directory, _maxBytes) = (directory, maxBytes);

    /// <summary>Octets of the files.</summary>
    public long Bytes { get; private set; }

    /// <summary>Bodies that wait.</summary>
    public int Waiting { get; private set; }

    /// <summary>Samples that were let go of because the files were full.</summary>
    public long OverflowedSamples { get; private set; }

    /// <summary>Octets found at the ends of files that were no whole body.</summary>
    public long TornBytes { get; private set; }

    /// <summary>Opens the directory, which is made where it is missing.</summary>
    /// <exception cref="IOException">It cannot be used; the message says why and what to do.</exception>
    public static Spill Open(string directory, long maxBytes)
    {
        var spill = new Spill(directory, maxBytes);
        try
        {
            Directory.CreateDirectory(directory);
            foreach (var path in Directory.EnumerateFiles(directory, $"*{Extension}").Order(StringComparer.Ordinal))
                spill.Take(path);
            return spill;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            spill.Dispose();
            throw new IOException($"The directory {directory}, where samples wait for the history, cannot be used ({e.Message.TrimEnd('.')}): let no second program run on it, and give this one write access.", e);
        }
    }

    /// <summary>Adds bodies, all of them or none. When this returns they lie on the disk.</summary>
    /// <exception cref="IOException">They could not be written.</exception>
    public void Append(IReadOnlyList<OutgoingBody> bodies)
    {
        if (bodies.Count == 0)
            return;
        var bytes = bodies.Sum(static b => (long)b.Octets.Length);
        lock (_gate)
        {
            while (Bytes + bytes > _maxBytes && _segments.First is { } oldest)
                LetGo(oldest.Value);
            var last = _segments.Last?.Value;
            if (last is null || last.Bytes >= Math.Min(_maxBytes / MostSegments, LargestSegment))
            {
                last = SpillSegment.Open(Path.Combine(_directory, $"{_next++:D16}{Extension}"));
                _segments.AddLast(last);
            }
            var before = last.Bytes;
            last.Append(bodies);
            Bytes += last.Bytes - before;
            Waiting += bodies.Count;
        }
    }

    /// <summary>Reads the oldest body; it stays until it is removed. False where none waits.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public bool TryTake([NotNullWhen(true)] out SpilledBody? body)
    {
        lock (_gate)
        {
            body = null;
            if (_segments.FirstOrDefault(static s => s.Waiting > 0)?.TryPeek(out body) is not true)
                return false;
            _taken = body;
            return true;
        }
    }

    /// <summary>Removes the body that was read last.</summary>
    /// <exception cref="IOException">The mark could not be written; after a restart the body would be sent again.</exception>
    public void Remove(SpilledBody body)
    {
        lock (_gate)
        {
            _taken = null;
            if (!_segments.Contains(body.Segment))
                return;
            Waiting--;
            body.Segment.Remove(body.Offset);
            if (body.Segment.Waiting == 0)
                Delete(body.Segment);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var segment in _segments)
                segment.Dispose();
            _segments.Clear();
        }
    }

    private void Take(string path)
    {
        if (!long.TryParse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture, out var number))
            return;
        var segment = SpillSegment.Open(path);
        _segments.AddLast(segment);
        Bytes += segment.Bytes;
        Waiting += segment.Waiting;
        TornBytes += segment.TornBytes;
        _next = Math.Max(_next, number + 1);
        if (segment.Waiting == 0)
            Delete(segment);
    }

    // A body that is being sent is in memory as well, and is not lost with its file.
    private void LetGo(SpillSegment segment)
    {
        OverflowedSamples += segment.WaitingSamples - (_taken?.Segment == segment ? _taken.Samples : 0);
        Waiting -= segment.Waiting;
        Delete(segment);
    }

    private void Delete(SpillSegment segment)
    {
        Bytes -= segment.Bytes;
        _segments.Remove(segment);
        segment.Delete();
    }
}
