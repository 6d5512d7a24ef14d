namespace Dashboard.Ingest;

/// <summary>Fetches files that somebody says are ready, as a VES notification <c>FileReady</c> and a <c>notifyFileReady</c> of TS 28.532 do.</summary>
public interface IAnnouncedFiles
{
    /// <summary>Has a file of performance measurements fetched and stored.</summary>
    /// <param name="location">Where it is.</param>
    /// <param name="name">Its name; empty where only the location says.</param>
    /// <returns>Null, or why it is not fetched, as a sentence.</returns>
    string? Announce(Uri location, string name);
}
