namespace Dashboard.Domain.Alarms;

/// <summary>The order that operators expect: the worst first and what is cleared last, of equal ones what nobody has acknowledged first, then the newest.</summary>
public sealed class AlarmOrder : IComparer<Alarm>
{
    public static readonly AlarmOrder Worst = new();

    public int Compare(Alarm? x, Alarm? y)
    {
        if (ReferenceEquals(x, y) || x is null || y is null)
            return ReferenceEquals(x, y) ? 0 : x is null ? -1 : 1;
        var order = y.Severity.CompareTo(x.Severity);
        if (order == 0)
            order = y.IsUnacknowledged.CompareTo(x.IsUnacknowledged);
        if (order == 0)
            order = y.RaisedAt.CompareTo(x.RaisedAt);
        return order != 0 ? order : y.Id.CompareTo(x.Id);
    }
}
