using System.Text;

namespace Dashboard.Web.Api;

/// <summary>The body of a request as text.</summary>
internal static class BodyText
{
    /// <summary>Reads a body; null where it has more characters than it may.</summary>
    public static async Task<string?> Read(HttpRequest request, int most, CancellationToken cancellation)
    {
        // A character has three octets at most where it has one place in a text.
        if (request.ContentLength > 3L * most)
            return null;
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var text = new StringBuilder();
        var buffer = new char[16 * 1024];
        while (await reader.ReadAsync(buffer, cancellation) is > 0 and var read)
        {
            if (text.Length + read > most)
                return null;
            text.Append(buffer, 0, read);
        }
        return text.ToString();
    }
}
