using Dashboard.Ingest.Sources;

namespace Dashboard.Ingest.Wire;

/// <summary>
/// Named jobs of a source that fetches, each with its targets: taken up, let go and given other targets while all others
/// go on. Safe from any thread.
/// </summary>
/// <param name="schedule">What fetches them.</param>
internal sealed class PullJobs(PullSchedule schedule) : IDisposable
{
    /// <summary>Targets of all jobs at most.</summary>
    public const int MaxTargets = 20_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Job> _jobs = new(StringComparer.Ordinal); // bound: MaxTargets, each job counting as one at least
    private int _place;

    /// <summary>Targets of all jobs.</summary>
    public int Targets
    {
        get
        {
            lock (_gate)
                return _jobs.Values.Sum(j => j.Targets.Count);
        }
    }

    /// <summary>Jobs that there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _jobs.Count;
        }
    }

    /// <summary>How each job is doing: what is wrong with one of its targets is wrong with it.</summary>
    public IReadOnlyList<TargetStatus> Statuses()
    {
        lock (_gate)
        {
            return [.. from job in _jobs.Values
                let failing = job.Targets.Values.Select(static t => t.Complaint).Where(static c => c is not null).ToArray()
                select new TargetStatus(
                    job.Options.Name, job.Options.Address, job.Options.Interval, job.Targets.Values.Max(static t => t.LastAnswer),
                    failing.Length > 1 ? $"{failing[0]} And {failing.Length - 1} more of {job.Targets.Count}." : failing.FirstOrDefault())];
        }
    }

    /// <summary>Takes a job up that has no targets yet; what it fetches with is its own from now on.</summary>
    /// <returns>Null, or why it cannot be taken up, as a sentence.</returns>
    public string? TryAdd(ITargetOptions options, HttpPull http)
    {
        lock (_gate)
        {
            if (_jobs.Count >= MaxTargets)
                return $"There are {MaxTargets} jobs already, and no more can be.";
            return _jobs.TryAdd(options.Name, new Job(options, http)) ? null : $"There is a job called '{options.Name}' already.";
        }
    }

    /// <summary>Gives a job its targets by keys that tell them apart: those that it has stay, those that it had go.</summary>
    /// <param name="name">The job.</param>
    /// <param name="targets">Its targets and how each is made.</param>
    /// <returns>How many there was no room for.</returns>
    public int Set(string name, IReadOnlyDictionary<string, Func<HttpPull, PulledTarget>> targets)
    {
        lock (_gate)
        {
            if (!_jobs.TryGetValue(name, out var job))
                return 0;
            foreach (var key in job.Targets.Keys.Where(k => !targets.ContainsKey(k)).ToArray())
            {
                job.Targets.Remove(key, out var gone);
                schedule.Remove(gone!);
            }
            var room = MaxTargets - _jobs.Values.Sum(j => j.Targets.Count);
            var refused = 0;
            foreach (var (key, make) in targets)
            {
                if (job.Targets.ContainsKey(key))
                    continue;
                if (room-- <= 0)
                {
                    refused++;
                    continue;
                }
                var target = make(job.Http);
                job.Targets.Add(key, target);
                schedule.Add(target, job.Options.Interval * TargetHealth.Spread(_place++));
            }
            return refused;
        }
    }

    /// <summary>Fetches a job no more; its series end. False where there is none of that name.</summary>
    public bool Remove(string name)
    {
        lock (_gate)
        {
            if (!_jobs.Remove(name, out var job))
                return false;
            foreach (var target in job.Targets.Values)
                schedule.Remove(target);
            // What it fetches with is not disposed of: a fetch may be under way. Its connections close when they idle.
            return true;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var job in _jobs.Values)
                job.Http.Dispose();
            _jobs.Clear();
        }
    }

    private sealed class Job(ITargetOptions options, HttpPull http)
    {
        public ITargetOptions Options => options;

        public HttpPull Http => http;

        public Dictionary<string, PulledTarget> Targets { get; } = new(StringComparer.Ordinal); // bound: MaxTargets over all jobs
    }
}
