namespace Dashboard.Ingest.Ran.Ves;

/// <summary>Which schemas of standard-defined data are known: those whose address begins with one of some texts.</summary>
/// <param name="prefixes">The texts; <c>*</c> is any.</param>
public sealed class VesSchemas(IReadOnlyList<string> prefixes)
{
    /// <summary>Where 3GPP and O-RAN publish theirs.</summary>
    public const string Default = "https://forge.3gpp.org/,https://www.3gpp.org/,https://gerrit.o-ran-sc.org/,o-ran-sc-";

    /// <summary>Any schema at all.</summary>
    public static readonly VesSchemas Any = new(["*"]);

    public bool IsKnown(string reference) => prefixes.Any(p => p == "*" || reference.StartsWith(p, StringComparison.Ordinal));
}
