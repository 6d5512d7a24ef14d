using System.Net;
using System.Net.Sockets;

namespace Dashboard.Web.Auth;

/// <summary>Slows down whoever tries passwords on many names: an address has thirty wrong ones in five minutes.</summary>
internal sealed class AddressThrottle(TimeProvider time)
{
    public const int Allowed = 30;
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);
    internal const int MostAddresses = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<IPAddress, (DateTimeOffset Since, int Count)> windows = []; // at most MostAddresses; full: the oldest goes

    /// <summary>Counts an attempt.</summary>
    /// <returns>Null when it may go on; otherwise how long the address must wait.</returns>
    public TimeSpan? Enter(IPAddress address)
    {
        var key = Network(address);
        var now = time.GetUtcNow();
        lock (gate)
        {
            if (!windows.TryGetValue(key, out var window) || now - window.Since >= Window)
            {
                if (!windows.ContainsKey(key))
                    MakeRoom(now);
                window = (now, 0);
            }
            if (window.Count >= Allowed)
                return window.Since + Window - now;
            windows[key] = window with { Count = window.Count + 1 };
            return null;
        }
    }

    /// <summary>Takes an attempt back whose password was right.</summary>
    public void Forgive(IPAddress address)
    {
        var key = Network(address);
        lock (gate)
        {
            if (windows.TryGetValue(key, out var window) && window.Count > 0)
                windows[key] = window with { Count = window.Count - 1 };
        }
    }

    private void MakeRoom(DateTimeOffset now)
    {
        if (windows.Count < MostAddresses)
            return;
        foreach (var (key, window) in windows)
        {
            if (now - window.Since >= Window)
                windows.Remove(key);
        }
        if (windows.Count >= MostAddresses)
            windows.Remove(windows.MinBy(w => w.Value.Since).Key);
    }

    // One subscriber is given a whole /64 of IPv6, so that is what is counted.
    private static IPAddress Network(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new(bytes);
    }
}
