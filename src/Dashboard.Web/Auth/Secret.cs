using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Dashboard.Web.Auth;

/// <summary>Random secrets that are handed out once and kept only as their SHA-256; 256 random bits need no slower hash.</summary>
internal static class Secret
{
    /// <summary>256 random bits in base64url, 43 characters.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
