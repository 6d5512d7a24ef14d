using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Dashboard.Domain.Flows;

/// <summary>
/// A filter of flows as people write it, <c>src 10.0.0.0/8 dst 1.1.1.1 port 443 proto udp if xe-0/0/1</c>: words and what
/// each is to be, which all have to be so. A value with a space in it stands in double quotes; an address alone is either end.
/// </summary>
/// <param name="Terms">The words and values, each word once, in the order of the text.</param>
public sealed record FlowTerms(ImmutableArray<FlowTerm> Terms)
{
    /// <summary>Characters that a text may have.</summary>
    public const int MaxLength = 1000;

    private static readonly string[] Words = ["src", "dst", "ip", "port", "proto", "app", "if", "exporter", "vlan", "dscp", "src-as", "dst-as", "src-country", "dst-country"];

    private static readonly (string Other, string Word)[] Aliases =
    [
        ("source", "src"), ("destination", "dst"), ("host", "ip"), ("either", "ip"), ("protocol", "proto"), ("application", "app"), ("interface", "if"),
    ];

    /// <summary>All flows.</summary>
    public static FlowTerms None { get; } = new(ImmutableArray<FlowTerm>.Empty);

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="problems">What was not understood and where, each a sentence.</param>
    public static FlowTerms Parse(string text, out IReadOnlyList<string> problems)
    {
        ArgumentNullException.ThrowIfNull(text);
        var found = new List<string>(); // bound: words of the text
        problems = found;
        if (text.Length > MaxLength)
        {
            found.Add($"The filter has {text.Length:N0} characters; {MaxLength:N0} are allowed.");
            return None;
        }
        var terms = ImmutableArray.CreateBuilder<FlowTerm>(); // bound: Words
        var pieces = Pieces(text, found);
        for (var i = 0; i < pieces.Count; i++)
        {
            var (at, piece) = pieces[i];
            var word = WordOf(piece);
            FlowTerm term;
            if (Words.Contains(word))
            {
                if (i + 1 == pieces.Count)
                {
                    found.Add($"'{word}' at character {at} has nothing after it: {Wanted(word)}.");
                    break;
                }
                term = new FlowTerm(word, pieces[++i].Text, pieces[i].At);
            }
            else if (TryNetwork(piece, out _))
            {
                term = new FlowTerm("ip", piece, at);
            }
            else
            {
                found.Add($"'{Shown(piece)}' at character {at} is none of the words that filter: {string.Join(", ", Words[..^1])} and {Words[^1]}.");
                // What follows is rather its value than a word.
                if (i + 1 < pieces.Count && !IsWord(pieces[i + 1].Text))
                    i++;
                continue;
            }
            if (terms.Any(t => t.Word == term.Word))
                found.Add($"'{term.Word}' is said twice, the second time at character {at}; once is allowed.");
            else
                terms.Add(term);
        }
        return new FlowTerms(terms.ToImmutable());
    }

    /// <summary>The text, from which the same is read again.</summary>
    public override string ToString() => string.Join(' ', Terms);

    /// <summary>The same with a word set to a value, at its place where it is said already.</summary>
    public FlowTerms With(string word, string value)
    {
        var term = new FlowTerm(word, value, 0);
        var at = Terms.ToList().FindIndex(t => t.Word == word);
        return new(at < 0 ? Terms.Add(term) : Terms.SetItem(at, term));
    }

    /// <summary>The same without a word.</summary>
    public FlowTerms Without(string word) => new(Terms.RemoveAll(t => t.Word == word));

