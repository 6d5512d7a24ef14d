using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Dashboard.Ingest.Sources;

namespace Dashboard.Web.Hosting;

/// <summary>
/// Reads option classes from configuration, strictly: a key that no option has, a value of the wrong type and a value
/// out of bounds each end the start with a sentence that names the key, the value and what is allowed.
/// </summary>
public static class Settings
{
    /// <summary>One options object from a section; absent keys keep their defaults.</summary>
    /// <exception cref="SettingsException">A key is unknown, or a value is not allowed.</exception>
    public static T Read<T>(IConfiguration configuration, string section)
        where T : new() => (T)Read(typeof(T), configuration.GetSection(section));

    /// <summary>One options object of a class from a section; absent keys keep their defaults.</summary>
    /// <exception cref="SettingsException">A key is unknown, or a value is not allowed.</exception>
    public static object Read(Type options, IConfigurationSection section)
    {
        var read = Activator.CreateInstance(options)!;
        Fill(read, section);
        return read;
    }

    /// <summary>A list of options objects from the numbered entries of a section; an absent section is an empty list.</summary>
    /// <exception cref="SettingsException">A key is unknown, or a value is not allowed.</exception>
    public static IReadOnlyList<T> ReadList<T>(IConfiguration configuration, string section)
        where T : new() =>
        [.. configuration.GetSection(section).GetChildren().Select(entry => Read<T>(configuration, entry.Path))];

    /// <summary>Ends the start where a key below <c>Noc</c> lies in no section that the program knows: a slip of the pen must not be silence.</summary>
    /// <param name="configuration">All settings.</param>
    /// <param name="known">The sections and single keys that there are.</param>
    /// <exception cref="SettingsException">A key is unknown.</exception>
    public static void RefuseUnknown(IConfiguration configuration, IReadOnlyCollection<string> known)
    {
        foreach (var (key, value) in configuration.GetSection("Noc").AsEnumerable())
        {
            // What only leads to sections may be named without a value.
            if (value is not null && key != "Noc" && !(value.Length == 0 && known.Any(k => k.StartsWith($"{key}:", StringComparison.OrdinalIgnoreCase))) && !known.Any(k => key.Equals(k, StringComparison.OrdinalIgnoreCase) || key.StartsWith($"{k}:", StringComparison.OrdinalIgnoreCase)))
                throw new SettingsException($"{key} is not a setting. There are: {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
        }
    }

    private static void Fill(object options, IConfigurationSection section)
    {
        var properties = options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite).ToArray();
        foreach (var child in section.GetChildren())
        {
            var property = Array.Find(properties, p => p.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase))
                ?? throw new SettingsException($"{child.Path} is not a setting. {section.Path} has: {string.Join(", ", properties.Select(p => p.Name))}.");
            if (EntryOf(property.PropertyType) is { } entry)
            {
                property.SetValue(options, ReadEntries(child, entry));
                continue;
            }
            try
            {
                property.SetValue(options, child.Get(property.PropertyType));
            }
            catch (InvalidOperationException)
            {
                throw new SettingsException($"{child.Path} = '{child.Value}' is not allowed: it must be {Describe(property)}.");
            }
        }
        foreach (var property in properties)
        {
            var value = property.GetValue(options);
            foreach (var rule in property.GetCustomAttributes<ValidationAttribute>())
            {
                if (!rule.IsValid(value))
                    throw new SettingsException($"{section.Path}:{property.Name} = '{string.Create(CultureInfo.InvariantCulture, $"{value}")}' is not allowed: it must be {Describe(property)}.");
            }
        }
    }

    /// <summary>The options class that a property is a list of; null where it is none.</summary>
    private static Type? EntryOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) && type.GetGenericArguments()[0] is var entry && entry != typeof(string) && entry.GetConstructor([]) is not null ? entry : null;

    private static IList ReadEntries(IConfigurationSection section, Type entry)
    {
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(entry))!; // bound: the settings
        foreach (var child in section.GetChildren())
        {
            var options = Activator.CreateInstance(entry)!;
            Fill(options, child);
            list.Add(options);
        }
        return list;
    }

    private static string Describe(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var kind = type switch
        {
            _ when type.IsEnum => $"one of {string.Join(", ", Enum.GetNames(type))}",
            _ when type == typeof(bool) => "true or false",
            _ when type == typeof(TimeSpan) => "a time span such as 00:00:05 or 1.12:00:00",
            _ when type == typeof(int) || type == typeof(long) => "a whole number",
            _ when type == typeof(double) => "a number",
            _ when property.GetCustomAttribute<IpAddressAttribute>() is not null => "an IP address such as 127.0.0.1 or ::1",
            _ when property.GetCustomAttribute<RequiredAttribute>() is not null => "set",
            _ when property.GetCustomAttribute<RegularExpressionAttribute>() is { } form => $"text of the form {form.Pattern}",
            _ => "text",
        };
        return property.GetCustomAttribute<RangeAttribute>() is { } range ? $"{kind} from {range.Minimum} to {range.Maximum}" : kind;
    }
}
