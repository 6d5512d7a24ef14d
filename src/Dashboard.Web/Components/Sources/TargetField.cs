using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
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
/// <param name="IsSecret">Whether nobody may read it.</param>
/// <param name="Default">What it is where nothing is said.</param>
public sealed record TargetField(string Name, string Label, string Hint, string Group, IReadOnlyList<string> Choices, bool IsTruth, bool IsSecret, string Default)
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
                property.GetCustomAttribute<DataTypeAttribute>()?.DataType == DataType.Password,
                string.Create(CultureInfo.InvariantCulture, $"{property.GetValue(defaults)}"))];
    }

    /// <summary>Reads what was entered, by <see cref="Name"/>.</summary>
    /// <param name="options">The class of targets.</param>
    /// <param name="entered">The values; what is empty or left out keeps its default.</param>
    /// <param name="noun">What a target is called.</param>
    /// <param name="complaint">What is wrong, as a sentence; null where nothing is.</param>
    public static ITargetOptions? Read(Type options, IReadOnlyDictionary<string, string> entered, string noun, out string? complaint)
    {
        var values = entered.Where(static e => e.Value.Trim().Length > 0).Select(e => KeyValuePair.Create($"{noun}:{e.Key}", (string?)e.Value.Trim()));
        try
        {
            var read = (ITargetOptions)Settings.Read(options, new ConfigurationBuilder().AddInMemoryCollection(values).Build().GetSection(noun));
            complaint = read.Complaint();
            return complaint is null ? read : null;
        }
        catch (SettingsException e)
        {
            complaint = e.Message;
            return null;
        }
    }
}
