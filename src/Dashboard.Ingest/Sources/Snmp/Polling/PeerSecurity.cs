using Dashboard.Ingest.Sources.Snmp.Messages;

namespace Dashboard.Ingest.Sources.Snmp.Polling;

/// <summary>How an agent is spoken to: by a community, or as a user. One for each agent; used by one thread at a time.</summary>
internal abstract class PeerSecurity
{
    public abstract SnmpVersion Version { get; }

    /// <summary>Whether the agent must be asked who it is before it can be asked anything else.</summary>
    public virtual bool NeedsDiscovery => false;

    /// <summary>Makes a message of the PDU that was written since a position; false where there was no room or no cipher for it.</summary>
    public abstract bool TryWrap(ref BerWriter writer, int end, int requestId, Span<byte> scratch);

    /// <summary>Verifies an answer.</summary>
    /// <param name="datagram">Its octets.</param>
    /// <param name="message">What was read from them.</param>
    /// <param name="scratch">Room for what is deciphered.</param>
    /// <param name="body">The PDU with its tag, where the answer is accepted.</param>
    /// <param name="complaint">What is wrong, to be read after the device's name, where it is refused.</param>
    public abstract PeerAnswer Open(Span<byte> datagram, in SnmpMessage message, Span<byte> scratch, out ReadOnlySpan<byte> body, out string? complaint);
}

/// <summary>What an answer is.</summary>
internal enum PeerAnswer
{
    /// <summary>The answer to what was asked.</summary>
    Accepted,

    /// <summary>It told what was needed to ask again.</summary>
    AskAgain,

    /// <summary>The agent does not want to answer.</summary>
    Refused,

    /// <summary>Not from the agent, or not from now.</summary>
    Ignored,
}
