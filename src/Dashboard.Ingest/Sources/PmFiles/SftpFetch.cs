using System.Net.Sockets;
using Dashboard.Ingest.Wire;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace Dashboard.Ingest.Sources.PmFiles;

/// <summary>Fetches a file over SFTP, version 3 (draft-ietf-secsh-filexfer-02), from a host whose key is known by its fingerprint. Whatever goes wrong is a sentence; none names a secret.</summary>
internal static class SftpFetch
{
    private const int Port = 22;

    /// <summary>The scheme of locations that are fetched so.</summary>
    public const string Scheme = "sftp";

    /// <summary>Fetches a file of any size, within the time-out.</summary>
    /// <param name="options">Who asks, and which hosts are trusted.</param>
    /// <param name="location">Where it is.</param>
    /// <param name="into">Where its octets go.</param>
    /// <param name="maxBytes">How many it may have.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null, or why it could not be fetched, as the rest of a sentence that begins with who was asked.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<string?> Download(PmFetchOptions options, Uri location, Stream into, long maxBytes, TimeProvider time, CancellationToken cancellationToken)
    {
        if (options.User.Length == 0)
            return $"cannot be asked over sftp without {PmFetchOptions.Section}:{nameof(PmFetchOptions.User)}";
        using var limit = new CancellationTokenSource(options.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var offered = "";
        try
        {
            using var key = options.PrivateKeyFile.Length > 0 ? new PrivateKeyFile(options.PrivateKeyFile) : null;
            using AuthenticationMethod how = key is null ? new PasswordAuthenticationMethod(options.User, options.Password) : new PrivateKeyAuthenticationMethod(options.User, key);
            using var client = new SftpClient(new ConnectionInfo(location.Host, location.IsDefaultPort ? Port : location.Port, options.User, how));
            client.HostKeyReceived += (_, host) =>
            {
                offered = PmFetchOptions.KeyMark + host.FingerPrintSHA256;
                host.CanTrust = options.HostKeys.Contains(offered, StringComparer.Ordinal);
            };
            await client.ConnectAsync(both.Token);
            await using var file = await client.OpenAsync(Uri.UnescapeDataString(location.AbsolutePath), FileMode.Open, FileAccess.Read, both.Token);
            return await BoundedCopy.TryCopy(file, into, maxBytes, both.Token) ? null : BoundedCopy.TooLarge(maxBytes);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"did not answer within {options.Timeout.TotalSeconds:0.###} s";
        }
        catch (SshConnectionException) when (offered.Length > 0 && !options.HostKeys.Contains(offered, StringComparer.Ordinal))
        {
            return $"shows the host key {offered}, which is none of {PmFetchOptions.Section}:{nameof(PmFetchOptions.HostKeys)}";
        }
        catch (SshAuthenticationException)
        {
            return $"does not let {options.User} in";
        }
        catch (SftpPathNotFoundException)
        {
            return "has no such file";
        }
        catch (SftpPermissionDeniedException)
        {
            return $"does not let {options.User} read the file";
        }
        catch (Exception e) when (e is SshException or SocketException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return $"cannot be fetched from: {e.Message.TrimEnd('.')}";
        }
    }
}
