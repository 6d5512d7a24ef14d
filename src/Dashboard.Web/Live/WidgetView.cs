namespace Dashboard.Web.Live;

/// <summary>What a widget shows at one moment, made once and shown by every screen that has the widget.</summary>
public abstract record WidgetView
{
    /// <summary>Rises with every change.</summary>
    public required long Version { get; init; }

    /// <summary>The newest sample it rests on, in milliseconds since 1970-01-01 UTC; 0 where there is none.</summary>
    public required long NewestSample { get; init; }

    /// <summary>How often what that sample belongs to is measured, in milliseconds; 0 where that is not known.</summary>
    public long Spacing { get; init; }

    public required ViewState State { get; init; }

    /// <summary>Why there is nothing to see, where that is so; otherwise empty.</summary>
    public string Message { get; init; } = "";

    /// <summary>
    /// What a screen's script needs to show it, encoded once; empty where the component draws itself anew instead.
    /// The form is described at <see cref="FrameWriter"/>.
    /// </summary>
    public ReadOnlyMemory<byte> Encoded { get; init; }

    /// <summary>What a screen that shows the version before this one needs instead; empty where that would save nothing.</summary>
    public ReadOnlyMemory<byte> Delta { get; init; }

    /// <summary>What a screen needs that shows that version.</summary>
    public ReadOnlyMemory<byte> EncodedSince(long version) => version == Version - 1 && Delta.Length > 0 ? Delta : Encoded;
}

/// <summary>Whether a widget has something to show. Age and severity are told apart from it.</summary>
public enum ViewState
{
    /// <summary>The first answer has not come yet.</summary>
    Loading,

    /// <summary>There is something to see.</summary>
    Ready,

    /// <summary>The query holds no data.</summary>
    Empty,

    /// <summary>The query failed.</summary>
    Error,
}
