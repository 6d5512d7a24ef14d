using System.Net;

namespace Dashboard.Ingest.Storage.Remote;

/// <summary>A store answered that it cannot or will not do what it was asked for.</summary>
internal sealed class StoreAnswerException(string message, HttpStatusCode status) : IOException(message)
{
    public HttpStatusCode Status => status;
}
