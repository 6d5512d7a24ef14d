using System.Collections.Frozen;
using Dashboard.Domain.Dashboards;
using Dashboard.Ingest.Storage.Sqlite;
using Dashboard.Web.Auth;
using Microsoft.Data.Sqlite;

namespace Dashboard.Web.Dashboards;

/// <summary>
/// All dashboards by their slug: those of users, those of files, and those that come with the program. Whoever reads them
/// reads an immutable snapshot in memory; whoever changes one replaces it. Safe to use from any thread.
/// </summary>
public sealed class DashboardLibrary
{
    /// <summary>Dashboards that users may save.</summary>
    public const int Most = 2000;

    /// <summary>Characters of JSON that all saved dashboards may have together: what the program keeps of them in memory.</summary>
    public const long MostCharacters = 128L << 20;

    /// <summary>Favourites that a user may have.</summary>
    public const int MostFavourites = 50;

    /// <summary>Characters of a note on a version.</summary>
    public const int LongestNote = 200;

    private readonly Lock gate = new();
    private readonly DashboardStore store;
    private readonly AuditTrail audit;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly Dictionary<string, Row> rows = new(StringComparer.Ordinal); // bound: Most, and DashboardStore.MostRemoved
    private IReadOnlyList<StoredDashboard> files = [];
    private IReadOnlyList<LibraryProblem> fileProblems = [];
    private volatile LibrarySnapshot snapshot;
    private volatile FrozenDictionary<string, FrozenSet<string>> favourites;

