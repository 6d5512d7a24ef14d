using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Host;

/// <summary>A mounted file system and what the last measurement of it said.</summary>
internal sealed class FileSystem(string device, string mountPoint, string type)
{
    public HostSubject Subject { get; } = new(new Label("device", device), new Label("mountpoint", mountPoint), new Label("fstype", type));

    public string Device => device;

    public string MountPoint => mountPoint;

    public string Type => type;

    public bool ReadOnly { get; set; }

    /// <summary>Null where it could not be measured.</summary>
    public FileSystemSpace? Space { get; set; }

    /// <summary>Whether a measurement of it hangs; until that comes back it is not measured again.</summary>
    public bool Hangs
    {
        get => Volatile.Read(ref field);
        set => Volatile.Write(ref field, value);
    }
}
