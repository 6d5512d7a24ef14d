using Dashboard.Benchmarks.Comparison;
using Dashboard.Domain.Analytics.Detection;

namespace Dashboard.Benchmarks.Analytics;

/// <summary>What it costs to watch a series: memory, processor time a sample while many take turns, and what is allocated.</summary>
internal static class DetectorTable
{
    private const int Series = 200;
    private const int Warm = 2500;
    private const int Measured = 500;
    private const int Rounds = 5;
    private const long StepMs = 10_000;

    public static void Print(TextWriter to)
    {
        to.WriteLine($"Watching {Series} series every {StepMs / 1000} s, one thread; processor time a sample, best of {Rounds} rounds of {Measured} samples each, after {Warm} to fill all windows");
        foreach (var withNeighbours in (bool[])[false, true])
        {
            var free = GC.GetAllocatedBytesForCurrentThread();
            GC.KeepAlive(new SeriesDetector(withNeighbours));
            var whole = GC.GetAllocatedBytesForCurrentThread() - free;
            var detectors = Enumerable.Range(0, Series).Select(_ => new SeriesDetector(withNeighbours)).ToArray();
            var random = new Random(20261123);
            var row = 0;
            for (; row < Warm; row++)
                Observe(detectors, random, row);
            var (best, allocated) = (double.MaxValue, 0L);
            for (var round = 0; round < Rounds; round++)
            {
                var (started, before) = (ProcessorTime.OfThisThread(), GC.GetAllocatedBytesForCurrentThread());
                for (var end = row + Measured; row < end; row++)
                    Observe(detectors, random, row);
                allocated = Math.Max(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
                best = Math.Min(best, (ProcessorTime.OfThisThread() - started) / 1000.0 / (Series * Measured));
            }
            to.WriteLine($"  {(withNeighbours ? "with" : "without"),7} neighbours {best,6:0.00} µs  {(double)allocated / (Series * Measured),5:0.000} B allocated a sample  {detectors[0].Bytes,6} B a series ({whole} with its objects)  {detectors[0].StateBytes,6} B written");
        }
    }

    private static void Observe(SeriesDetector[] detectors, Random random, int row)
    {
        foreach (var detector in detectors)
            detector.Observe(1_767_225_600_000 + (row * StepMs), 100 + (20 * Math.Sin(row / 1375.0)) + (4 * random.NextDouble()));
    }
}
