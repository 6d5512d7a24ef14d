using Dashboard.Domain.Kpi;
using Dashboard.Domain.Query;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Kpis;

/// <summary>
/// The KPIs that there are, and their report: those that come with the program, those of files over them, and over both
/// what administrators wrote here, of which every version is kept. Safe from any thread.
/// </summary>
public sealed class KpiCatalogue
{
    /// <summary>KPIs that may be written here.</summary>
    public const int MostEdited = 1000;

    /// <summary>Characters that the text of one may have.</summary>
    public const int MaxCharacters = 64 << 10;

    private const int MaxNameLength = 64;

    private static readonly string[] Reserved = ["report"];

    private readonly Lock _gate = new();
    private readonly KpiOptions _options;
    private readonly KpiStore _store;
    private readonly QueryEngine _engine;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<CatalogueKpi> _provided;
    private volatile IReadOnlyList<CatalogueKpi> _all = [];
    private volatile IReadOnlyList<string> _problems = [];

    /// <exception cref="FormatException">A file cannot be used; the message says where and why.</exception>
    public KpiCatalogue(KpiOptions options, KpiStore store, QueryEngine engine, TimeProvider time)
    {
        (_options, _store, _engine, _time) = (options, store, engine, time);
        _provided = [.. KpiFile.With(options.Files).Select(static k => new CatalogueKpi(k, KpiFile.BuiltIn.Contains(k) ? KpiOrigin.Program : KpiOrigin.File))];
        Refresh();
    }

    /// <summary>Every KPI, in the order of the files, and then those that were added here, by name.</summary>
    public IReadOnlyList<CatalogueKpi> All => _all;

    /// <summary>What was written here and cannot be used by this version of the program, each a sentence.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>The KPI of a name; null where there is none.</summary>
    public CatalogueKpi? Find(string name) => _all.FirstOrDefault(k => k.Formula.Id == name);

    /// <summary>What was written here of a KPI, the newest version first.</summary>
    public IReadOnlyList<KpiVersion> Versions(string name) => _store.Versions(name);

