using Dashboard.Web.Live;

namespace Dashboard.Web.Walls;

/// <summary>The displays that show walls, as the Walls page lists them: those that are there, and those that were.</summary>
public sealed class WallDisplays(TimeProvider time)
{
    /// <summary>Displays that are remembered after they have gone.</summary>
    public const int MostGone = 200;

    /// <summary>Without a frame for this long a display counts as gone.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly List<WallDisplay> _open = []; // bound: circuits
    private readonly List<WallDisplayState> _gone = []; // bound: MostGone

    /// <summary>Every display, those that are there first, by name.</summary>
    public IReadOnlyList<WallDisplayState> Read()
    {
        lock (_gate)
        {
            var open = _open.ConvertAll(d => d.Read(time.GetUtcNow()));
            // One that was loaded anew is there twice until its old connection is given up.
            var there = open.Where(static d => d.IsOnline).Select(static d => d.Who).ToHashSet();
            return
            [
                .. open.Concat(_gone).Where(d => d.IsOnline || there.Add(d.Who))
                    .OrderByDescending(static d => d.IsOnline).ThenBy(static d => d.Who.Name, StringComparer.Ordinal).ThenBy(static d => d.Who.Address, StringComparer.Ordinal),
            ];
        }
    }

    /// <summary>A display has opened a wall; the page takes it off with <see cref="Close"/>.</summary>
    internal WallDisplay Open(WallDisplayName who, ScreenPump pump)
    {
        var display = new WallDisplay(who, pump, time.GetUtcNow());
        lock (_gate)
        {
            _open.Add(display);
            _gone.RemoveAll(g => g.Who == who);
        }
        return display;
    }

    internal void Close(WallDisplay display)
    {
        lock (_gate)
        {
            if (!_open.Remove(display))
                return;
            _gone.RemoveAll(g => g.Who == display.Who);
            _gone.Add(display.Read(time.GetUtcNow()) with { IsOnline = false });
            if (_gone.Count > MostGone)
                _gone.RemoveAt(0);
        }
    }
}

/// <summary>Which display it is.</summary>
/// <param name="Name">The wall's name, or for a wall without a link the dashboard's and the user's.</param>
/// <param name="Wall">The wall's id; null for a wall without a link.</param>
/// <param name="Address">The network address that it came from.</param>
/// <param name="Agent">What its browser calls itself.</param>
public readonly record struct WallDisplayName(string Name, long? Wall, string Address, string Agent);

/// <summary>A display at one moment.</summary>
/// <param name="Who">Which one.</param>
/// <param name="IsOnline">Whether frames reach it.</param>
/// <param name="Showing">The dashboard it shows.</param>
/// <param name="OpenedAt">When it was loaded.</param>
/// <param name="LastFrame">When it had drawn its last frame; null before the first.</param>
/// <param name="RoundTrip">From handing out that frame until the display said that it was drawn.</param>
/// <param name="Version">The version of the server that it was loaded from.</param>
public sealed record WallDisplayState(WallDisplayName Who, bool IsOnline, string Showing, DateTimeOffset OpenedAt, DateTimeOffset? LastFrame, TimeSpan RoundTrip, string Version);

/// <summary>A display that has a wall open.</summary>
internal sealed class WallDisplay(WallDisplayName who, ScreenPump pump, DateTimeOffset openedAt)
{
    public WallDisplayName Who { get; } = who;

    /// <summary>The title of the dashboard that it shows.</summary>
    public string Showing { get; set; } = "";

    public WallDisplayState Read(DateTimeOffset now) =>
        new(Who, pump.LastDrawn is { } drawn && now - drawn < WallDisplays.Silence, Showing, openedAt, pump.LastDrawn, pump.RoundTrip, ServerVersion.Text);
}
