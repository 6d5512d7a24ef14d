using System.Globalization;
using Dashboard.Ingest.Sources.Gnmi.Messages;
using Dashboard.Ingest.Sources.Gnmi.Modules;

namespace Dashboard.Ingest.Sources.Gnmi;

/// <summary>What a target is asked for, from its modules and paths.</summary>
internal static class GnmiPaths
{
    /// <summary>Paths that a target may be asked for.</summary>
    public const int MaxPaths = 1000;

    /// <summary>Everything that a target is asked for.</summary>
    /// <exception cref="GnmiModuleException">There is no such module.</exception>
    public static IReadOnlyList<GnmiSubscription> Of(GnmiTargetOptions target, GnmiModules modules)
    {
        Read(target, out var paths);
        return [.. modules.SubscriptionsOf(target.Modules).Concat(paths).Select(s => Subscription(target, s))];
    }

    /// <summary>Reads the paths that a target's settings name.</summary>
    /// <returns>Null, or what is wrong with one, as the end of a sentence.</returns>
    public static string? Read(GnmiTargetOptions target, out List<GnmiModuleSubscription> paths)
    {
        paths = []; // bound: MaxPaths
        foreach (var text in target.Paths.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (rest, mode, interval) = (text, GnmiSubscriptionMode.Sample, default(TimeSpan?));
            while (rest.LastIndexOf(' ') is var space and > 0)
            {
                var word = rest[(space + 1)..];
                if (GnmiModuleReader.TryReadMode(word, out var written))
                    mode = written;
                else if (TimeSpan.TryParse(word, CultureInfo.InvariantCulture, out var span) && span > TimeSpan.Zero)
                    interval = span;
                else
                    break;
                rest = rest[..space].TrimEnd();
            }
            if (GnmiPath.Read(rest, out var path) is { } complaint)
                return $"the path '{rest}' {complaint}";
            if (paths.Count == MaxPaths)
                return $"more than {MaxPaths} paths are too many";
            paths.Add(new GnmiModuleSubscription(path, mode, interval));
        }
        return null;
    }

    private static GnmiSubscription Subscription(GnmiTargetOptions target, GnmiModuleSubscription of)
    {
        var isSample = of.Mode == GnmiSubscriptionMode.Sample && target.Mode == GnmiStreamMode.Stream;
        return new GnmiSubscription(
            of.Path, of.Mode, isSample ? of.Interval ?? target.Interval : default, isSample && target.SuppressRedundant,
            target.Mode == GnmiStreamMode.Stream && (!isSample || target.SuppressRedundant) ? target.Heartbeat : default);
    }
}
