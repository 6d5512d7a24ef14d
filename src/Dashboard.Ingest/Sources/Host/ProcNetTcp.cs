using System.Buffers.Text;

namespace Dashboard.Ingest.Sources.Host;

/// <summary>
/// Reads <c>/proc/net/tcp</c> and <c>/proc/net/tcp6</c> piece by piece, because they have a line for each connection
/// (https://docs.kernel.org/networking/proc_net_tcp.html).
/// </summary>
public static class ProcNetTcp
{
    /// <summary>
    /// Counts the whole lines of a piece and returns how many octets they have; what is left belongs in front of the
    /// next piece. Headings are passed over, and so is what is no connection, which is counted in <see cref="TcpStates.Unread"/>.
    /// </summary>
    public static int Decode(ReadOnlySpan<byte> piece, TcpStates into)
    {
        var whole = piece.LastIndexOf((byte)'\n') + 1;
        var reader = new ProcReader(piece[..whole]);
        while (reader.NextLine())
        {
            if (!reader.Field(out var slot) || piece[slot][^1] != ':')
            {
                if (!piece[slot].SequenceEqual("sl"u8))
                    into.Unread++;
                continue;
            }
            if (reader.Field(out _) && reader.Field(out _) && reader.Field(out var state) && reader.Field(out var queues)
                && TryHex(piece[state], out var number) && number is > 0 and <= TcpStates.Last
                && piece[queues] is var pair && pair.IndexOf((byte)':') is var colon and > 0
                && TryHex(pair[..colon], out var transmit) && TryHex(pair[(colon + 1)..], out var receive))
            {
                into.Count((int)number, transmit, receive);
            }
            else
            {
                into.Unread++;
            }
        }
        return whole;
    }

    private static bool TryHex(ReadOnlySpan<byte> text, out uint value) =>
        Utf8Parser.TryParse(text, out value, out var read, 'X') && read == text.Length;
}
