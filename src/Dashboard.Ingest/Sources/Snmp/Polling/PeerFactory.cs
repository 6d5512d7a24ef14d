using Dashboard.Ingest.Sources.Snmp.Messages;
using Dashboard.Ingest.Sources.Snmp.Security;

namespace Dashboard.Ingest.Sources.Snmp.Polling;

/// <summary>Makes what speaks to agents. A password costs a megabyte of hashing, and devices mostly share theirs, so each is hashed once.</summary>
internal sealed class PeerFactory(TimeProvider time)
{
    private const int MaxUsers = 1000;

    private readonly Dictionary<(string, UsmAuthentication, string, UsmPrivacy, string), UsmUser> _users = []; // bound: MaxUsers

    public PeerSecurity Make(SnmpDeviceOptions device)
    {
        if (device.Version != SnmpVersion.V3)
            return new CommunityPeer(device.Version, device.Community);
        var key = (device.User, device.Authentication, device.AuthPassword, device.Privacy, device.PrivPassword);
        lock (_users)
        {
            if (_users.Count >= MaxUsers)
                _users.Clear();
            if (!_users.TryGetValue(key, out var user))
                _users[key] = user = new UsmUser(device.User, device.Authentication, device.AuthPassword, device.Privacy, device.PrivPassword);
            return new UserPeer(user, device.Context, time);
        }
    }
}
