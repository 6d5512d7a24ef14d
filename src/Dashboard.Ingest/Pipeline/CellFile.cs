using System.Diagnostics.CodeAnalysis;
using Dashboard.Domain.Ran;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Dashboard.Ingest.Pipeline;

/// <summary>Reads the file of cells that <see cref="RanOptions.Cells"/> names.</summary>
public static class CellFile
{
    /// <summary>Characters that a file may have.</summary>
    public const int MaxCharacters = 64 << 20;

    /// <summary>The entries of a file.</summary>
    /// <param name="yaml">Its text.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="FormatException">It cannot be used; the message says where and why.</exception>
    public static IReadOnlyList<CellEntry> Read(string yaml, string file)
    {
        if (yaml.Length > MaxCharacters)
            throw new FormatException($"{file} has more than {MaxCharacters} characters.");
        CellList? list;
        try
        {
            list = new DeserializerBuilder().WithNamingConvention(LowerCaseNamingConvention.Instance).Build().Deserialize<CellList?>(yaml);
        }
        catch (YamlException e)
        {
            throw new FormatException($"{file}, line {e.Start.Line}: {e.InnerException?.Message ?? e.Message}", e);
        }
        if (list is null || list.Cells.Count == 0)
            throw new FormatException($"{file} has no cells: they belong below the key 'cells'.");
        for (var i = 0; i < list.Cells.Count; i++)
        {
            var cell = list.Cells[i];
            if (cell is null || cell.Dn.Length + cell.Cell.Length + cell.Instance.Length == 0)
                throw new FormatException($"{file}: entry {i + 1} says of no object what it says; give dn, cell or instance.");
            if (cell.Latitude is < -90 or > 90 || cell.Longitude is < -180 or > 180)
                throw new FormatException($"{file}: entry {i + 1} does not lie on Earth; latitude is -90 to 90 and longitude -180 to 180.");
        }
        return [.. list.Cells!];
    }

    [SuppressMessage("Design", "CA1812", Justification = "The YAML reader makes them.")]
    private sealed class CellList
    {
        public List<CellEntry> Cells { get; set; } = []; // bound: MaxCharacters of text
    }
}
