using Dashboard.Domain.Alarms;
using Dashboard.Domain.Ran;

namespace Dashboard.Web.Network;

/// <summary>How the radio network is by its open alarms, worked out at most once a second, however many screens show it.</summary>
public sealed class NetworkBoard(NetworkTree tree, AlarmList alarms, TimeProvider time)
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private NetworkState? _state;
    private long _alarmsOf;
    private long _readAt;

    /// <summary>Objects and slices that were left out since the start because there were too many.</summary>
    public long Refused => tree.Refused;

    public NetworkState Read()
    {
        lock (_gate)
        {
            if (_state is not null && time.GetElapsedTime(_readAt) < Pace)
                return _state;
            var (network, list) = (tree.Current, alarms.Current);
            _readAt = time.GetTimestamp();
            if (_state is null || _state.Network != network || _alarmsOf != list.Version)
                (_state, _alarmsOf) = (new NetworkState(network, list.Open), list.Version);
            return _state;
        }
    }
}
