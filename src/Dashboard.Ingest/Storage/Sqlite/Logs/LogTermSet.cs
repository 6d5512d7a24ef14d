using System.Globalization;
using System.Text;
using Dashboard.Domain.Logs;

namespace Dashboard.Ingest.Storage.Sqlite.Logs;

/// <summary>
/// The terms of a block, each once, as the text that the index gets: <see cref="LogWords"/>' terms, and one for each writer
/// and each trace, which begin as no word does. Used by one thread at a time.
/// </summary>
/// <remarks>A term is known by a hash of 64 bits. Two with the same would let one be missed, once in 10¹³ blocks.</remarks>
internal sealed class LogTermSet
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    private readonly byte[] _scratch = new byte[LogWords.ScratchLength];
    private ulong[] _hashes = new ulong[16 << 10]; // bound: twice the terms of a block
    private byte[] _text = new byte[64 << 10]; // bound: the terms of a block
    private int _count;
    private int _length;

    /// <summary>The terms, with spaces between them.</summary>
    public ReadOnlySpan<byte> Text => _text.AsSpan(0, _length);

    /// <summary>The term of a writer.</summary>
    public static string OfOrigin(int origin) => string.Create(CultureInfo.InvariantCulture, $"_o{origin}");

    /// <summary>The term of a trace.</summary>
    public static string OfTrace(ReadOnlySpan<byte> trace) => $"_t{Convert.ToHexStringLower(trace)}";

    /// <summary>Begins anew with a block's lines; false where they are damaged.</summary>
    public bool Fill(ReadOnlySpan<byte> octets)
    {
        Array.Clear(_hashes);
        (_count, _length) = (0, 0);
        var lines = new LogLineReader(octets);
        var origin = -1;
        while (lines.MoveNext())
        {
            var words = LogWords.Read(lines.Text, _scratch);
            while (words.MoveNext())
                Add(words.Current);
            if (lines.Origin != origin)
            {
                origin = lines.Origin;
                Add(OfOrigin(origin));
            }
            if (!lines.Trace.IsEmpty)
                Add(OfTrace(lines.Trace));
        }
        return !lines.IsDamaged;
    }

    private void Add(string term)
    {
        Span<byte> octets = stackalloc byte[64];
        Add(octets[..Encoding.ASCII.GetBytes(term, octets)]);
    }

    private void Add(ReadOnlySpan<byte> term)
    {
        var hash = Offset;
        foreach (var octet in term)
            hash = (hash ^ octet) * Prime;
        hash |= 1;
        var at = Place(_hashes, hash);
        if (_hashes[at] == hash)
            return;
        _hashes[at] = hash;
        if (++_count * 2 > _hashes.Length)
            Grow();
        if (_text.Length - _length <= term.Length)
            Array.Resize(ref _text, _text.Length * 2);
        term.CopyTo(_text.AsSpan(_length));
        _length += term.Length;
        _text[_length++] = (byte)' ';
    }

    private static int Place(ulong[] hashes, ulong hash)
    {
        var mask = hashes.Length - 1;
        var at = (int)(hash >> 20) & mask;
        while (hashes[at] != 0 && hashes[at] != hash)
            at = (at + 1) & mask;
        return at;
    }

    private void Grow()
    {
        var larger = new ulong[_hashes.Length * 2];
        foreach (var hash in _hashes)
        {
            if (hash != 0)
                larger[Place(larger, hash)] = hash;
        }
        _hashes = larger;
    }
}
