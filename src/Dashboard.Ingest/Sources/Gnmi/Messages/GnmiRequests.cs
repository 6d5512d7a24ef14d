using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.Gnmi.Messages;

/// <summary>What a device is asked to send of one path (gNMI specification section 3.5.1.3).</summary>
/// <param name="Path">The path, and all below it.</param>
/// <param name="Mode">When it is sent.</param>
/// <param name="SampleInterval">Of samples, the time between two; zero for the shortest that the device has.</param>
/// <param name="SuppressesRedundant">Of samples, whether those are left out that have not changed.</param>
/// <param name="HeartbeatInterval">The time after which a value is sent that has not changed; zero for never.</param>
internal sealed record GnmiSubscription(GnmiPath Path, GnmiSubscriptionMode Mode, TimeSpan SampleInterval, bool SuppressesRedundant, TimeSpan HeartbeatInterval);

/// <summary>Writes the messages that a device is asked with (openconfig/gnmi, <c>gnmi.proto</c>).</summary>
internal static class GnmiRequests
{
    /// <summary>A <c>CapabilityRequest</c>, which says nothing.</summary>
    public static ReadOnlyMemory<byte> Capabilities => default;

    /// <summary>A <c>SubscribeRequest</c> that asks for what was subscribed to to be sent again.</summary>
    public static ReadOnlyMemory<byte> Poll { get; } = new ProtobufWriter().Message(3, static _ => { }).Written;

    /// <summary>A <c>SubscribeRequest</c> that begins a subscription.</summary>
    /// <param name="target">The device that is meant, where one answers for several; mostly empty.</param>
    /// <param name="mode">How long it lasts.</param>
    /// <param name="encoding">How values are to be written.</param>
    /// <param name="subscriptions">What is wanted.</param>
    public static ReadOnlyMemory<byte> Subscribe(string target, GnmiStreamMode mode, GnmiEncoding encoding, IReadOnlyList<GnmiSubscription> subscriptions) =>
        new ProtobufWriter().Message(1, list =>
        {
            if (target.Length > 0)
                list.Message(1, prefix => prefix.Text(4, target));
            foreach (var subscription in subscriptions)
            {
                list.Message(2, one => one
                    .Message(1, path => Write(path, subscription.Path))
                    .Number(2, (ulong)subscription.Mode)
                    .Number(3, Nanoseconds(subscription.SampleInterval))
                    .Number(4, subscription.SuppressesRedundant ? 1UL : 0)
                    .Number(5, Nanoseconds(subscription.HeartbeatInterval)));
            }
            list.Number(5, (ulong)mode).Number(8, (ulong)encoding);
        }).Written;

    private static void Write(ProtobufWriter into, GnmiPath path)
    {
        into.Text(2, path.Origin);
        foreach (var element in path.Elements)
        {
            into.Message(3, step =>
            {
                step.Text(1, element.Name);
                foreach (var (key, value) in element.Keys)
                    step.Message(2, entry => entry.Text(1, key).Text(2, value));
            });
        }
    }

    private static ulong Nanoseconds(TimeSpan span) => (ulong)span.Ticks * TimeSpan.NanosecondsPerTick;
}
