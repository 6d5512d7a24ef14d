namespace Dashboard.Ingest.Demo;

/// <summary>One of the protocols that the simulated network speaks, as the page shows it. Safe from any thread.</summary>
/// <param name="name">What is said: "Flows".</param>
/// <param name="protocol">By what: "NetFlow v9 over UDP".</param>
public sealed class DemoVoice(string name, string protocol)
{
    private long _said;
    private volatile string _silence = "";
    private volatile string _problem = "";

    public string Name => name;

    public string Protocol => protocol;

    /// <summary>Messages that were sent since the start.</summary>
    public long Said => Interlocked.Read(ref _said);

    /// <summary>Why nothing is said, as a sentence; empty while something is.</summary>
    public string Silence => _silence;

    /// <summary>What went wrong with the last message, as a sentence; empty where nothing did.</summary>
    public string Problem => _problem;

    internal void Count(int messages)
    {
        Interlocked.Add(ref _said, messages);
        (_silence, _problem) = ("", "");
    }

    internal void Silent(string why) => _silence = why;

    internal void Failed(string problem) => _problem = problem;
}
