using System.ComponentModel.DataAnnotations;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.Prometheus;

/// <summary>Targets that are scraped in the same way; an entry of the list in settings section <c>Noc:Scrape:Jobs</c>.</summary>
public sealed class ScrapeJobOptions : HttpPullOptions, ITargetOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Scrape:Jobs";

    /// <summary>Its name, label <c>job</c>. Required.</summary>
    [Display(Name = "Name", Description = "Label job.")]
    [Required, MinLength(1)]
    public string Job { get; init; } = "";

    /// <summary>Targets with commas between them, each a host with its port where that is not the scheme's: <c>10.0.0.1:9100, web.example.net</c>. What is written is the label <c>instance</c>. Default none.</summary>
    [Display(Name = "Targets", Description = "Hosts with their ports, commas between them: 10.0.0.1:9100, web.example.net.")]
    public string Targets { get; init; } = "";

    /// <summary>Files of further targets in the form of Prometheus's <c>file_sd_configs</c>, <c>.json</c>, <c>.yml</c> or <c>.yaml</c>, with commas between them; the last part of a path may hold <c>*</c>. Default none.</summary>
    [Display(Name = "Files of targets", Description = "As of file_sd_configs, with commas between them.")]
    public string TargetFiles { get; init; } = "";

    /// <summary>How often it is looked whether those files have changed. Default 5 s; 1 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan FileInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary><c>http</c> (default) or <c>https</c>.</summary>
    [Display(Name = "Scheme", Description = "http or https.")]
    [RegularExpression("https?")]
    public string Scheme { get; init; } = "http";

    /// <summary>Where metrics are. Default <c>/metrics</c>.</summary>
    [Display(Name = "Path", Description = "")]
    [RegularExpression("/.*")]
    public string Path { get; init; } = "/metrics";

    /// <summary>Parameters of the request, by name. Default none.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether a label that is scraped wins over the target's own of the same name; it is called <c>exported_…</c> otherwise. Default false.</summary>
    [Display(Name = "Labels of the target win", Description = "", GroupName = "Labels and limits")]
    public bool HonorLabels { get; init; }

    /// <summary>Whether times that a target gives its samples count; the time of the scrape does otherwise. Default true.</summary>
    [Display(Name = "Times of the target count", Description = "", GroupName = "Labels and limits")]
    public bool HonorTimestamps { get; init; } = true;

    /// <summary>The targets that are named here.</summary>
    internal IEnumerable<string> TargetList => Split(Targets);

    /// <summary>The files that are named here.</summary>
    internal IEnumerable<string> FileList => Split(TargetFiles);

    /// <inheritdoc/>
    string ITargetOptions.Name => Job;

    /// <inheritdoc/>
    string ITargetOptions.Address => string.Join(", ", TargetList.Concat(FileList));

    /// <inheritdoc/>
    public string? Complaint() =>
        Job.Length == 0 ? $"{Section}: a job has no name."
        : PullComplaint() is { } complaint ? $"{Section}: job '{Job}' {complaint}."
        : TargetList.FirstOrDefault(t => ScrapeTarget.Complaint(t) is not null) is { } target ? $"{Section}: job '{Job}': {ScrapeTarget.Complaint(target)}."
        : !TargetList.Any() && !FileList.Any() ? $"{Section}: job '{Job}' has neither Targets nor TargetFiles."
        : FileList.FirstOrDefault(f => !TargetFile.IsNamed(f)) is { } file ? $"{Section}: job '{Job}' has the file '{file}'; target files end in .json, .yml or .yaml."
        : null;

    /// <summary>What is wrong with a list of jobs, as a sentence; null where nothing is.</summary>
    public static string? Complaint(IReadOnlyList<ScrapeJobOptions> jobs)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        return jobs.Select(j => j.Complaint()).FirstOrDefault(c => c is not null)
            ?? jobs.GroupBy(j => j.Job, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => $"{Section}: two jobs are called '{g.Key}'.").FirstOrDefault();
    }

    private static string[] Split(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