    /// <summary>The filter that the terms stand for; null where they stand for all flows, or where there are problems.</summary>
    /// <param name="exporters">Which know the names of their interfaces and applications.</param>
    /// <param name="problems">What there is not or cannot be, each a sentence.</param>
    public FlowFilter? Resolve(FlowExporters exporters, out IReadOnlyList<string> problems)
    {
        ArgumentNullException.ThrowIfNull(exporters);
        var found = new List<string>(); // bound: terms
        problems = found;
        var filter = new FlowFilter();
        // An interface's name is its exporter's, so the exporter comes first.
        foreach (var term in Terms.OrderBy(static t => t.Word != "exporter"))
        {
            if (Apply(filter, term, exporters, out var problem) is { } narrowed)
                filter = narrowed;
            else
                found.Add(problem.Length > 0 ? problem : $"'{Shown(term.Value)}'{(term.At > 0 ? $" at character {term.At}" : "")} cannot be what '{term.Word}' is: {Wanted(term.Word)}.");
        }
        return found.Count > 0 || Terms.IsEmpty ? null : filter;
    }

    private static FlowFilter? Apply(FlowFilter filter, FlowTerm term, FlowExporters exporters, out string problem)
    {
        problem = "";
        var value = term.Value;
        switch (term.Word)
        {
            case "src":
                return TryNetwork(value, out var source) ? filter with { Source = source } : null;
            case "dst":
                return TryNetwork(value, out var destination) ? filter with { Destination = destination } : null;
            case "ip":
                return TryNetwork(value, out var either) ? filter with { Either = either } : null;
            case "port":
                return ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? filter with { Port = port } : null;
            case "proto":
                return FlowApplications.TryParseProtocol(value, out var protocol) ? filter with { Protocol = protocol } : null;
            case "vlan":
                return ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var vlan) && vlan < 4096 ? filter with { Vlan = vlan } : null;
            case "dscp":
                return byte.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var dscp) && dscp < 64 ? filter with { Dscp = dscp } : null;
            case "src-as":
                return AsOf(value) is { } sourceAs ? filter with { SourceAs = sourceAs } : null;
            case "dst-as":
                return AsOf(value) is { } destinationAs ? filter with { DestinationAs = destinationAs } : null;
            case "src-country":
                return CountryOf(value) is { } sourceCountry ? filter with { SourceCountry = sourceCountry } : null;
            case "dst-country":
                return CountryOf(value) is { } destinationCountry ? filter with { DestinationCountry = destinationCountry } : null;
            case "app":
                var applications = FlowApplications.Named(value, exporters);
                problem = $"No application is called '{Shown(value)}': {Wanted("app")}.";
                return applications.Count > 0 ? filter with { Applications = applications } : null;
            case "exporter":
                var number = exporters.All.ToList().FindIndex(e => e.Name.Equals(value, StringComparison.OrdinalIgnoreCase) || (e.Instance.Length > 0 && e.Instance.Equals(value, StringComparison.OrdinalIgnoreCase)));
                problem = $"No exporter '{Shown(value)}' has sent flows. {Known(exporters)}";
                return number >= 0 ? filter with { Exporter = (ushort)number } : null;
            default:
                return Interface(filter, value, exporters, out problem);
        }
    }

    private static FlowFilter? Interface(FlowFilter filter, string name, FlowExporters exporters, out string problem)
    {
        problem = "";
        var all = exporters.All;
        var named = Enumerable.Range(0, all.Count).Where(e => filter.Exporter is not { } only || only == e)
            .SelectMany(e => all[e].InterfacesNamed(name).Select(index => (Exporter: (ushort)e, Index: index))).Take(3).ToList();
        if (named.Count == 1)
            return filter with { Exporter = named[0].Exporter, Interface = named[0].Index };
        if (named.Count > 1)
            problem = $"More than one interface is called '{Shown(name)}', such as those of {all[named[0].Exporter].Name} and {all[named[1].Exporter].Name}: say the exporter too, or the interface's number.";
        else if (uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return filter with { Interface = index };
        else if (filter.Exporter is { } exporter)
            problem = $"Exporter {all[exporter].Name} has told of no interface called '{Shown(name)}': write its name as the exporter tells it, or its number (ifIndex).";
        else
            problem = $"No exporter has told of an interface called '{Shown(name)}': write its name as the exporter tells it, or its number (ifIndex).";
        return null;
    }

    private static string Known(FlowExporters exporters)
    {
        var names = exporters.All.Skip(1).Select(static e => e.Name).ToList();
        return names.Count switch
        {
            0 => "None has yet.",
            <= 5 => $"These have: {string.Join(", ", names)}.",
            _ => $"{names.Count} others have, {names[0]} among them.",
        };
    }

    // A number alone reads as an address too, and is rather a port.
    private static bool TryNetwork(string text, out FlowNetwork network)
    {
        network = default;
        return (text.Contains(':', StringComparison.Ordinal) || text.Count(static c => c == '.') == 3) && FlowNetwork.TryParse(text, out network);
    }

    private static uint? AsOf(string text) =>
        uint.TryParse(text.StartsWith("AS", StringComparison.OrdinalIgnoreCase) ? text.AsSpan(2) : text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static ushort? CountryOf(string text) => text.ToUpperInvariant() switch
    {
        "UNKNOWN" => 0,
        [>= 'A' and <= 'Z' and var first, >= 'A' and <= 'Z' and var second] => (ushort)((first << 8) | second),
        _ => null,
    };

    private static string Wanted(string word) => word switch
    {
        "src" or "dst" or "ip" => "write an address or a network, such as 192.0.2.1 or 10.0.0.0/8",
        "port" => "write a port of 0 to 65535",
        "proto" => "write a protocol's name or number, such as udp or 17",
        "app" => "write an application as the ranking names it, such as https or tcp/8444",
        "if" => "write an interface's name or number, such as xe-0/0/1 or 7",
        "exporter" => "write the address that an exporter sends from, such as 192.0.2.1, or its name in the inventory",
        "vlan" => "write a VLAN of 0 to 4095",
        "dscp" => "write a code point of 0 to 63",
        "src-as" or "dst-as" => "write the number of an autonomous system, such as 64500",
        _ => "write a country's two letters, such as NL",
    };

    // What stands in double quotes is one piece; a piece's place is counted from 1.
    private static List<(int At, string Text)> Pieces(string text, List<string> problems)
    {
        List<(int At, string Text)> pieces = []; // bound: the text
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsWhiteSpace(text[i]))
                continue;
            var at = i + 1;
            if (text[i] == '"')
            {
                var end = text.IndexOf('"', i + 1);
                if (end < 0)
                {
                    problems.Add($"The quotation mark at character {at} has no other that closes it.");
                    pieces.Add((at, text[(i + 1)..]));
                    return pieces;
                }
                pieces.Add((at, text[(i + 1)..end]));
                i = end;
                continue;
            }
            var piece = new StringBuilder();
            while (i < text.Length && !char.IsWhiteSpace(text[i]))
                piece.Append(text[i++]);
            pieces.Add((at, piece.ToString()));
        }
        return pieces;
    }

    private static string WordOf(string piece) => Aliases.FirstOrDefault(a => a.Other.Equals(piece, StringComparison.OrdinalIgnoreCase)).Word ?? piece.ToLowerInvariant();

    private static bool IsWord(string piece) => Words.Contains(WordOf(piece)) || TryNetwork(piece, out _);

    private static string Shown(string text) => text.Length > 40 ? text[..40] + "…" : text;
}

/// <summary>A word of a filter and what it is to be.</summary>
/// <param name="Word">Such as <c>src</c>.</param>
/// <param name="Value">Such as <c>10.0.0.0/8</c>.</param>
/// <param name="At">Where the value begins in its text, counted from 1; 0 where it was not read from one.</param>
public sealed record FlowTerm(string Word, string Value, int At)
{
    public override string ToString() => Value.Length == 0 || Value.Any(char.IsWhiteSpace) ? $"{Word} \"{Value}\"" : $"{Word} {Value}";
}
