namespace Dashboard.Domain.Analytics.Detection;

/// <summary>Where a series usually lies among its peers: of its distance from their median the mean and the mean deviation, both on a logarithmic scale, and of how many rows.</summary>
public struct PeerPlace
{
    /// <summary>The mean distance.</summary>
    public float Mean { get; set; }

    /// <summary>The mean absolute deviation from it.</summary>
    public float Deviation { get; set; }

    /// <summary>Rows that were taken in.</summary>
    public int Rows { get; set; }
}
