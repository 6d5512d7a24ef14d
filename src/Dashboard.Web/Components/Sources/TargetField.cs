using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using Dashboard.Ingest.Sources;
using Dashboard.Web.Hosting;

namespace Dashboard.Web.Components.Sources;

/// <summary>A setting of a target as a form asks for it.</summary>
/// <param name="Name">The property's name.</param>
/// <param name="Label">What it is called.</param>
/// <param name="Hint">What is to be written there; may be empty.</param>
/// <param name="Group">Settings that are asked for together, out of the way; empty for those that always matter.</param>
/// <param name="Choices">What can be chosen; empty where it is written.</param>
/// <param name="IsTruth">Whether it is yes or no.</param>
/// <param name="IsLong">Whether it takes several lines: names and values with <c>=</c> between them, or JSON.</param>
/// <param name="IsSecret">Whether nobody may read it.</param>
/// <param name="Default">What it is where nothing is said.</param>
public sealed record TargetField(string Name, string Label, string Hint, string Group, IReadOnlyList<string> Choices, bool IsTruth, bool IsLong, bool IsSecret, string Default)
{
    /// <summary>The settings of a class of targets, in the order in which it has them.</summary>
    public static IReadOnlyList<TargetField> Of(Type options)
    {
        var defaults = Activator.CreateInstance(options);
        return [.. from property in options.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            where property.CanWrite && property.GetCustomAttribute<DisplayAttribute>() is not null
            let told = property.GetCustomAttribute<DisplayAttribute>()
            select new TargetField(
                property.Name, told.Name ?? property.Name, told.Description ?? "", told.GroupName ?? "",
                property.PropertyType.IsEnum ? Enum.GetNames(property.PropertyType) : [],
                property.PropertyType == typeof(bool),
                IsPairs(property.PropertyType) || IsList(property.PropertyType),
                property.GetCustomAttribute<DataTypeAttribute>()?.DataType == DataType.Password,
                IsPairs(property.PropertyType) || IsList(property.PropertyType) ? "" : string.Create(CultureInfo.InvariantCulture, $"{property.GetValue(defaults)}"))];
    }

    /// <summary>Reads what was entered, by <see cref="Name"/>.</summary>
    /// <param name="options">The class of targets.</param>
    /// <param name="entered">The values; what is empty or left out keeps its default.</param>
    /// <param name="noun">What a target is called.</param>
    /// <param name="complaint">What is wrong, as a sentence; null where nothing is.</param>
    public static ITargetOptions? Read(Type options, IReadOnlyDictionary<string, string> entered, string noun, out string? complaint)
    {
        try
        {
            var settings = new ConfigurationBuilder();
            var values = new Dictionary<string, string?>(StringComparer.Ordinal); // bound: the form's fields and their lines
            foreach (var (name, value) in entered.Where(static e => e.Value.Trim().Length > 0))
            {
                var type = options.GetProperty(name)?.PropertyType ?? typeof(string);
                if (IsPairs(type))
                    AddPairs(values, $"{noun}:{name}", value);
                else if (IsList(type))
                    settings.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes($"{{\"{noun}\":{{\"{name}\":{value}}}}}")));
                else
                    values[$"{noun}:{name}"] = value.Trim();
            }
            var read = (ITargetOptions)Settings.Read(options, settings.AddInMemoryCollection(values).Build().GetSection(noun));
            complaint = read.Complaint();
            return complaint is null ? read : null;
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or System.Text.Json.JsonException)
        {
            complaint = $"What is to be JSON is none: {e.InnerException?.Message ?? e.Message}";
            return null;
        }
        catch (SettingsException e)
        {
            complaint = e.Message;
            return null;
        }
    }

    private static bool IsPairs(Type type) => type == typeof(IReadOnlyDictionary<string, string>);

    private static bool IsList(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);

    private static void AddPairs(Dictionary<string, string?> values, string path, string lines)
    {
        foreach (var line in lines.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split('=', 2, StringSplitOptions.TrimEntries) is not [{ Length: > 0 } name, var value])
                throw new SettingsException($"{path}: each line is to be a name, = and a value.");
            values[$"{path}:{name}"] = value;
        }
    }
}
