namespace Dashboard.Ingest.Storage.Remote;

/// <summary>The outcome of sending a body.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Problem">What went wrong, as a sentence; empty where it was taken.</param>
/// <param name="RetryAfter">When the store wants to be asked again, where it said so.</param>
internal readonly record struct Delivery(DeliveryOutcome Outcome, string Problem = "", TimeSpan? RetryAfter = null)
{
    public static Delivery Taken => new(DeliveryOutcome.Taken);
}
