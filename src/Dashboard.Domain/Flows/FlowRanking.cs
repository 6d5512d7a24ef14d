namespace Dashboard.Domain.Flows;

/// <summary>Who or what sent most within a time.</summary>
/// <param name="Entries">Most octets first.</param>
/// <param name="Octets">Octets of all flows, those of no entry among them.</param>
/// <param name="Packets">Packets of all flows.</param>
/// <param name="Flows">All flows.</param>
/// <param name="Missing">Octets that what is not in the list may have at most, each for itself.</param>
public sealed record FlowRanking(IReadOnlyList<FlowRank> Entries, ulong Octets, ulong Packets, ulong Flows, ulong Missing);

/// <summary>An entry of a ranking. Its true octets lie between <paramref name="Octets"/> and <paramref name="Octets"/> + <paramref name="Missed"/>.</summary>
/// <param name="Name">In words: an address, <c>https</c>, <c>AS 64500</c>, <c>192.0.2.1 xe-0/0/1</c>.</param>
/// <param name="Octets">Octets that were counted.</param>
/// <param name="Packets">Packets that were counted.</param>
/// <param name="Flows">Flows that were counted.</param>
/// <param name="Missed">Octets that may have gone uncounted; 0 where it is exact.</param>
/// <param name="Source">Of a conversation, the source's address.</param>
/// <param name="Destination">Of a conversation, the destination's address.</param>
/// <param name="Application">Of a conversation, what it is for.</param>
/// <param name="Exporter">Of a conversation, the exporter that saw it; two may have seen the same.</param>
public sealed record FlowRank(string Name, ulong Octets, ulong Packets, ulong Flows, ulong Missed, string Source = "", string Destination = "", string Application = "", string Exporter = "");
