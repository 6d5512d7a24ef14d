using System.ComponentModel.DataAnnotations;

namespace Dashboard.Ingest.Storage.Remote;

/// <summary>What every store elsewhere needs to be told.</summary>
public abstract class RemoteStoreOptions
{
    /// <summary>The store's address, such as <c>http://localhost:8428</c>. Required.</summary>
    [Required]
    public string Url { get; init; } = "";

    /// <summary>How long the store may take to answer. Default 30 s; 1 s to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Disk space in the data directory for samples that wait for the store, in octets; one write may exceed it. Default
    /// 1 GiB, some 70 to 150 million samples; 16 MiB to 1 TiB.
    /// </summary>
    [Range(16L << 20, 1L << 40)]
    public long MaxSpillBytes { get; init; } = 1L << 30;

    /// <summary>Samples that are sent at a time. Default 10,000; 100 to 100,000.</summary>
    [Range(100, 100_000)]
    public int MaxBodySamples { get; init; } = 10_000;

    /// <summary>Samples that one query may read, 16 octets each. Default 50 million; 1,000 to 1 billion.</summary>
    [Range(1000, 1_000_000_000)]
    public int MaxQuerySamples { get; init; } = 50_000_000;

    /// <summary>Octets that one answer of the store may have. Default 2 GiB; 1 MiB to 64 GiB.</summary>
    [Range(1L << 20, 64L << 30)]
    public long MaxAnswerBytes { get; init; } = 2L << 30;

    /// <summary>What is wrong with these settings taken together, as a sentence that names the key; null where nothing is.</summary>
    public abstract string? Problem();

    /// <summary>As <see cref="Problem()"/>, of the address. It is not quoted: it might hold a password.</summary>
    protected string? AddressProblem(string section) =>
        !Uri.TryCreate(Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")
            ? $"{section}:{nameof(Url)} is not allowed: it must be an address such as http://localhost:8428."
            : url.UserInfo.Length > 0 ? $"{section}:{nameof(Url)} is not allowed: a name or password does not belong into the address, it has settings of its own."
            : url.Query.Length > 0 || url.Fragment.Length > 0 ? $"{section}:{nameof(Url)} is not allowed: it must end with its path."
            : null;

    /// <summary>Whether a text can stand in a header of HTTP.</summary>
    protected static bool IsHeaderText(string text) => text.All(static c => c is > ' ' and < '\x7f');
}
