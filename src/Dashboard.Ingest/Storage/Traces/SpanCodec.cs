using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Storage.Traces;

/// <summary>
/// Spans as octets. Whole numbers are variable-length, seven bits an octet, the lowest first; those that may be below 0 are
/// folded (zigzag). A text is the number of one before it, counted from 1, or 0, its length and itself, UTF-8; so is the label
/// set that tells who did it. Then come of each span trace id, id and parent, 8 octets a number, who, what, kind and status,
/// start as the difference to the span before it, duration, status message, library, attributes, events and links.
/// </summary>
internal static class SpanCodec
{
    /// <summary>Texts that have a number; later ones are written out each time.</summary>
    private const int MaxTexts = 65_536;

    /// <summary>Puts spans into octets.</summary>
    public static void Write(ReadOnlySpan<SpanRecord> spans, ArrayBufferWriter<byte> into) => new Writer(into).Write(spans);

    /// <summary>Reads spans from octets; returns what is wrong with them and where, or null where all could be read.</summary>
    /// <param name="octets">What <see cref="Write"/> wrote, or anything else.</param>
    /// <param name="into">Gets those that could be read.</param>
    public static string? Read(ReadOnlySpan<byte> octets, ICollection<SpanRecord> into)
    {
        var reader = new Reader(octets);
        var count = reader.Number();
        for (ulong read = 0; read < count && !reader.IsBad; read++)
        {
            var span = reader.Span();
            if (!reader.IsBad)
                into.Add(span);
        }
        return reader.IsBad ? $"what stands at octet {reader.At} of {octets.Length} is no span" : null;
    }

    private sealed class Writer(ArrayBufferWriter<byte> into)
    {
        private readonly Dictionary<string, int> _texts = new(StringComparer.Ordinal); // bound: MaxTexts
        private readonly Dictionary<Labels, int> _origins = []; // bound: spans of one call
        private long _start;

        public void Write(ReadOnlySpan<SpanRecord> spans)
        {
            Number((ulong)spans.Length);
            foreach (var span in spans)
                Write(span);
        }

        private void Write(SpanRecord span)
        {
            Fixed(span.TraceId.High);
            Fixed(span.TraceId.Low);
            Fixed(span.SpanId.Value);
            Fixed(span.ParentSpanId.Value);
            Origin(span.Origin);
            Text(span.Operation);
            Number((ulong)((byte)span.Direction | ((byte)span.Status << 4)));
            Signed(unchecked(span.Start - _start));
            _start = span.Start;
            Number((ulong)Math.Max(0, span.Duration));
            Text(span.StatusMessage);
            Text(span.Scope);
            Attributes(span.Attributes);
            Number((ulong)span.Events.Count);
            foreach (var said in span.Events)
            {
                Signed(unchecked(said.Time - span.Start));
                Text(said.Name);
                Attributes(said.Attributes);
            }
            Number((ulong)span.Links.Count);
            foreach (var link in span.Links)
            {
                Fixed(link.TraceId.High);
                Fixed(link.TraceId.Low);
                Fixed(link.SpanId.Value);
                Attributes(link.Attributes);
            }
        }

        private void Origin(Labels origin)
        {
            if (_origins.TryGetValue(origin, out var known))
            {
                Number((ulong)known);
                return;
            }
            _origins.Add(origin, _origins.Count + 1);
            Number(0);
            Number((ulong)origin.Count);
            foreach (var label in origin.AsSpan())
            {
                Text(label.Name);
                Text(label.Value);
            }
        }

        private void Attributes(AttributeList attributes)
        {
            ulong count = 0;
            foreach (var _ in attributes)
                count++;
            Number(count);
            foreach (var attribute in attributes)
            {
                Text(attribute.Name.ToString());
                Text(attribute.Value.ToString());
            }
        }

        private void Text(string text)
        {
            if (_texts.TryGetValue(text, out var known))
            {
                Number((ulong)known);
                return;
            }
            if (_texts.Count < MaxTexts)
                _texts.Add(text, _texts.Count + 1);
            Number(0);
            Number((ulong)Encoding.UTF8.GetByteCount(text));
            Encoding.UTF8.GetBytes(text, into);
        }

        private void Fixed(ulong number)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(into.GetSpan(8), number);
            into.Advance(8);
        }

