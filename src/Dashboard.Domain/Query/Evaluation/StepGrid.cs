namespace Dashboard.Domain.Query.Evaluation;

/// <summary>The times at which an expression is evaluated: <paramref name="Count"/> steps from <paramref name="Start"/> on, in milliseconds.</summary>
internal readonly record struct StepGrid(long Start, long Step, int Count)
{
    public long End => At(Count - 1);

    public long At(int index) => Start + (index * Step);
}
