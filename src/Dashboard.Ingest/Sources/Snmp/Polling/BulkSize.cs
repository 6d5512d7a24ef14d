namespace Dashboard.Ingest.Sources.Snmp.Polling;

/// <summary>
/// How many bindings an agent is asked for at a time: half as many when an answer was too big or did not come, more
/// again while all goes well. What was once too many is not tried again for <see cref="Patience"/> answers.
/// </summary>
internal sealed class BulkSize(int largest)
{
    /// <summary>Answers for which a size that failed is not tried again.</summary>
    public const int Patience = 500;

    private const int First = 32;

    private readonly int _largest = largest;
    private int _ceiling = largest;
    private int _patience;

    /// <summary>Bindings to ask for.</summary>
    public int Bindings { get; private set; } = Math.Min(First, largest);

    /// <summary>All that was asked for came.</summary>
    public void Succeeded()
    {
        if (_patience > 0 && --_patience == 0)
            _ceiling = _largest;
        Bindings = Math.Min(_ceiling, Bindings + Math.Max(1, Bindings / 4));
    }

    /// <summary>The answer was too big, or did not come.</summary>
    public void Failed()
    {
        _ceiling = Math.Max(1, Bindings - 1);
        Bindings = Math.Max(1, Bindings / 2);
        _patience = Patience;
    }

    /// <summary>Fewer came than were asked for: that is what fits into an answer.</summary>
    public void Fitted(int bindings)
    {
        _ceiling = Bindings = Math.Clamp(bindings, 1, Bindings);
        _patience = Patience;
    }
}