    /// <summary>Writes a KPI, which takes the place of the one that has its name.</summary>
    /// <param name="kpi">The KPI; its version is set here.</param>
    /// <param name="basedOn">The version that the change rests on, 0 for a new KPI; null for whatever there is.</param>
    /// <param name="by">Who writes it.</param>
    public KpiSaved Save(KpiFormula kpi, int? basedOn, string by)
    {
        lock (_gate)
        {
            var present = Find(kpi.Id);
            if (kpi.Id.Length is 0 or > MaxNameLength || !kpi.Id.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') || Reserved.Contains(kpi.Id))
                return KpiSaved.Refused($"'{kpi.Id}' is no name for a KPI: it has 1 to {MaxNameLength} lower case letters, digits and hyphens, and is not '{Reserved[0]}'.");
            if (basedOn is { } version && version != (present?.Formula.Version ?? 0))
                return KpiSaved.Overtaken(present is null ? $"There is no KPI '{kpi.Id}' any more." : $"KPI '{kpi.Id}' has version {present.Formula.Version} by now. Look at it and change it anew.");
            if (present?.Origin != KpiOrigin.Edited && _all.Count(static k => k.Origin == KpiOrigin.Edited) >= MostEdited)
                return KpiSaved.Refused($"There are {MostEdited} KPIs already. Remove some.");
            var number = Math.Max(present?.Formula.Version ?? 0, LastVersion(kpi.Id)) + 1;
            var yaml = KpiFile.Write(kpi with { Version = number });
            if (yaml.Length > MaxCharacters)
                return KpiSaved.Refused($"KPI '{kpi.Id}' has more than {MaxCharacters} characters.");
            _store.Add(kpi.Id, new KpiVersion(number, _time.GetUtcNow(), by, yaml));
            Refresh();
            return KpiSaved.Done(Find(kpi.Id)!);
        }
    }

    /// <summary>Removes what was written here of a KPI; one of the program or of a file then holds again.</summary>
    /// <param name="name">The KPI.</param>
    /// <param name="basedOn">The version that the removal rests on; null for whatever there is.</param>
    /// <param name="by">Who removes it.</param>
    public KpiSaved Remove(string name, int? basedOn, string by)
    {
        lock (_gate)
        {
            if (Find(name) is not { } present)
                return KpiSaved.Refused($"There is no KPI '{name}'.");
            if (present.Origin != KpiOrigin.Edited)
                return KpiSaved.Refused($"KPI '{name}' comes {(present.Origin == KpiOrigin.File ? "from a file of the settings" : "with the program")} and was not changed here.");
            if (basedOn is { } version && version != present.Formula.Version)
                return KpiSaved.Overtaken($"KPI '{name}' has version {present.Formula.Version} by now. Look at it before you remove it.");
            _store.Add(name, new KpiVersion(LastVersion(name) + 1, _time.GetUtcNow(), by, null));
            Refresh();
            return KpiSaved.Done(present);
        }
    }

    /// <summary>Computes every KPI that has a level.</summary>
    /// <param name="level">The level.</param>
    /// <param name="window">The length of the time looked at.</param>
    /// <param name="at">Its end, in milliseconds since 1970-01-01 UTC; now where it is null.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<IReadOnlyList<KpiAnswer>> Report(KpiLevel level, TimeSpan window, long? at, CancellationToken cancellationToken) =>
        Report(Formulas, level, window, at, [], cancellationToken);

    /// <summary>The same of a part of the network.</summary>
    /// <param name="level">The level.</param>
    /// <param name="window">The length of the time looked at.</param>
    /// <param name="at">Its end, in milliseconds since 1970-01-01 UTC; now where it is null.</param>
    /// <param name="within">What all measurements must fulfil: only a site, say, or only an element.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<IReadOnlyList<KpiAnswer>> Report(KpiLevel level, TimeSpan window, long? at, IReadOnlyList<LabelMatcher> within, CancellationToken cancellationToken) =>
        Report(Formulas, level, window, at, within, cancellationToken);

    /// <summary>Computes KPIs whether they are in the catalogue or not.</summary>
    /// <param name="kpis">The KPIs; those that have no such level are left out.</param>
    /// <param name="level">The level.</param>
    /// <param name="window">The length of the time looked at.</param>
    /// <param name="at">Its end, in milliseconds since 1970-01-01 UTC; now where it is null.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<IReadOnlyList<KpiAnswer>> Report(IReadOnlyList<KpiFormula> kpis, KpiLevel level, TimeSpan window, long? at, CancellationToken cancellationToken) =>
        Report(kpis, level, window, at, [], cancellationToken);

    private IReadOnlyList<KpiFormula> Formulas => [.. _all.Select(static k => k.Formula)];

    private Task<IReadOnlyList<KpiAnswer>> Report(IReadOnlyList<KpiFormula> kpis, KpiLevel level, TimeSpan window, long? at, IReadOnlyList<LabelMatcher> within, CancellationToken cancellationToken) =>
        KpiReport.Run(_engine, kpis, level, at ?? _time.GetUtcNow().ToUnixTimeMilliseconds(), window, within, _options.Timeout, _time, cancellationToken);

    private int LastVersion(string name) => _store.Versions(name) is [var last, ..] ? last.Number : 0;

    private void Refresh()
    {
        var all = _provided.ToList(); // bound: the files' text and MostEdited
        var problems = new List<string>(); // bound: MostEdited
        foreach (var (name, version) in _store.Present())
        {
            try
            {
                var edited = new CatalogueKpi(KpiFile.ReadOne(name, version.Yaml!, $"KPI {name}") with { Version = version.Number }, KpiOrigin.Edited)
                {
                    ChangedAt = version.ChangedAt,
                    ChangedBy = version.ChangedBy,
                    IsReplacement = all.Exists(k => k.Formula.Id == name),
                };
                all.Put(edited, static k => k.Formula.Id);
            }
            catch (FormatException e)
            {
                problems.Add($"{e.Message} It was written with another version of the program.");
            }
        }
        (_all, _problems) = (all, problems);
    }
}
