using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Tests.TimeSeries;

public sealed class BlockStoreTests
{
    [Fact]
    public void Every_size_class_holds_what_is_asked_for_and_wastes_no_more_than_an_eighth_or_sixteen_octets()
    {
        for (var bytes = 1; bytes <= 1 << 14; bytes++)
        {
            var size = SizeClasses.Bytes(SizeClasses.Of(bytes));
            Assert.InRange(size, bytes, Math.Max(64, bytes + Math.Max(16, bytes / 8)));
            Assert.Equal(0, size % 16);
        }
        Assert.True(PackedBlock.MaxBytes <= 1 << 14);
    }

    [Fact]
    public void Cells_never_overlap_and_keep_what_was_written()
    {
        var random = new Random(1);
        var store = new BlockStore(new ReadEpochs());
        var cells = new List<(long Cell, int Bytes, byte Mark)>();
        for (var step = 0; step < 60_000; step++)
        {
            if (cells.Count < 500 || random.Next(2) == 0 && cells.Count < 5000)
            {
                var bytes = random.Next(40, 1 << random.Next(6, 14));
                var cell = store.Allocate(bytes);
                var mark = (byte)step;
                store.Memory(cell)[..bytes].Fill(mark);
                cells.Add((cell, bytes, mark));
                continue;
            }
            var at = random.Next(cells.Count);
            var (known, length, expected) = cells[at];
            Assert.False(store.Memory(known)[..length].ContainsAnyExcept(expected));
            store.Retire(known);
            cells[at] = cells[^1];
            cells.RemoveAt(cells.Count - 1);
        }
    }

    [Fact]
    public void Memory_is_given_back_when_all_blocks_have_left()
    {
        var store = new BlockStore(new ReadEpochs());
        var cells = Enumerable.Range(0, 100_000).Select(_ => store.Allocate(300)).ToList();
        Assert.InRange(store.ReservedBytes, 30_000_000, 40_000_000);
        cells.ForEach(store.Retire);
        store.Collect();
        Assert.InRange(store.ReservedBytes, 0, 2 << 20);
        Assert.Equal(300, store.Memory(store.Allocate(300))[..300].Length);
    }

    [Fact]
    public void A_cell_is_not_used_again_while_a_reader_that_may_know_it_is_still_there()
    {
        var epochs = new ReadEpochs();
        var store = new BlockStore(epochs);
        var cell = store.Allocate(100);
        var reader = epochs.Enter();
        store.Retire(cell);
        for (var i = 0; i < 10_000; i++)
        {
            var other = store.Allocate(100);
            Assert.NotEqual(cell, other);
            store.Retire(other);
        }
        epochs.Exit(reader);
        store.Collect();
        store.Collect();
        Assert.Contains(cell, Enumerable.Range(0, 10_001).Select(_ => store.Allocate(100)));
    }
}
