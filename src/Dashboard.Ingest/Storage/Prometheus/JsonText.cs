using System.Text.Json;

namespace Dashboard.Ingest.Storage.Prometheus;

/// <summary>Reads texts of JSON that may not even be UTF-8.</summary>
internal static class JsonText
{
    /// <exception cref="InvalidDataException">The text is no UTF-8, or half of a surrogate pair.</exception>
    public static string Read(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidDataException("a text is no UTF-8", e);
        }
    }
}
