using System.Buffers.Binary;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.NetFlow;

/// <summary>
/// How templates are kept over a restart: a mark, then for each its exporter, domain and version, whether it is for
/// options, and its own octets after their length.
/// </summary>
internal static class TemplateFile
{
    private const int EntryHeader = 16 + 4 + 2 + 1 + 2;

    private static ReadOnlySpan<byte> Mark => "NOCTPL1\n"u8;

    public static byte[] Write(IEnumerable<ObservationDomain> domains)
    {
        using var file = new MemoryStream();
        file.Write(Mark);
        Span<byte> header = stackalloc byte[EntryHeader];
        foreach (var domain in domains)
        {
            foreach (var entry in domain.Templates.Values)
            {
                domain.Key.Exporter.WriteTo(header);
                BinaryPrimitives.WriteUInt32BigEndian(header[16..], domain.Key.Id);
                BinaryPrimitives.WriteUInt16BigEndian(header[20..], domain.Key.Version);
                header[22] = (byte)(entry.Options is null ? 0 : 1);
                BinaryPrimitives.WriteUInt16BigEndian(header[23..], (ushort)entry.Octets.Length);
                file.Write(header);
                file.Write(entry.Octets);
            }
        }
        return file.ToArray();
    }

    /// <summary>Reads entry after entry; a damaged one ends the reading.</summary>
    public ref struct Reader(ReadOnlySpan<byte> file)
    {
        private ReadOnlySpan<byte> _left = file.StartsWith(Mark) ? file[Mark.Length..] : [];

        public DomainKey Domain { get; private set; }

        public bool IsOptions { get; private set; }

        public ReadOnlySpan<byte> Octets { get; private set; }

        public bool Next()
        {
            if (_left.Length < EntryHeader || BinaryPrimitives.ReadUInt16BigEndian(_left[23..]) is var length && length > _left.Length - EntryHeader)
                return false;
            Domain = new DomainKey(NetworkAddress.FromV6(_left), BinaryPrimitives.ReadUInt32BigEndian(_left[16..]), BinaryPrimitives.ReadUInt16BigEndian(_left[20..]));
            IsOptions = _left[22] != 0;
            Octets = _left.Slice(EntryHeader, length);
            _left = _left[(EntryHeader + length)..];
            return true;
        }
    }
}
