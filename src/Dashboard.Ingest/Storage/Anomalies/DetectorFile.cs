using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Dashboard.Domain.Analytics.Watching;
using Dashboard.Ingest.Storage.Sqlite;

namespace Dashboard.Ingest.Storage.Anomalies;

/// <summary>
/// What detectors have learnt, in one file: a mark, and of each series its rule, its labels, the time of its last sample and
/// its state, each text and state after its length (32 bits, little endian).
/// </summary>
public static class DetectorFile
{
    private const int MostText = 64 << 10;
    private const int MostState = 1 << 20;

    private static ReadOnlySpan<byte> Mark => "NOCdet1\n"u8;

    /// <summary>Writes the states in place of what the file held.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it be.</exception>
    public static void Write(string path, IEnumerable<WatchedState> states)
    {
        PrivateFile.Ensure(path + ".new");
        using (var file = new FileStream(path + ".new", FileMode.Truncate, FileAccess.Write, FileShare.None, 1 << 16))
        {
            file.Write(Mark);
            var labels = new ArrayBufferWriter<byte>();
            Span<byte> time = stackalloc byte[8];
            foreach (var state in states)
            {
                Put(file, Encoding.UTF8.GetBytes(state.Rule));
                LabelCodec.Write(state.Labels, labels);
                Put(file, labels.WrittenSpan);
                BinaryPrimitives.WriteInt64LittleEndian(time, state.LastTime);
                file.Write(time);
                Put(file, state.State.Span);
            }
        }
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>The states that a file holds, up to where it is whole; none where there is no file or it is of another version.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it be.</exception>
    public static IEnumerable<WatchedState> Read(string path)
    {
        if (!File.Exists(path))
            yield break;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        var mark = new byte[Mark.Length];
        if (file.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false) < mark.Length || !mark.AsSpan().SequenceEqual(Mark))
            yield break;
        while (Next(file) is { } state)
            yield return state;
    }

    private static WatchedState? Next(FileStream file)
    {
        var time = new byte[8];
        if (Take(file, MostText) is not { } rule || Take(file, MostText) is not { } labels
            || file.ReadAtLeast(time, time.Length, throwOnEndOfStream: false) < time.Length || Take(file, MostState) is not { } state)
            return null;
        try
        {
            return new WatchedState(Encoding.UTF8.GetString(rule), LabelCodec.Read(labels), BinaryPrimitives.ReadInt64LittleEndian(time), state);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static void Put(FileStream file, ReadOnlySpan<byte> octets)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, octets.Length);
        file.Write(length);
        file.Write(octets);
    }

    private static byte[]? Take(FileStream file, int most)
    {
        Span<byte> length = stackalloc byte[4];
        if (file.ReadAtLeast(length, 4, throwOnEndOfStream: false) < 4 || BinaryPrimitives.ReadInt32LittleEndian(length) is var count && (count < 0 || count > most))
            return null;
        var octets = new byte[count];
        return file.ReadAtLeast(octets, count, throwOnEndOfStream: false) < count ? null : octets;
    }
}
