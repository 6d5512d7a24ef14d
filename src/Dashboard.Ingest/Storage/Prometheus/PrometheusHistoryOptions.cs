using Dashboard.Ingest.Storage.Remote;

namespace Dashboard.Ingest.Storage.Prometheus;

/// <summary>
/// History in VictoriaMetrics, or in any store that takes Prometheus remote write and answers the Prometheus HTTP API,
/// settings section <c>Noc:PrometheusHistory</c>.
/// </summary>
public sealed class PrometheusHistoryOptions : RemoteStoreOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:PrometheusHistory";

    /// <summary>
    /// Where samples are written to: a path below <see cref="RemoteStoreOptions.Url"/>, or a whole address where that is
    /// another one; the same credentials go there. Default <c>/api/v1/write</c>.
    /// </summary>
    public string WritePath { get; init; } = "/api/v1/write";

    /// <summary>A token, sent as <c>Authorization: Bearer</c>. Default none.</summary>
    public string Token { get; init; } = "";

    /// <summary>A user's name, sent with <see cref="Password"/> as <c>Authorization: Basic</c>. Default none.</summary>
    public string User { get; init; } = "";

    /// <summary>The user's password. Default none.</summary>
    public string Password { get; init; } = "";

    public override string? Problem() =>
        AddressProblem(Section)
        ?? (WritePath is not ['/', ..] && !(Uri.TryCreate(WritePath, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            ? $"{Section}:{nameof(WritePath)} is not allowed: it must be a path such as /api/v1/write, or an address."
        : Token.Length > 0 && User.Length > 0 ? $"{Section}:{nameof(Token)} and {Section}:{nameof(User)} are both set: set one of them."
        : User.Length == 0 && Password.Length > 0 ? $"{Section}:{nameof(Password)} is set without {Section}:{nameof(User)}."
        : !IsHeaderText(Token) ? $"{Section}:{nameof(Token)} is not allowed: it has characters that no token has."
        : null);
}
