namespace Dashboard.Domain.Lineage;

/// <summary>Something that brought values, as it can be looked for where it came from.</summary>
public sealed record Delivery
{
    /// <summary>What it is, in a word: <c>file</c>, <c>event</c>, <c>message</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What it was called by who sent it: a file's name, an event's name.</summary>
    public required string Name { get; init; }

    /// <summary>What tells it from all others: the SHA-256 of a file's octets, an event's id, a message's topic, partition and offset.</summary>
    public required string Reference { get; init; }

    /// <summary>Who sent it; empty where nothing says.</summary>
    public string Sender { get; init; } = "";

    /// <summary>Which way it came, where the source has several: a topic, an address.</summary>
    public string Door { get; init; } = "";

    /// <summary>When it came, in milliseconds since 1970-01-01 UTC.</summary>
    public required long ArrivedAt { get; init; }

    /// <summary>The first time that it has a value of, in milliseconds since 1970-01-01 UTC.</summary>
    public required long From { get; init; }

    /// <summary>The last time that it has a value of.</summary>
    public required long To { get; init; }
}
