using System.Text.RegularExpressions;

namespace Dashboard.Domain.Alarms;

/// <summary>Names of interfaces, of which the same device has a long and a short one: <c>GigabitEthernet0/1</c>, <c>Gi0/1</c>.</summary>
public static partial class InterfaceName
{
    // The kinds that Cisco, Arista and Huawei write out, the short form that ifName has first.
    private static readonly string[][] Kinds =
    [
        ["fa", "fastethernet"], ["gi", "gig", "gige", "gigabitethernet"], ["tw", "twogigabitethernet"], ["fi", "fivegigabitethernet"],
        ["te", "ten", "tengige", "tengigabitethernet", "xge", "xgigabitethernet"], ["twe", "twentyfivegige", "twentyfivegigabitethernet"],
        ["fo", "fortygige", "fortygigabitethernet"], ["fif", "fiftygige", "fiftygigabitethernet"], ["hu", "hundredgige", "hundredgigabitethernet"],
        ["et", "eth", "ethernet"], ["po", "port-channel"], ["be", "bundle-ether"], ["lo", "loopback"], ["vl", "vlan"], ["tu", "tunnel"], ["se", "serial"],
        ["ma", "mgmt", "management", "mgmteth", "managementethernet"],
    ];

    private static readonly Dictionary<string, string> Short = Kinds.SelectMany(static k => k.Select(name => (name, k[0]))).ToDictionary(StringComparer.Ordinal);

    /// <summary>The one way in which a name is compared: short, in lower case, without spaces; a name of no known kind in lower case.</summary>
    public static string Canonical(string name)
    {
        var lower = name.Trim().ToLowerInvariant();
        return Form().Match(lower) is { Success: true } match && Short.TryGetValue(match.Groups["kind"].Value, out var kind) ? kind + match.Groups["place"].Value : lower;
    }

    [GeneratedRegex(@"^(?<kind>[a-z]+(?:-[a-z]+)?) ?(?<place>[0-9][0-9a-z/:.]*)$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
