using System.Reflection;
using System.Text.Json.Serialization;

namespace Dashboard.Domain.Dashboards;

/// <summary>The kinds of widgets by the names that JSON gives them.</summary>
public static class WidgetKinds
{
    private static readonly Dictionary<Type, string> ByType = typeof(WidgetDefinition).GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToDictionary(static a => a.DerivedType, static a => (string)a.TypeDiscriminator!);

    /// <summary>All names, in the order in which kinds are offered.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ByType.Values];

    /// <summary>The name of a widget's kind.</summary>
    public static string NameOf(WidgetDefinition widget) => ByType[widget.GetType()];
}
