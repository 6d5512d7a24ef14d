namespace Dashboard.Ingest.Sources.Host;

/// <summary>A series of this machine before it has labels: the metric's name and what it is about.</summary>
internal readonly record struct HostSeriesKey(string Metric, HostSubject Subject);
