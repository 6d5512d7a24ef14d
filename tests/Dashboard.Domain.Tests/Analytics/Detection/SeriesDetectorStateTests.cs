using System.Reflection;
using Dashboard.Domain.Analytics.Detection;
using static Dashboard.Domain.Tests.Analytics.Detection.InjectedSeries;

namespace Dashboard.Domain.Tests.Analytics.Detection;

public sealed class SeriesDetectorStateTests
{
    [Theory]
    [InlineData(false, 5000)]
    [InlineData(true, 14_000)]
    public void A_series_takes_less_than_5_kB_and_with_neighbours_less_than_14(bool withNeighbours, int most)
    {
        var detector = new SeriesDetector(withNeighbours);
        var arrays = ArrayBytes(detector);
        Assert.InRange(detector.Bytes, arrays, arrays + 500);
        Assert.InRange(detector.Bytes, 3000, most);
    }

    [Fact]
    public void A_sample_allocates_nothing()
    {
        var detector = new SeriesDetector(withNeighbours: true);
        var values = Ordinary(1, 20 * Day);
        for (var row = 0; row < 10 * Day; row++)
            detector.Observe(TimeOf(row), values[row]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var row = 10 * Day; row < 20 * Day; row++)
            detector.Observe(TimeOf(row), values[row]);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_detector_that_is_written_and_read_goes_on_as_if_nothing_had_been(bool withNeighbours)
    {
        var random = new Random(20261123);
        for (var trial = 0; trial < 20; trial++)
        {
            var stop = random.Next(0, 3000);
            var values = With(trial, 4000, random.Next(3000), _ => random.Next(3) == 0 ? 30 : 0);
            var one = new SeriesDetector(withNeighbours);
            for (var row = 0; row < stop; row++)
                one.Observe(TimeOf(row), values[row]);
            var state = new byte[one.StateBytes];
            one.Write(state);
            var other = new SeriesDetector(withNeighbours);
            Assert.True(other.TryRead(state));
            for (var row = stop; row < values.Length; row++)
                Assert.Equal(one.Observe(TimeOf(row), values[row]), other.Observe(TimeOf(row), values[row]));
        }
    }

    [Fact]
    public void A_state_of_another_version_or_with_other_windows_or_cut_short_is_refused_and_changes_nothing()
    {
        var state = new byte[new SeriesDetector(true).StateBytes];
        new SeriesDetector(true).Write(state);
        Assert.False(new SeriesDetector(false).TryRead(state));
        Assert.False(new SeriesDetector(true).TryRead(state.AsSpan(1)));
        state[1]++;
        Assert.False(new SeriesDetector(true).TryRead(state));
        Assert.Throws<ArgumentException>(() => new SeriesDetector(true).Write(new byte[100]));
    }

    private static int ArrayBytes(object held)
    {
        var sum = 0;
        foreach (var field in held.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public))
        {
            var value = field.GetValue(held);
            if (value is Array array)
                sum += Buffer.ByteLength(ToPrimitive(array));
            else if (value is not null && field.FieldType.IsClass && field.FieldType.Namespace == held.GetType().Namespace)
                sum += ArrayBytes(value);
        }
        return sum;
    }

    // A half is no primitive to the runtime, and takes two bytes.
    private static Array ToPrimitive(Array array) => array is Half[] halves ? new short[halves.Length] : array;
}
