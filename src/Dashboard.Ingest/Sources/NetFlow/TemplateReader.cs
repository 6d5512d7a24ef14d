using System.Buffers.Binary;

namespace Dashboard.Ingest.Sources.NetFlow;

/// <summary>Reads the records of a template set (RFC 7011 section 3.4, RFC 3954 sections 5.2 and 6.1), one at a time.</summary>
internal ref struct TemplateReader(ReadOnlySpan<byte> set, bool ipfix, bool options)
{
    /// <summary>The lowest id of a template.</summary>
    public const ushort FirstId = 256;

    private readonly ReadOnlySpan<byte> _set = set;
    private int _at;

    public ushort Id { get; private set; }

    /// <summary>Fields, scope fields first; none where an IPFIX exporter withdraws the template.</summary>
    public FieldSpecifier[] Fields { get; private set; } = [];

    /// <summary>The record as it stands in the set.</summary>
    public ReadOnlySpan<byte> Octets { get; private set; }

    /// <summary>Why the set could not be read to its end; null where it could.</summary>
    public string? Complaint { get; private set; }

    public bool Next()
    {
        var left = _set[_at..];
        // What is left is padding where it cannot be a template.
        if (left.Length < 4 || BinaryPrimitives.ReadUInt16BigEndian(left) == 0)
            return false;
        Id = BinaryPrimitives.ReadUInt16BigEndian(left);
        int count = BinaryPrimitives.ReadUInt16BigEndian(left[2..]);
        var scope = 0;
        var at = 4;
        var isWithdrawal = ipfix && count == 0;
        if (options && !isWithdrawal)
        {
            if (left.Length < 6)
                return Stop($"the options template {Id} is cut off");
            int second = BinaryPrimitives.ReadUInt16BigEndian(left[4..]);
            // IPFIX counts fields, v9 octets, and in another order.
            (scope, count) = ipfix ? (second, count) : (count / 4, (count + second) / 4);
            at = 6;
            if (scope > count || scope == 0)
                return Stop($"the options template {Id} has {scope} scope fields of {count}");
        }
        if (Id < FirstId && !(isWithdrawal && Id == (options ? 3 : 2)))
            return Stop($"a template has the id {Id}; the lowest is {FirstId}");
        if (count > (left.Length - at) / 4)
            return Stop($"the template {Id} says that it has {count} fields, and its set has room for {(left.Length - at) / 4}");
        Fields = count == 0 ? [] : new FieldSpecifier[count];
        for (var i = 0; i < count; i++)
        {
            if (left.Length - at < 4)
                return Stop($"the template {Id} is cut off in field {i + 1} of {count}");
            var element = BinaryPrimitives.ReadUInt16BigEndian(left[at..]);
            var length = BinaryPrimitives.ReadUInt16BigEndian(left[(at + 2)..]);
            at += 4;
            uint enterprise = 0;
            if (ipfix && element >= 0x8000)
            {
                if (left.Length - at < 4)
                    return Stop($"the template {Id} is cut off in field {i + 1} of {count}");
                enterprise = BinaryPrimitives.ReadUInt32BigEndian(left[at..]);
                at += 4;
                element &= 0x7fff;
            }
            // The scopes of v9 are a list of their own, in which 2 is an interface (RFC 3954 section 6.1).
            Fields[i] = !ipfix && i < scope ? new FieldSpecifier(0, element == 2 ? (ushort)10 : (ushort)0, length) : new FieldSpecifier(enterprise, element, length);
        }
        Octets = left[..at];
        _at += at;
        return true;
    }

    private bool Stop(string complaint)
    {
        Complaint = complaint;
        return false;
    }
}
