using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;
using Dashboard.Web.Hosting;

namespace Dashboard.Web.Tests;

/// <summary>The arrows between the houses, held.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly Assembly Domain = typeof(TimeSeriesCache).Assembly;
    private static readonly Assembly Ingest = typeof(IngestPipeline).Assembly;

    [Fact]
    public void The_domain_knows_only_the_base_library_and_its_mathematics()
    {
        var foreign = References(Domain).Where(name => !name.StartsWith("System.", StringComparison.Ordinal) && name != "MathNet.Numerics");
        Assert.Empty(foreign);
    }

    [Fact]
    public void The_domain_touches_no_file_no_socket_and_no_process()
    {
        string[] forbidden = ["System.IO.File", "System.IO.FileStream", "System.IO.Directory", "System.Diagnostics.Process", "System.Console"];
        var used = TypesUsed(Domain).Where(type => forbidden.Contains(type) || type.StartsWith("System.Net.Http.", StringComparison.Ordinal) || type.StartsWith("System.Net.Sockets.", StringComparison.Ordinal));
        Assert.Empty(used);
    }

    [Fact]
    public void The_way_in_does_not_know_the_way_out() =>
        Assert.DoesNotContain(typeof(NocHost).Assembly.GetName().Name, References(Ingest));

    [Fact]
    public void No_source_knows_another_source()
    {
        var sources = Path.Combine(Root(), "src/Dashboard.Ingest/Sources");
        var offences =
            from folder in Directory.GetDirectories(sources)
            let own = Path.GetFileName(folder)
            from file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            from Match match in SourceNamespace().Matches(File.ReadAllText(file))
            where match.Groups["source"].Value != own && Directory.Exists(Path.Combine(sources, match.Groups["source"].Value))
            select $"{Path.GetFileName(file)} uses {match.Value}";
        Assert.Empty(offences);
    }

    [Fact]
    public void No_storage_engine_knows_a_source()
    {
        var storage = Path.Combine(Root(), "src/Dashboard.Ingest/Storage");
        Assert.DoesNotContain(Directory.EnumerateFiles(storage, "*.cs", SearchOption.AllDirectories), f => File.ReadAllText(f).Contains("Dashboard.Ingest.Sources", StringComparison.Ordinal));
    }

    [Fact]
    public void The_clock_and_the_sleep_are_banned_for_all_projects()
    {
        var banned = File.ReadAllText(Path.Combine(Root(), "eng/BannedSymbols.txt"));
        foreach (var symbol in new[] { "P:System.DateTime.Now", "P:System.DateTime.UtcNow", "M:System.Threading.Thread.Sleep(System.Int32)", "M:System.Threading.Tasks.Task.Delay(System.TimeSpan)" })
            Assert.Contains(symbol, banned);
        Assert.Contains("eng/BannedSymbols.txt", File.ReadAllText(Path.Combine(Root(), "Directory.Build.props")));
    }

    private static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies().Select(a => a.Name!);

    private static List<string> TypesUsed(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        return [.. metadata.TypeReferences.Select(metadata.GetTypeReference).Select(t => $"{metadata.GetString(t.Namespace)}.{metadata.GetString(t.Name)}")];
    }

    private static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at!.FullName, "Dashboard.sln")))
            at = at.Parent;
        return at.FullName;
    }

    [GeneratedRegex(@"Dashboard\.Ingest\.Sources\.(?<source>\w+)")]
    private static partial Regex SourceNamespace();
}