        private void Signed(long number) => Number(unchecked((ulong)((number << 1) ^ (number >> 63))));

        private void Number(ulong number)
        {
            var span = into.GetSpan(10);
            var length = 0;
            for (; number >= 0x80; number >>= 7)
                span[length++] = (byte)(number | 0x80);
            span[length++] = (byte)number;
            into.Advance(length);
        }
    }

    private ref struct Reader(ReadOnlySpan<byte> octets)
    {
        private readonly ReadOnlySpan<byte> _octets = octets;
        private readonly List<string> _texts = []; // bound: MaxTexts
        private readonly List<Labels> _origins = []; // bound: the octets
        private readonly AttributeList.Builder _attributes = new();
        private long _start;

        public int At { get; private set; }

        public bool IsBad { get; private set; }

        public SpanRecord Span()
        {
            var (trace, id, parent) = (new TraceId(Fixed(), Fixed()), new SpanId(Fixed()), new SpanId(Fixed()));
            var (origin, operation, mark) = (Origin(), Text(), Number());
            _start = unchecked(_start + Signed());
            var duration = (long)(Number() & long.MaxValue);
            IsBad |= (mark & 0xf) > (ulong)SpanKind.Consumer || mark >> 4 > (ulong)SpanStatus.Cancelled;
            return new SpanRecord(trace, id, parent, origin, operation, (SpanKind)(mark & 0xf), _start, duration, (SpanStatus)(mark >> 4))
            {
                StatusMessage = Text(),
                Scope = Text(),
                Attributes = Attributes(),
                Events = Events(_start),
                Links = Links(),
            };
        }

        public ulong Number()
        {
            ulong number = 0;
            for (var shift = 0; shift < 64; shift += 7)
            {
                if (At == _octets.Length)
                    break;
                var octet = _octets[At++];
                number |= (ulong)(octet & 0x7f) << shift;
                if (octet < 0x80)
                    return number;
            }
            IsBad = true;
            return 0;
        }

        private List<SpanEvent> Events(long start)
        {
            var events = new List<SpanEvent>(); // bound: the octets
            for (var left = Number(); left > 0 && !IsBad; left--)
                events.Add(new SpanEvent(unchecked(start + Signed()), Text(), Attributes()));
            return events;
        }

        private List<SpanLink> Links()
        {
            var links = new List<SpanLink>(); // bound: the octets
            for (var left = Number(); left > 0 && !IsBad; left--)
                links.Add(new SpanLink(new TraceId(Fixed(), Fixed()), new SpanId(Fixed()), Attributes()));
            return links;
        }

        private AttributeList Attributes()
        {
            for (var left = Number(); left > 0 && !IsBad; left--)
                _attributes.Add(Text(), Text());
            return _attributes.Build();
        }

        private Labels Origin()
        {
            var number = Number();
            if (number > 0)
            {
                IsBad |= number > (ulong)_origins.Count;
                return IsBad ? Labels.Empty : _origins[(int)number - 1];
            }
            var labels = new List<Label>(); // bound: the octets
            for (var left = Number(); left > 0 && !IsBad; left--)
                labels.Add(new Label(Text(), Text()));
            var origin = Labels.From([.. labels]);
            _origins.Add(origin);
            return origin;
        }

        private string Text()
        {
            var number = Number();
            if (number > 0)
            {
                IsBad |= number > (ulong)_texts.Count;
                return IsBad ? "" : _texts[(int)number - 1];
            }
            var length = Number();
            if (IsBad || length > (ulong)(_octets.Length - At))
            {
                IsBad = true;
                return "";
            }
            var text = Encoding.UTF8.GetString(_octets.Slice(At, (int)length));
            At += (int)length;
            if (_texts.Count < MaxTexts)
                _texts.Add(text);
            return text;
        }

        private ulong Fixed()
        {
            if (IsBad || _octets.Length - At < 8)
            {
                IsBad = true;
                return 0;
            }
            At += 8;
            return BinaryPrimitives.ReadUInt64LittleEndian(_octets[(At - 8)..]);
        }

        private long Signed()
        {
            var number = Number();
            return unchecked((long)(number >> 1) ^ -(long)(number & 1));
        }
    }
}
