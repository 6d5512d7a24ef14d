using System.Globalization;

namespace Dashboard.Ingest.Wire;

/// <summary>What was wrong with a message: how many records were refused and why, and of how many not all was kept.</summary>
/// <param name="noun">What a record is called, in the singular: <c>span</c>.</param>
internal sealed class IntakeReading(string noun)
{
    private readonly Dictionary<string, int> _refused = []; // bound: reasons, constants of the decoders
    private readonly Dictionary<string, int> _changed = []; // bound: reasons, constants of the decoders

    /// <summary>Records that were read, and are to be stored.</summary>
    public int Accepted { get; set; }

    /// <summary>Records that were refused.</summary>
    public int Rejected { get; private set; }

    /// <summary>How many were refused, by reason.</summary>
    public IReadOnlyDictionary<string, int> Refused => _refused;

    /// <summary>Refuses records: <c>without a valid trace id</c>.</summary>
    public void Refuse(string reason, int count = 1)
    {
        Rejected += count;
        _refused[reason] = _refused.GetValueOrDefault(reason) + count;
    }

    /// <summary>Notes that a record was kept, but not as it came: <c>that ends before it starts</c>.</summary>
    public void Change(string reason) => _changed[reason] = _changed.GetValueOrDefault(reason) + 1;

    /// <summary>All of it as a sentence; empty where there is nothing to say.</summary>
    public string Sentence
    {
        get
        {
            var parts = new List<string>(); // bound: reasons
            if (Rejected > 0)
                parts.Add("refused " + string.Join(", ", _refused.Select(r => Count(r.Value) + " " + r.Key)));
            if (_changed.Count > 0)
                parts.Add("kept, but not as it came, " + string.Join(", ", _changed.Select(c => Count(c.Value) + " " + c.Key)));
            return string.Join("; ", parts);
        }
    }

    private string Count(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
