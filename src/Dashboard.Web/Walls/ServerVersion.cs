using System.Reflection;

namespace Dashboard.Web.Walls;

/// <summary>Which version of the program runs.</summary>
internal static class ServerVersion
{
    /// <summary>Its number, and the first digits of the revision it was built from where that is known.</summary>
    public static string Text { get; } = Shorten(typeof(ServerVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown");

    private static string Shorten(string version) => version.IndexOf('+', StringComparison.Ordinal) is >= 0 and var plus && version.Length > plus + 9 ? version[..(plus + 9)] : version;
}
