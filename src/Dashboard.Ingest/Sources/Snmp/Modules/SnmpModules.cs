using System.Collections.Concurrent;
using System.Reflection;

namespace Dashboard.Ingest.Sources.Snmp.Modules;

/// <summary>Every module there is: the built-in ones, and those of the user's files, of which one of the same name replaces a built-in.</summary>
public sealed class SnmpModules
{
    private const string Resources = "Dashboard.Ingest.Sources.Snmp.Modules.";

    private readonly Dictionary<string, SnmpModule> _modules = new(StringComparer.Ordinal); // bound: the files' text
    private readonly ConcurrentDictionary<string, PollPlan> _plans = new(StringComparer.Ordinal); // bound: sets of modules in settings

    /// <param name="files">Files of modules of the user.</param>
    /// <exception cref="SnmpModuleException">A file cannot be read or used.</exception>
    public SnmpModules(params IEnumerable<string> files)
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Resources, StringComparison.Ordinal)))
        {
            using var text = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            Add(SnmpModuleReader.Read(text.ReadToEnd(), resource[Resources.Length..]));
        }
        foreach (var file in files)
        {
            try
            {
                Add(SnmpModuleReader.Read(File.ReadAllText(file), file));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new SnmpModuleException($"The file of SNMP modules {file} cannot be read: {e.Message}", e);
            }
        }
    }

    public IReadOnlyCollection<string> Names => _modules.Keys;

    /// <summary>What to ask a device for that these modules are wanted of.</summary>
    /// <param name="names">Names of modules with commas between them.</param>
    /// <exception cref="SnmpModuleException">There is no such module.</exception>
    public PollPlan PlanOf(string names)
    {
        var wanted = names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).ToArray();
        var key = string.Join(',', wanted);
        if (_plans.TryGetValue(key, out var plan))
            return plan;
        var modules = wanted.Select(name => _modules.GetValueOrDefault(name)
            ?? throw new SnmpModuleException($"There is no SNMP module '{name}'. There are: {string.Join(", ", _modules.Keys.Order(StringComparer.Ordinal))}."));
        return _plans[key] = PollPlan.Of([.. modules]);
    }

    private void Add(IReadOnlyList<SnmpModule> modules)
    {
        foreach (var module in modules)
            _modules[module.Name] = module;
    }
}
