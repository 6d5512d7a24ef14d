using System.Buffers;

namespace Dashboard.Domain.Logs;

/// <summary>
/// What a word of log is, for the index and for whoever asks it: a run of letters, digits and octets above 127, with A to
/// Z in lower case. Two words that one of <c>. : / - _ @</c> joins are also a term together, so that an address or the
/// name of an interface is found without looking at every line that has one of its numbers.
/// </summary>
public static class LogWords
{
    /// <summary>Octets of a word that count; longer ones are known by their beginning.</summary>
    public const int MaxLength = 64;

    /// <summary>What stands between the two words of a pair, whatever joined them.</summary>
    public const byte Joint = (byte)'_';

    private const byte Break = 0;
    private const byte Joiner = 1;

    private static readonly byte[] Map = [.. Enumerable.Range(0, 256).Select(static i => (char)i switch
    {
        >= 'A' and <= 'Z' => (byte)(i | 0x20),
        >= 'a' and <= 'z' or >= '0' and <= '9' or > '\x7f' => (byte)i,
        '.' or ':' or '/' or '-' or '_' or '@' => Joiner,
        _ => Break,
    })];

    private static readonly SearchValues<byte> WordOctets = SearchValues.Create([.. Enumerable.Range(0, 256).Where(static i => Map[i] > Joiner).Select(static i => (byte)i)]);

    /// <summary>Whether an octet is one of a word.</summary>
    public static bool IsWord(byte octet) => Map[octet] > Joiner;

    /// <summary>Whether there is a word at all.</summary>
    public static bool HasWord(ReadOnlySpan<byte> text) => text.ContainsAny(WordOctets);

    /// <summary>The terms of a text, words and pairs of words in their order, each as often as it comes.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="scratch">Room for a term: <see cref="ScratchLength"/> octets.</param>
    public static Reader Read(ReadOnlySpan<byte> text, Span<byte> scratch) => new(text, scratch);

    /// <summary>Octets that reading needs.</summary>
    public const int ScratchLength = (2 * MaxLength) + 1;

    /// <summary>Goes from one term of a text to the next.</summary>
    public ref struct Reader
    {
        private readonly ReadOnlySpan<byte> _text;
        private readonly Span<byte> _scratch;
        private int _at;
        private int _before;
        private int _length;
        private bool _paired;

        internal Reader(ReadOnlySpan<byte> text, Span<byte> scratch)
        {
            _text = text;
            _scratch = scratch;
        }

        /// <summary>The term, until the next one is read.</summary>
        public readonly ReadOnlySpan<byte> Current => _paired ? _scratch[.._length] : _scratch[(_before == 0 ? 0 : _before + 1).._length];

        /// <summary>Where the text goes on after the term.</summary>
        public readonly int At => _at;

        /// <summary>Whether the term is two words.</summary>
        public readonly bool IsPair => _paired;

        /// <summary>Whether a word was longer than what counts of it.</summary>
        public bool IsCut { get; private set; }

        /// <summary>Goes to the next term; false where there is none.</summary>
        public bool MoveNext()
        {
            if (_before > 0 && !_paired)
            {
                // The word was the second of a pair, which follows it.
                _paired = true;
                return true;
            }
            var word = _length == 0 ? [] : _before == 0 ? _scratch[.._length] : _scratch[(_before + 1).._length];
            var start = _at;
            while (_at < _text.Length && Map[_text[_at]] <= Joiner)
                _at++;
            if (_at == _text.Length)
                return false;
            (_before, _paired, IsCut) = (0, false, false);
            if (word.Length > 0 && _at == start + 1 && Map[_text[start]] == Joiner)
            {
                word.CopyTo(_scratch);
                _before = word.Length;
                _scratch[_before] = Joint;
            }
            _length = _before == 0 ? 0 : _before + 1;
            var end = _length + MaxLength;
            byte octet;
            while (_at < _text.Length && (octet = Map[_text[_at]]) > Joiner)
            {
                if (_length < end)
                    _scratch[_length++] = octet;
                else
                    IsCut = true;
                _at++;
            }
            return true;
        }
    }
}
