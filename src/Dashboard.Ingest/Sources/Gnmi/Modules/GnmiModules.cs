using System.Reflection;

namespace Dashboard.Ingest.Sources.Gnmi.Modules;

/// <summary>Every module there is: the built-in ones, and those of the user's files, of which one of the same name replaces a built-in.</summary>
public sealed class GnmiModules
{
    private const string Resources = "Dashboard.Ingest.Sources.Gnmi.Modules.";

    private readonly Dictionary<string, GnmiModule> _modules = new(StringComparer.Ordinal); // bound: the files' text
    private readonly Dictionary<string, GnmiMetric[]> _metrics;
    private readonly Dictionary<string, IReadOnlyList<string>> _listKeys = new(StringComparer.Ordinal); // bound: the files' text
    private readonly HashSet<string> _lookups;

    /// <param name="files">Files of modules of the user.</param>
    /// <exception cref="GnmiModuleException">A file cannot be read or used.</exception>
    public GnmiModules(params IEnumerable<string> files)
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Resources, StringComparison.Ordinal)))
        {
            using var text = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            Add(GnmiModuleReader.Read(text.ReadToEnd(), resource[Resources.Length..]));
        }
        foreach (var file in files)
        {
            try
            {
                Add(GnmiModuleReader.Read(File.ReadAllText(file), file));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new GnmiModuleException($"The file of gNMI modules {file} cannot be read: {e.Message}", e);
            }
        }
        _metrics = _modules.Values.SelectMany(m => m.Metrics).GroupBy(m => m.Path, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
        _lookups = [.. _modules.Values.SelectMany(m => m.Metrics).SelectMany(m => m.Lookups.Values)];
        foreach (var (path, keys) in _modules.Values.SelectMany(m => m.ListKeys))
            _listKeys[path] = keys;
    }

    public IReadOnlyCollection<string> Names => _modules.Keys;

    /// <summary>Every metric that a leaf may become, for what is said of metrics.</summary>
    public IEnumerable<GnmiMetric> Metrics => _metrics.Values.SelectMany(m => m);

    /// <summary>What a device is asked for that these modules are wanted of.</summary>
    /// <param name="names">Names of modules with commas between them.</param>
    /// <exception cref="GnmiModuleException">There is no such module.</exception>
    public IReadOnlyList<GnmiModuleSubscription> SubscriptionsOf(string names) =>
        [.. names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)
            .SelectMany(name => (_modules.GetValueOrDefault(name)
                ?? throw new GnmiModuleException($"There is no gNMI module '{name}'. There are: {string.Join(", ", _modules.Keys.Order(StringComparer.Ordinal))}.")).Subscriptions)];

    /// <summary>What becomes of the leaf with that path; nothing where no rule says.</summary>
    internal GnmiMetric[] MetricsOf(string path) => _metrics.GetValueOrDefault(path) ?? [];

    /// <summary>Whether a label of some metric is looked up there.</summary>
    internal bool IsLookup(string path) => _lookups.Contains(path);

    /// <summary>Which leaves of a list's entries are its keys.</summary>
    internal IReadOnlyList<string> ListKeysOf(string path) => _listKeys.GetValueOrDefault(path) ?? _listKeys.GetValueOrDefault("*") ?? [];

    private void Add(IReadOnlyList<GnmiModule> modules)
    {
        foreach (var module in modules)
            _modules[module.Name] = module;
    }
}
