namespace Dashboard.Domain.Query;

/// <summary>A query has no answer; the message says why in the words that Prometheus uses.</summary>
public class QueryException : Exception
{
    public QueryException(QueryErrorKind kind, string message)
        : base(message) => Kind = kind;

    public QueryException(QueryErrorKind kind, string message, Exception innerException)
        : base(message, innerException) => Kind = kind;

    public QueryException(string message)
        : this(QueryErrorKind.Execution, message)
    {
    }

    public QueryException(string message, Exception innerException)
        : this(QueryErrorKind.Execution, message, innerException)
    {
    }

    public QueryException()
        : this(QueryErrorKind.Execution, "the query could not be evaluated")
    {
    }

    public QueryErrorKind Kind { get; }
}
