using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Host;

/// <summary>What series are about: the machine itself, one of its CPUs, a disk, an interface. Told apart by reference.</summary>
internal sealed class HostSubject(params Label[] labels)
{
    /// <summary>The machine as a whole, without a label.</summary>
    public static readonly HostSubject Machine = new();

    public ReadOnlySpan<Label> Labels => labels;
}
