using System.Text.Json;

namespace Dashboard.Ingest.Ran.Ves;

/// <summary>The fields of an object of the common event format.</summary>
/// <param name="fields">The fields, at most <see cref="MaxFields"/>.</param>
/// <param name="required">A bit for each that must be there.</param>
/// <param name="alternatives">A bit for each of those of which exactly one must be there.</param>
/// <param name="isOpen">Whether it may have other properties as well.</param>
internal sealed class VesRule(VesField[] fields, ulong required, ulong alternatives, bool isOpen)
{
    /// <summary>Fields that a rule may have.</summary>
    public const int MaxFields = 64;

    public IReadOnlyList<VesField> Fields => fields;

    public ulong Required => required;

    public ulong Alternatives => alternatives;

    public bool IsOpen => isOpen;

    /// <summary>The number of the field whose name the reader is at; −1 where there is none of that name.</summary>
    /// <param name="json">A reader at a property's name.</param>
    /// <param name="guess">Where to look first.</param>
    public int Find(ref Utf8JsonReader json, int guess)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            var at = guess + i < fields.Length ? guess + i : guess + i - fields.Length;
            if (json.ValueTextEquals(fields[at].Name))
                return at;
        }
        return -1;
    }
}
