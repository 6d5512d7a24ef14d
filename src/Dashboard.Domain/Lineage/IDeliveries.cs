namespace Dashboard.Domain.Lineage;

/// <summary>What a source keeps of the files, events or messages that it read.</summary>
public interface IDeliveries
{
    /// <summary>How much of them is kept, as a sentence.</summary>
    string Kept { get; }

    /// <summary>Those that may have brought a value: that were about the instance and held its time. The latest first, which is the one that counts where several brought the same.</summary>
    /// <param name="instance">The label <c>instance</c> of the series; empty for any.</param>
    /// <param name="time">The value's time, in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="most">Deliveries that are found at most.</param>
    IReadOnlyList<Delivery> Find(string instance, long time, int most);
}
