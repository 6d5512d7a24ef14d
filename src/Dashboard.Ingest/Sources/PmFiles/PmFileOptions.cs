using System.ComponentModel.DataAnnotations;

namespace Dashboard.Ingest.Sources.PmFiles;

/// <summary>What becomes of a file of the folder once it was read.</summary>
public enum PmFileAfter
{
    /// <summary>It is moved to <c>done</c>, or to <c>failed</c>, in the folder.</summary>
    Move,

    /// <summary>It is deleted; a failed one is moved to <c>failed</c>.</summary>
    Delete,

    /// <summary>It is left where it is.</summary>
    Leave,
}

/// <summary>Files of performance measurements (TS 32.435, TS 28.532), settings section <c>Noc:PmFiles</c>.</summary>
public sealed class PmFileOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:PmFiles";

    /// <summary>A folder that files come into. Those in folders below it, and those whose names begin with a dot or end with <c>.tmp</c> or <c>.part</c>, are not looked at. Default none.</summary>
    public string Folder { get; init; } = "";

    /// <summary>What becomes of the folder's files once they were read: <c>Move</c> (default), <c>Delete</c> or <c>Leave</c>.</summary>
    [EnumDataType(typeof(PmFileAfter))]
    public PmFileAfter After { get; init; } = PmFileAfter.Move;

    /// <summary>How often the folder is looked at. Default 2 s; 100 ms to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a file must stay as it is to be read, since it may still be written. Default 4 s; 0 to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Octets that a file may have once it is unpacked; of a larger one the beginning is stored. Default 4 GiB; 1 MiB to 1 TiB.</summary>
    [Range(1L << 20, 1L << 40)]
    public long MaxFileBytes { get; init; } = 4L << 30;

    /// <summary>Octets that a file may have, packed or not, that is posted. Default 256 MiB; 64 KiB to 16 GiB.</summary>
    [Range(64L << 10, 16L << 30)]
    public long MaxBodyBytes { get; init; } = 256L << 20;

    /// <summary>Files that were posted or fetched and wait to be read; further ones are refused. Default 1,000; 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int WaitingFiles { get; init; } = 1000;

    /// <summary>Files of which is known that they were read, so that none is stored twice. Default 100,000; 100 to 10,000,000. Beyond: the one read first is forgotten.</summary>
    [Range(100, 10_000_000)]
    public int KnownFiles { get; init; } = 100_000;

    /// <summary>Failed files that are kept to be read again. Default 200; 0 to 10,000. Beyond: the one kept longest is deleted.</summary>
    [Range(0, 10_000)]
    public int KeepFailed { get; init; } = 200;
}
