using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Flows.Detection;

/// <summary>What is not to be between whom.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="IsDenied">Whether it is denied, or an exception.</param>
/// <param name="From">The sources; null for any.</param>
/// <param name="To">The destinations; null for any.</param>
/// <param name="Protocol">Null for any.</param>
/// <param name="FirstPort">The lowest destination port.</param>
/// <param name="LastPort">The highest.</param>
internal sealed record PolicyRule(string Text, bool IsDenied, FlowNetwork? From, FlowNetwork? To, byte? Protocol, ushort FirstPort, ushort LastPort);

/// <summary>
/// Up to 64 rules, of which the first that fits decides. The upper 16 bits of both addresses and a hash of the port leave a bit for
/// each rule that may fit; most flows have none left and are done.
/// </summary>
internal sealed class PolicyRules
{
    public const int Most = 64;

    private const int PortBits = 10;

    private readonly PolicyRule[] _rules;
    private readonly ulong[] _v4From = new ulong[1 << 16];
    private readonly ulong[] _v4To = new ulong[1 << 16];
    private readonly ulong[] _ports = new ulong[1 << PortBits];
    private readonly ulong _v6From;
    private readonly ulong _v6To;

    private PolicyRules(PolicyRule[] rules)
    {
        _rules = rules;
        for (var i = 0; i < rules.Length; i++)
        {
            var bit = 1UL << i;
            Fill(_v4From, rules[i].From, bit);
            Fill(_v4To, rules[i].To, bit);
            _v6From |= rules[i].From is { Address.IsV4: true } ? 0 : bit;
            _v6To |= rules[i].To is { Address.IsV4: true } ? 0 : bit;
            for (int port = rules[i].FirstPort; port <= rules[i].LastPort; port++)
                _ports[port & ((1 << PortBits) - 1)] |= bit;
        }
    }

    public int Count => _rules.Length;

    public PolicyRule this[int number] => _rules[number];

    /// <summary>Reads rules.</summary>
    /// <param name="texts">One each.</param>
    /// <param name="rules">What was read.</param>
    /// <param name="problem">What is wrong with the first that cannot be read, as a sentence.</param>
    public static bool TryParse(IReadOnlyList<string> texts, out PolicyRules rules, out string problem)
    {
        var read = new List<PolicyRule>(); // bound: texts
        rules = new PolicyRules([]);
        problem = texts.Count > Most ? $"there are {texts.Count} rules, and there may be {Most}." : "";
        foreach (var text in texts)
        {
            if (problem.Length > 0)
                return false;
            if (Parse(text, out problem) is { } rule)
                read.Add(rule);
        }
        rules = new PolicyRules([.. read.Take(Most)]);
        return problem.Length == 0;
    }

    /// <summary>The number of the rule that denies a flow; −1 where none does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ref readonly FlowRecord flow)
    {
        var candidates = _ports[flow.DestinationPort & ((1 << PortBits) - 1)]
            & (flow.Source.IsV4 ? _v4From[flow.Source.V4 >> 16] : _v6From)
            & (flow.Destination.IsV4 ? _v4To[flow.Destination.V4 >> 16] : _v6To);
        return candidates == 0 ? -1 : Find(in flow, candidates);
    }

    private int Find(ref readonly FlowRecord flow, ulong candidates)
    {
        for (; candidates != 0; candidates &= candidates - 1)
        {
            var number = BitOperations.TrailingZeroCount(candidates);
            var rule = _rules[number];
            if (flow.DestinationPort >= rule.FirstPort && flow.DestinationPort <= rule.LastPort && (rule.Protocol ?? flow.Protocol) == flow.Protocol
                && (rule.From?.Holds(flow.Source) ?? true) && (rule.To?.Holds(flow.Destination) ?? true))
                return rule.IsDenied ? number : -1;
        }
        return -1;
    }

    private static void Fill(ulong[] masks, FlowNetwork? network, ulong bit)
    {
        if (network is { Address.IsV4: false })
            return;
        var (first, count) = network is { } n ? (n.Length >= 16 ? n.Address.V4 >> 16 : (n.Address.V4 >> 16) & (0xffffU << (16 - n.Length)), 1 << Math.Max(0, 16 - n.Length)) : (0U, 1 << 16);
        for (var i = 0; i < count; i++)
            masks[first + i] |= bit;
    }

    private static PolicyRule? Parse(string text, out string problem)
    {
        problem = "";
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words is not [("deny" or "allow") and var verb, var from, "to", var to, ..] || words.Length > 5)
        {
            problem = $"'{text}' is no rule: write such as deny 10.1.0.0/16 to 10.2.0.0/16 tcp/23.";
            return null;
        }
        if (!TryNetwork(from, out var source) || !TryNetwork(to, out var destination))
        {
            problem = $"'{text}': '{(TryNetwork(from, out _) ? to : from)}' is no network; write an address, a network such as 10.1.0.0/16, or any.";
            return null;
        }
        if (TryService(words.Length == 5 ? words[4] : "any", out var protocol, out var first, out var last))
            return new PolicyRule(text, verb == "deny", source, destination, protocol, first, last);
        problem = $"'{text}': '{words[4]}' is no service; write such as tcp/23, udp/1000-2000, icmp, 22 or any.";
        return null;
    }

    private static bool TryNetwork(string text, out FlowNetwork? network)
    {
        network = null;
        if (text == "any")
            return true;
        if (!FlowNetwork.TryParse(text, out var one))
            return false;
        network = one;
        return true;
    }

    private static bool TryService(string text, out byte? protocol, out ushort first, out ushort last)
    {
        (protocol, first, last) = (null, 0, ushort.MaxValue);
        if (text == "any")
            return true;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var name = slash >= 0 ? text[..slash] : char.IsAsciiLetter(text[0]) ? text : "";
        var ports = slash >= 0 ? text[(slash + 1)..] : name.Length == 0 ? text : "";
        if (name.Length > 0)
        {
            protocol = name switch { "tcp" => FlowTurn.Tcp, "udp" => FlowTurn.Udp, "icmp" => FlowTurn.Icmp, "icmpv6" => FlowTurn.IcmpV6, "sctp" => 132, "gre" => 47, "esp" => 50, _ => byte.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null };
            if (protocol is null)
                return false;
        }
        if (ports.Length == 0)
            return slash < 0;
        var dash = ports.IndexOf('-', StringComparison.Ordinal);
        return ushort.TryParse(dash < 0 ? ports : ports[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out first)
            && ushort.TryParse(dash < 0 ? ports : ports[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out last) && first <= last;
    }
}
