namespace Dashboard.Ingest.Wire;

/// <summary>
/// Named jobs of a source that fetches, each with its targets: taken up, let go, paused and given other targets while all
/// others go on. Safe from any thread.
/// </summary>
/// <param name="schedule">What fetches them.</param>
internal sealed class PullJobs(PullSchedule schedule) : IDisposable
{
    /// <summary>Targets of all jobs at most.</summary>
    public const int MaxTargets = 20_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Job> _jobs = new(StringComparer.Ordinal); // bound: MaxTargets, each job counting as one at least
    private int _place;

    /// <summary>Targets of all jobs, those that are paused among them.</summary>
    public int Targets
    {
        get
        {
            lock (_gate)
                return _jobs.Values.Sum(j => j.Targets.Count);
        }
    }

    /// <summary>Names of all jobs and whether each is paused.</summary>
    public IReadOnlyList<(string Name, bool IsPaused, int Targets)> All
    {
        get
        {
            lock (_gate)
                return [.. _jobs.Select(j => (j.Key, j.Value.IsPaused, j.Value.Targets.Count))];
        }
    }

    /// <summary>Takes a job up that has no targets yet; what it fetches with is its own from now on.</summary>
    /// <returns>Null, or why it cannot be taken up, as a sentence.</returns>
    public string? TryAdd(string name, HttpPull http)
    {
        lock (_gate)
        {
            if (_jobs.Count >= MaxTargets)
                return $"There are {MaxTargets} jobs already, and no more can be.";
            return _jobs.TryAdd(name, new Job(http)) ? null : $"There is a job called '{name}' already.";
        }
    }

    /// <summary>Gives a job its targets by keys that tell them apart: those that it has stay, those that it had go.</summary>
    /// <param name="name">The job.</param>
    /// <param name="targets">Its targets and how each is made.</param>
    /// <param name="interval">How often they are fetched.</param>
    /// <returns>How many there was no room for.</returns>
    public int Set(string name, IReadOnlyDictionary<string, Func<HttpPull, PulledTarget>> targets, TimeSpan interval)
    {
        lock (_gate)
        {
            if (!_jobs.TryGetValue(name, out var job))
                return 0;
            job.Interval = interval;
            foreach (var key in job.Targets.Keys.Where(k => !targets.ContainsKey(k)).ToArray())
            {
                job.Targets.Remove(key, out var gone);
                if (!job.IsPaused)
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
                if (!job.IsPaused)
                    schedule.Add(target, interval * TargetHealth.Spread(_place++));
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
            foreach (var target in job.IsPaused ? [] : job.Targets.Values.ToArray())
                schedule.Remove(target);
            // What it fetches with is not disposed of: a fetch may be under way. Its connections close when they idle.
            return true;
        }
    }

    /// <summary>Pauses a job, which ends its series, or goes on with it. False where there is none of that name.</summary>
    public bool Pause(string name, bool isPaused)
    {
        lock (_gate)
        {
            if (!_jobs.TryGetValue(name, out var job))
                return false;
            if (job.IsPaused == isPaused)
                return true;
            job.IsPaused = isPaused;
            foreach (var target in job.Targets.Values)
            {
                if (isPaused)
                    schedule.Remove(target);
                else
                    schedule.Add(target, job.Interval * TargetHealth.Spread(_place++));
            }
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

    private sealed class Job(HttpPull http)
    {
        public HttpPull Http => http;

        public Dictionary<string, PulledTarget> Targets { get; } = new(StringComparer.Ordinal); // bound: MaxTargets over all jobs

        public TimeSpan Interval { get; set; }

        public bool IsPaused { get; set; }
    }
}
