using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Dashboard.Ingest.Kpis;

/// <summary>Reads the YAML of catalogues, strictly.</summary>
internal static class CatalogueYaml
{
    /// <summary>Characters that a text may have.</summary>
    public const int MaxCharacters = 4 << 20;

    /// <summary>What a text says; null where it says nothing.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="FormatException">It cannot be used; the message says where and why.</exception>
    public static T? Read<T>(string yaml, string file)
        where T : class
    {
        if (yaml.Length > MaxCharacters)
            throw new FormatException($"{file} has more than {MaxCharacters} characters.");
        try
        {
            return new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build().Deserialize<T?>(yaml);
        }
        catch (YamlException e)
        {
            throw new FormatException($"{file}, line {e.Start.Line}: {e.InnerException?.Message ?? e.Message}", e);
        }
    }

    /// <summary>Something as a text that <see cref="Read"/> reads; what is as by default is left out.</summary>
    public static string Write<T>(T what)
        where T : class => new SerializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance)
            .ConfigureDefaultValuesHandling(DefaultValuesHandling.OmitNull | DefaultValuesHandling.OmitDefaults | DefaultValuesHandling.OmitEmptyCollections).Build().Serialize(what);

    /// <summary>The text of a file that comes with the program.</summary>
    /// <param name="file">The file.</param>
    /// <param name="folder">The folder of this house that it lies in.</param>
    public static string BuiltIn(string file, string folder = "Kpis")
    {
        using var text = new StreamReader(typeof(CatalogueYaml).Assembly.GetManifestResourceStream($"Dashboard.Ingest.{folder}.{file}")!);
        return text.ReadToEnd();
    }
}
