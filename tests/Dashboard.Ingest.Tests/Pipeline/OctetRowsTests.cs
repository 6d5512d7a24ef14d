using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Tests.Pipeline;

public sealed class OctetRowsTests
{
    [Fact]
    public void Rows_are_found_by_their_keys_and_hold_their_series()
    {
        var rows = new OctetRows(10_000);
        for (var i = 1; i <= 5000; i++)
            Learn(rows, $"host={i}", " in=", new SeriesRef(i));

        Assert.Equal(5000, rows.Count);
        for (var i = 1; i <= 5000; i++)
        {
            var row = rows[rows.Find(Encoding.ASCII.GetBytes($"host={i}"))];
            Assert.Equal($"host={i} in=", Encoding.ASCII.GetString(row.Text));
            Assert.Equal(new SeriesRef(i), row.Series(0));
        }
        Assert.Equal(0, rows.Find("host=0"u8));
    }

    [Fact]
    public void A_row_learnt_again_takes_the_place_of_the_former_one()
    {
        var rows = new OctetRows(10_000);
        Learn(rows, "a", " in=", new SeriesRef(1));
        Learn(rows, "a", " in=", new SeriesRef(2));

        Assert.Equal(1, rows.Count);
        Assert.Equal(new SeriesRef(2), rows[rows.Find("a"u8)].Series(0));
    }

    [Fact]
    public void Keys_that_are_long_fill_the_memory_before_the_number_is_reached()
    {
        var rows = new OctetRows(1000);
        var learnt = 0;
        while (!rows.IsFull)
            learnt += Learn(rows, $"{learnt}{new string('k', 10_000)}", " in=", new SeriesRef(1)) > 0 ? 1 : 0;

        Assert.InRange(learnt, 10, 100);
        Assert.Equal(0, Learn(rows, "one more", " in=", new SeriesRef(1)));
    }

    [Fact]
    public void A_row_that_is_longer_than_any_window_is_not_kept() =>
        Assert.Equal(0, Learn(new OctetRows(1000), new string('k', OctetRows.MaxRowBytes), " in=", new SeriesRef(1)));

    private static int Learn(OctetRows rows, string key, string rest, SeriesRef series)
    {
        var window = rows.Open();
        var text = Encoding.ASCII.GetBytes(key + rest);
        var number = rows.Learn(ref window, key.Length, text, [(ushort)text.Length], [series]);
        rows.Close(window);
        return number;
    }
}
