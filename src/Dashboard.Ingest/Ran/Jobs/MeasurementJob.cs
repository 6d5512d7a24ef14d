namespace Dashboard.Ingest.Ran.Jobs;

/// <summary>
/// The job that says which measurements are taken from RANPM's topics. It can be set while they are read, takes effect
/// with the next message, and is kept over restarts in a file. Without one everything is taken. Safe from any thread.
/// </summary>
public sealed class MeasurementJob
{
    private readonly Lock _gate = new();
    private readonly string _file;
    private volatile MeasurementFilter? _filter;
    private long _leftOut;

    /// <param name="file">Where it is kept.</param>
    /// <param name="metrics">Where it is shown what it leaves out.</param>
    /// <exception cref="FormatException">What is kept cannot be read; the message says where and why.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public MeasurementJob(string file, IngestMetrics metrics)
    {
        _file = file;
        if (File.Exists(file))
            _filter = MeasurementFilter.Read(File.ReadAllText(file), out var problem) ?? throw new FormatException($"{file}: {problem}");
        metrics.ObserveTotal("kafka_job_left_out_values", "Measured values of RANPM that the measurement job does not want.", () => LeftOut);
    }

    /// <summary>What is wanted; null for everything.</summary>
    public MeasurementFilter? Filter => _filter;

    /// <summary>Values that were left out since the start.</summary>
    public long LeftOut => Interlocked.Read(ref _leftOut);

    /// <summary>Sets the job, or takes it away with null.</summary>
    /// <returns>Null, or why it could not be kept, as a sentence; then nothing has changed.</returns>
    public string? Set(MeasurementFilter? filter)
    {
        lock (_gate)
        {
            try
            {
                if (filter is null)
                {
                    File.Delete(_file);
                }
                else
                {
                    File.WriteAllText(_file + ".new", filter.ToString());
                    File.Move(_file + ".new", _file, overwrite: true);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return $"The job cannot be kept: {e.Message}";
            }
            _filter = filter;
            return null;
        }
    }

    /// <summary>Counts values that are left out.</summary>
    internal void CountLeftOut(int values) => Interlocked.Add(ref _leftOut, values);
}