    public DashboardLibrary(StateDatabase database, AuditTrail audit, TimeProvider time, ILogger<DashboardLibrary> log)
    {
        (store, this.audit, this.time, this.log) = (new(database), audit, time, log);
        foreach (var row in store.Present())
            rows[row.Slug] = Read(row);
        foreach (var row in store.Removed())
            rows[row.Slug] = new((int)row.Version, null, StoredTime.From(row.At), row.By, "");
        snapshot = Compose();
        favourites = store.Favourites().GroupBy(static f => f.User, static f => f.Slug, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(static g => g.Key, static g => g.ToFrozenSet(StringComparer.Ordinal), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Raised with a dashboard's slug after it was changed, removed or restored, on the thread that did so. Whoever listens leaves again.</summary>
#pragma warning disable MA0046 // The library is one and need not say which it is; the slug is all there is to tell.
    public event Action<string>? Changed;
#pragma warning restore MA0046

    /// <summary>Dashboards that cannot be shown as they should, such as files that cannot be read.</summary>
    public IReadOnlyList<LibraryProblem> Problems => snapshot.Problems;

    /// <summary>The dashboard of a slug; null where there is none.</summary>
    public DashboardDefinition? Find(string slug) => snapshot.Find(slug)?.Definition;

    /// <summary>The dashboard of a slug with its version and origin; null where there is none.</summary>
    public StoredDashboard? FindStored(string slug) => snapshot.Find(slug);

    /// <summary>All dashboards, by title.</summary>
    public IReadOnlyList<StoredDashboard> All() => snapshot.All;

    /// <summary>Saves a dashboard under its slug, whether there is one already or not.</summary>
    /// <param name="definition">The dashboard.</param>
    /// <param name="basedOn">The version that was changed; 0 for a template, and for a dashboard that is new.</param>
    /// <param name="note">What was changed, in the words of the user; may be empty.</param>
    /// <param name="actor">Who saves it.</param>
    /// <returns>The dashboard as stored, or the sentences that say why it was refused.</returns>
    public SaveResult Save(DashboardDefinition definition, int basedOn, string note, Actor actor) =>
        Save(definition, basedOn, note, actor, "saved dashboard");

    /// <summary>Gives a dashboard another title, and where <paramref name="folder"/> is given puts it there. Its slug and with it its address stay.</summary>
    public SaveResult Rename(string slug, string title, Actor actor, string? folder = null) =>
        snapshot.Find(slug) is not { } present ? SaveResult.Refused(NotThere(slug))
        : string.IsNullOrWhiteSpace(title) ? SaveResult.Refused("Give the dashboard a title.")
        : Save(present.Definition with { Title = title.Trim(), Folder = folder?.Trim() ?? present.Definition.Folder }, present.Version, title.Trim() == present.Title ? "moved" : "renamed", actor, "renamed dashboard");

    /// <summary>Saves a copy under another title, in the same folder.</summary>
    public SaveResult Copy(string slug, string newTitle, Actor actor) =>
        snapshot.Find(slug) is not { } present ? SaveResult.Refused(NotThere(slug))
        : string.IsNullOrWhiteSpace(newTitle) ? SaveResult.Refused("Give the copy a title.")
        : Save(present.Definition with { Slug = FreeSlug(newTitle), Title = newTitle.Trim() }, 0, Shortened($"copy of {present.Title}"), actor, "copied dashboard");

    /// <summary>Makes an earlier version the present one, as a new version; also brings back what was removed.</summary>
    /// <param name="slug">The dashboard.</param>
    /// <param name="version">One of <see cref="Versions"/>.</param>
    /// <param name="actor">Who restores it.</param>
    public SaveResult Restore(string slug, int version, Actor actor)
    {
        if (FindVersion(slug, version, out var problem) is not { } earlier)
            return SaveResult.Refused(problem);
        return Save(earlier with { Slug = slug }, null, $"restored version {version}", actor, "restored dashboard");
    }

    /// <summary>Removes a saved dashboard; its versions stay for <see cref="Restore"/>. A template that it hid comes back.</summary>
    /// <returns>The sentence to show; null where it is done.</returns>
    public string? Remove(string slug, int version, Actor actor)
    {
        lock (gate)
        {
            if (snapshot.Find(slug) is not { } present)
                return NotThere(slug);
            if (present.ReadOnlyBecause.Length > 0)
                return present.ReadOnlyBecause;
            if (present.Version == 0)
                return $"'{present.Title}' comes with the program and cannot be removed.";
            if (present.Version != version)
                return OvertakenBy(present, version);
            try
            {
                var now = time.GetUtcNow();
                foreach (var forgotten in store.Remove(slug, now, actor.Name))
                    rows.Remove(forgotten);
                rows[slug] = new(present.Version, null, now, actor.Name, "");
            }
            catch (SqliteException e)
            {
                return NotStored(slug, e);
            }
            snapshot = Compose();
        }
        audit.Add(actor, "removed dashboard", slug);
        Tell(slug);
        return null;
    }

    /// <summary>The saved states of a dashboard, removed or not, the newest first; read from the database.</summary>
    public IReadOnlyList<DashboardVersion> Versions(string slug) => DashboardTemplates.Find(slug) is null
        ? store.Versions(slug)
        : [.. store.Versions(slug), new DashboardVersion(0, null, "", "as it comes with the program")];

    /// <summary>A saved state of a dashboard, as indented JSON; null where it is not kept (any more). Read from the database.</summary>
    public string? VersionText(string slug, int version) =>
        version == 0 ? DashboardTemplates.Find(slug) is { } template ? DashboardJson.Write(template) : null : store.Json(slug, version);

    /// <summary>A slug made of a title that no dashboard has or had.</summary>
    public string FreeSlug(string title)
    {
        var slug = DashboardRules.SlugOf(title);
        lock (gate)
        {
            if (!IsTaken(slug))
                return slug;
            for (var i = 2; ; i++)
            {
                var end = $"-{i}";
                var candidate = (slug.Length + end.Length > 64 ? slug[..(64 - end.Length)].TrimEnd('-') : slug) + end;
                if (!IsTaken(candidate))
                    return candidate;
            }
        }
    }

    /// <summary>The slugs that a user has marked.</summary>
    public IReadOnlySet<string> Favourites(string user) => favourites.GetValueOrDefault(user) ?? FrozenSet<string>.Empty;

    /// <summary>Marks a dashboard as one of a user's favourites, or no longer.</summary>
    /// <returns>The sentence to show; null where it is done.</returns>
    public string? SetFavourite(string user, string slug, bool isFavourite)
    {
        if (user.Length == 0)
            return "Sign in to have favourites.";
        lock (gate)
        {
            if (isFavourite && snapshot.Find(slug) is null)
                return NotThere(slug);
            var own = favourites.GetValueOrDefault(user) ?? FrozenSet<string>.Empty;
            if (own.Contains(slug) == isFavourite)
                return null;
            // What has been removed since does not count.
            if (isFavourite && own.Count(s => snapshot.Find(s) is not null) >= MostFavourites)
                return $"You have {MostFavourites} favourites already; take the star off another first.";
            try
            {
                store.SetFavourite(user, slug, isFavourite);
            }
            catch (SqliteException e)
            {
                return NotStored(slug, e);
            }
            var changed = favourites.ToDictionary(StringComparer.OrdinalIgnoreCase);
            changed[user] = (isFavourite ? own.Append(slug) : own.Where(s => s != slug)).ToFrozenSet(StringComparer.Ordinal);
            favourites = changed.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
            return null;
        }
    }

    /// <summary>Takes over what the folder of dashboards holds now, and tells of what is different.</summary>
    internal void Provision(IReadOnlyList<StoredDashboard> now, IReadOnlyList<LibraryProblem> problems)
    {
        List<string> changed;
        lock (gate)
        {
            var before = files.ToDictionary(static f => f.Slug, StringComparer.Ordinal);
            changed = [.. now.Where(f => !before.Remove(f.Slug, out var old) || !ReferenceEquals(old.Definition, f.Definition)).Select(static f => f.Slug)];
            changed.AddRange(before.Keys);
            (files, fileProblems) = (now, problems);
            snapshot = Compose();
        }
        foreach (var slug in changed)
            Tell(slug);
    }

    private SaveResult Save(DashboardDefinition definition, int? basedOn, string note, Actor actor, string action)
    {
        var slug = definition.Slug;
        definition = definition with { Version = DashboardDefinition.CurrentVersion };
        List<string> problems = [.. DashboardRules.Check(definition)];
        if (string.IsNullOrWhiteSpace(definition.Title))
            problems.Add("Give the dashboard a title.");
        if (note.Length > LongestNote)
            problems.Add($"The note has {note.Length} characters, {LongestNote} at most are possible.");
        if (problems.Count > 0)
            return SaveResult.Refused(problems);
        var json = DashboardJson.Write(definition);
        if (json.Length > DashboardJson.MaxBytes)
            return SaveResult.Refused($"The dashboard has {json.Length:N0} characters of JSON, {DashboardJson.MaxBytes:N0} at most are kept.");
        StoredDashboard saved;
        lock (gate)
        {
            var present = snapshot.Find(slug);
            if (present?.ReadOnlyBecause is { Length: > 0 } because)
                return SaveResult.Refused(because);
            if (present is not null && DashboardJson.Write(present.Definition) == json)
                return SaveResult.Done(present);
            if (basedOn is { } seen && seen != (present?.Version ?? 0))
                return SaveResult.Overtaken(present is { Version: > 0 } ? OvertakenBy(present, seen) : RemovedMeanwhile(definition), present);
            if (FullBecause(present, json) is { } full)
                return SaveResult.Refused(full);
            saved = new()
            {
                Definition = definition,
                Origin = DashboardOrigin.User,
                Version = (rows.GetValueOrDefault(slug)?.Version ?? 0) + 1,
                ChangedAt = time.GetUtcNow(),
                ChangedBy = actor.Name,
                HidesTemplate = DashboardTemplates.Find(slug) is not null,
                Size = json.Length,
            };
            try
            {
                store.Save(slug, saved.Version, saved.ChangedAt.Value, actor.Name, note, json);
            }
            catch (SqliteException e)
            {
                return SaveResult.Refused(NotStored(slug, e));
            }
            rows[slug] = new(saved.Version, saved, null, "", "");
            snapshot = Compose();
        }
        audit.Add(actor, action, slug);
        Tell(slug);
        return SaveResult.Done(saved);
    }

    private DashboardDefinition? FindVersion(string slug, int version, out string problem)
    {
        problem = "";
        if (VersionText(slug, version) is not { } text)
        {
            problem = $"Version {version} of '{slug}' is not kept. The newest {DashboardStore.MostVersions} versions are.";
            return null;
        }
        var definition = DashboardJson.Read(text, out var problems);
        if (definition is null)
            problem = $"Version {version} of '{slug}' cannot be read: {string.Join(' ', problems)}";
        return definition;
    }

    private string? FullBecause(StoredDashboard? present, string json)
    {
        var saved = rows.Values.Where(static r => r.Dashboard is not null).ToList();
        if (present is not { Version: > 0 } && saved.Count >= Most)
            return $"There are {Most:N0} dashboards already; remove one first.";
        return saved.Sum(static r => (long)r.Dashboard!.Size) - (present?.Size ?? 0) + json.Length > MostCharacters
            ? $"All dashboards together would have more than {MostCharacters:N0} characters of JSON; remove one first."
            : null;
    }

    private bool IsTaken(string slug) => rows.ContainsKey(slug) || snapshot.Find(slug) is not null;

    private LibrarySnapshot Compose() => LibrarySnapshot.Of(
        rows.Values.Select(static r => r.Dashboard).OfType<StoredDashboard>(), files,
        [.. fileProblems, .. rows.Where(static r => r.Value.Problem.Length > 0).Select(static r => new LibraryProblem(r.Key, r.Value.Problem))]);

    private Row Read(DashboardRow row)
    {
        var definition = DashboardJson.Read(row.Json, out var problems);
        if (definition is not null)
        {
            return new((int)row.Version, new()
            {
                Definition = definition with { Slug = row.Slug },
                Origin = DashboardOrigin.User,
                Version = (int)row.Version,
                ChangedAt = StoredTime.From(row.ChangedAt),
                ChangedBy = row.ChangedBy,
                HidesTemplate = DashboardTemplates.Find(row.Slug) is not null,
                Size = row.Json.Length,
            }, null, "", "");
        }
        var sentence = $"Its version {row.Version} cannot be read and is not shown: {string.Join(' ', problems)} Restore an earlier version, or update the server.";
        DashboardLog.Problem(log, row.Slug, sentence);
        return new((int)row.Version, null, null, "", sentence);
    }

    private static string OvertakenBy(StoredDashboard present, int seen) =>
        $"'{present.Title}' was changed by {Who(present.ChangedBy)} on {Sentences.Moment(present.ChangedAt!.Value)} (version {present.Version}) after you opened it (version {seen}). Nothing is lost: save yours as a copy, or look at theirs first.";

    private string RemovedMeanwhile(DashboardDefinition definition) => rows.GetValueOrDefault(definition.Slug)?.RemovedAt is { } at
        ? $"'{definition.Title}' was removed by {Who(rows[definition.Slug].RemovedBy)} on {Sentences.Moment(at)} after you opened it. Nothing is lost: save yours as a copy, or restore it from its versions first."
        : NotThere(definition.Slug);

    private string NotStored(string slug, SqliteException e)
    {
        DashboardLog.NotStored(log, slug, e);
        return $"The state database did not take the change ({e.Message}). Nothing was changed; see to the disk of the data directory, then try again.";
    }

    private static string NotThere(string slug) => $"There is no dashboard '{slug}' (any more).";

    private static string Who(string name) => name.Length == 0 ? "somebody" : name;

    private static string Shortened(string note) => note.Length > LongestNote ? note[..LongestNote] : note;

    private void Tell(string slug)
    {
        foreach (var listener in Changed?.GetInvocationList() ?? [])
        {
            try
            {
                ((Action<string>)listener)(slug);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                DashboardLog.ListenerFailed(log, slug, e);
            }
        }
    }

    // What the program knows of a dashboard that was saved: the dashboard, or when it was removed, or why it cannot be read.
    private sealed record Row(int Version, StoredDashboard? Dashboard, DateTimeOffset? RemovedAt, string RemovedBy, string Problem);
}
