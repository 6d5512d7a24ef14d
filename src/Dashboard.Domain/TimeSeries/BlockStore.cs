using System.Runtime.InteropServices;

namespace Dashboard.Domain.TimeSeries;

/// <summary>
/// Memory for sealed blocks: slabs of 1 MiB that the garbage collector neither moves nor looks into, cut into pages of
/// 64 KiB, each page into cells of one size class. A cell that is let go is reused once no reader can still be looking
/// at it; a page whose cells are all free serves any size class, and a slab whose pages are all free is given back.
/// </summary>
/// <remarks>
/// The lock is taken for two short moments for each 32 samples of a series: 65 to 70 ns together, two nanoseconds a sample.
/// Of blocks of 200 to 1,400 octets, eight size classes to a doubling leave 4 % unused, where one to a doubling leaves 33 %.
/// </remarks>
internal sealed class BlockStore(ReadEpochs epochs)
{
    public const int SlabBytes = 1 << SlabShift;

    private const int SlabShift = 20;
    private const int PageShift = 16;
    private const int PageBytes = 1 << PageShift;
    private const int PagesPerSlab = SlabBytes / PageBytes;
    private const int AllPagesFree = (1 << PagesPerSlab) - 1;
    private const int None = -1;

    private readonly Lock _gate = new();
    private readonly int[] _roomy = CreateRoomy(); // bound: size classes; the first page of each with a free cell
    private readonly Queue<(long Cell, long Epoch)> _retired = new(); // bound: cells let go while one read goes on
    private byte[]?[] _slabs = []; // bound: the cache's bytes
    private Page[] _pages = []; // bound: as _slabs
    private int[] _freePages = []; // bound: as _slabs; one bit a page
    private int _slabCount;
    private int _firstWithFreePage;

    /// <summary>Octets of all slabs, used or not.</summary>
    public long ReservedBytes => (long)Volatile.Read(ref _slabCount) * SlabBytes;

    /// <summary>Octets that a block of a size really takes.</summary>
    public static int CellBytes(int bytes) => SizeClasses.Bytes(SizeClasses.Of(bytes));

    /// <summary>A cell of at least <paramref name="bytes"/> octets. It begins at a multiple of 16 and holds anything.</summary>
    public long Allocate(int bytes)
    {
        var sizeClass = SizeClasses.Of(bytes);
        lock (_gate)
        {
            var id = _roomy[sizeClass];
            if (id == None)
            {
                id = TakePage();
                _pages[id] = new Page(sizeClass);
                Link(id, sizeClass);
            }
            ref var page = ref _pages[id];
            var offset = page.FirstFree;
            if (offset != None)
            {
                page.FirstFree = MemoryMarshal.Read<int>(Memory(((long)id << PageShift) + offset));
            }
            else
            {
                offset = page.Untouched;
                page.Untouched += SizeClasses.Bytes(sizeClass);
            }
            if (++page.Used == PageBytes / SizeClasses.Bytes(sizeClass))
                Unlink(id, sizeClass);
            return ((long)id << PageShift) + offset;
        }
    }

    /// <summary>The memory from a cell's beginning on.</summary>
    public Span<byte> Memory(long cell) => Volatile.Read(ref _slabs)[cell >> SlabShift].AsSpan((int)cell & (SlabBytes - 1));

    /// <summary>Lets a cell go, which no new reader can find any more.</summary>
    public void Retire(long cell)
    {
        // The cell's removal must be seen by whoever enters an epoch after the one that is noted here.
        Interlocked.MemoryBarrier();
        lock (_gate)
        {
            _retired.Enqueue((cell, epochs.Current));
            Reclaim(2);
        }
    }

    /// <summary>Reclaims all cells that no reader looks at, and gives back empty slabs but for one in eight.</summary>
    public void Collect()
    {
        lock (_gate)
        {
            for (var turn = 0; turn < 3; turn++)
                Reclaim(int.MaxValue);
            var empty = 0;
            var used = 0;
            for (var slab = 0; slab < _slabs.Length; slab++)
            {
                if (_slabs[slab] is null)
                    continue;
                if (_freePages[slab] != AllPagesFree)
                {
                    used++;
                }
                else if (++empty > 1 + (used / 8))
                {
                    _slabs[slab] = null;
                    _freePages[slab] = 0;
                    _slabCount--;
                }
            }
        }
    }

    /// <summary>Frees up to a number of retired cells whose readers have left.</summary>
    private void Reclaim(int most)
    {
        if (_retired.Count > 32 || most > 2)
            epochs.TryAdvance();
        var safe = epochs.Current - 2;
        while (most-- > 0 && _retired.TryPeek(out var oldest) && oldest.Epoch <= safe)
            Free(_retired.Dequeue().Cell);
    }

    private void Free(long cell)
    {
        var id = (int)(cell >> PageShift);
        ref var page = ref _pages[id];
        if (page.Used == PageBytes / SizeClasses.Bytes(page.SizeClass))
            Link(id, page.SizeClass);
        if (--page.Used == 0)
        {
            Unlink(id, page.SizeClass);
            var slab = id / PagesPerSlab;
            _freePages[slab] |= 1 << (id % PagesPerSlab);
            _firstWithFreePage = Math.Min(_firstWithFreePage, slab);
            return;
        }
        var offset = (int)cell & (PageBytes - 1);
        MemoryMarshal.Write(Memory(cell), page.FirstFree);
        page.FirstFree = offset;
    }

    private int TakePage()
    {
        while (_firstWithFreePage < _slabs.Length && _freePages[_firstWithFreePage] == 0)
            _firstWithFreePage++;
        if (_firstWithFreePage == _slabs.Length)
            AddSlab();
        var slab = _firstWithFreePage;
        var page = int.TrailingZeroCount(_freePages[slab]);
        _freePages[slab] &= ~(1 << page);
        return (slab * PagesPerSlab) + page;
    }

    private void AddSlab()
    {
        var slab = Array.IndexOf(_slabs, null);
        if (slab < 0)
        {
            slab = _slabs.Length;
            var slabs = new byte[]?[Math.Max(4, slab * 2)];
            _slabs.CopyTo(slabs, 0);
            Array.Resize(ref _pages, slabs.Length * PagesPerSlab);
            Array.Resize(ref _freePages, slabs.Length);
            Volatile.Write(ref _slabs, slabs);
        }
        _slabs[slab] = GC.AllocateUninitializedArray<byte>(SlabBytes, pinned: true);
        _freePages[slab] = AllPagesFree;
        _firstWithFreePage = slab;
        _slabCount++;
    }

    private void Link(int id, int sizeClass)
    {
        ref var page = ref _pages[id];
        page.Previous = None;
        page.Next = _roomy[sizeClass];
        if (page.Next != None)
            _pages[page.Next].Previous = id;
        _roomy[sizeClass] = id;
    }

    private void Unlink(int id, int sizeClass)
    {
        ref readonly var page = ref _pages[id];
        if (page.Previous != None)
            _pages[page.Previous].Next = page.Next;
        else
            _roomy[sizeClass] = page.Next;
        if (page.Next != None)
            _pages[page.Next].Previous = page.Previous;
    }

    private static int[] CreateRoomy()
    {
        var roomy = new int[SizeClasses.Count];
        Array.Fill(roomy, None);
        return roomy;
    }

    private struct Page(int sizeClass)
    {
        public readonly int SizeClass = sizeClass;
        public int Used;
        public int Untouched;
        public int FirstFree = None;
        public int Previous = None;
        public int Next = None;
    }
}
