namespace Dashboard.Ingest.Sources.PmFiles;

/// <summary>What was measured of one object in one period.</summary>
internal sealed class PmValues
{
    /// <summary>Values that one object may have of one set of types.</summary>
    public const int MaxValues = 100_000;

    private double[] _values = new double[64]; // bound: MaxValues
    private readonly List<(int Place, int Index, double Value)> _elements = []; // bound: MaxValues

    /// <summary>The types that the values are of.</summary>
    public PmTypeSet Types { get; private set; } = PmTypeSet.Read(0, default, isLatin: false);

    /// <summary>The end of the period, in milliseconds since 1970-01-01 UTC.</summary>
    public long Time { get; set; }

    /// <summary>The period's length; nought where none was read.</summary>
    public TimeSpan Period { get; set; }

    /// <summary>Whether the source itself doubts them.</summary>
    public bool IsSuspect { get; set; }

    /// <summary>The object's name as it is written, below the managed element.</summary>
    public byte[] Object { get; private set; } = new byte[256];

    public int ObjectLength { get; private set; }

    /// <summary>A value for each type; NaN where there is none.</summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(0, Types.Names.Length);

    /// <summary>The elements of values that are vectors.</summary>
    public List<(int Place, int Index, double Value)> Elements => _elements;

    /// <summary>Results that were there, whether or not they had a value.</summary>
    public int Results { get; set; }

    /// <summary>Results that had a value.</summary>
    public int Present { get; private set; }

    public void Begin(PmTypeSet types, ReadOnlySpan<byte> ofObject)
    {
        (Types, Time, Period, IsSuspect, Results, Present) = (types, 0, default, false, 0, 0);
        if (_values.Length < types.Names.Length)
            _values = new double[types.Names.Length];
        _values.AsSpan(0, types.Names.Length).Fill(double.NaN);
        _elements.Clear();
        if (Object.Length < ofObject.Length)
            Object = new byte[ofObject.Length * 2];
        ofObject.CopyTo(Object);
        ObjectLength = ofObject.Length;
    }

    /// <summary>Sets a type's value; false where it has one.</summary>
    public bool Set(int place, double value)
    {
        if (!double.IsNaN(_values[place]))
            return false;
        _values[place] = value;
        Present++;
        return true;
    }

    /// <summary>Adds an element of a type's vector.</summary>
    public void Add(int place, int index, double value)
    {
        if (_elements.Count == MaxValues)
            return;
        if (_elements.Count == 0 || _elements[^1].Place != place)
            Present++;
        _elements.Add((place, index, value));
    }
}
