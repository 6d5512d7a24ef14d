using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Dashboard.Ingest.Sources.Self;

/// <summary>
/// The process as a whole, meter <c>Dashboard.Process</c>, under the names that every Prometheus client library gives it
/// (https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics).
/// </summary>
internal sealed class ProcessMeter : IDisposable
{
    private readonly Meter _meter = new("Dashboard.Process");

    public ProcessMeter()
    {
        double started;
        using (var self = Process.GetCurrentProcess())
            started = (self.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds;
        _meter.CreateObservableCounter("process_cpu_seconds", static () => Environment.CpuUsage.TotalTime.TotalSeconds, "s", "CPU time that this process has used, in programs and in the kernel.");
        _meter.CreateObservableGauge("process_resident_memory_bytes", static () => Environment.WorkingSet, "By", "Memory that this process has in RAM.");
        _meter.CreateObservableGauge("process_open_fds", OpenFiles, description: "Files and sockets that this process has open.");
        _meter.CreateObservableGauge("process_start_time_seconds", () => started, "s", "When this process started, in seconds since 1970-01-01 UTC.");
    }

    public void Dispose() => _meter.Dispose();

    private static long OpenFiles()
    {
        if (OperatingSystem.IsLinux())
            return Directory.EnumerateFileSystemEntries("/proc/self/fd").LongCount();
        using var self = Process.GetCurrentProcess();
        return self.HandleCount;
    }
}
