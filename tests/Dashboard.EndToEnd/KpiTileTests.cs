using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd;

/// <summary>A number on its tile, however little room the tile has.</summary>
[Collection(nameof(Browser))]
public sealed class KpiTileTests(Browser browser) : DeskTest(browser)
{
    // Which tiles have something of theirs on something else of theirs, or outside their slot.
    private const string Collisions = """
        [...document.querySelectorAll('[data-shown], .page')].flatMap(root => [...root.querySelectorAll('.kpi')]).flatMap(tile => {
          const slot = tile.closest('.slot');
          const textOf = name => {
            const range = document.createRange();
            const part = tile.querySelector(name);
            range.selectNodeContents(part);
            // What is cut off is not seen.
            const box = getComputedStyle(part).overflow === 'hidden' ? part.getBoundingClientRect() : null;
            return [...range.getClientRects()].map(r => (box ? { left: r.left, top: r.top, right: Math.min(r.right, box.right), bottom: Math.min(r.bottom, box.bottom) } : r));
          };
          const frame = tile.getBoundingClientRect();
          const spark = tile.querySelector('.spark').getBoundingClientRect();
          const parts = { title: textOf('h2 > :first-child'), value: textOf('.value'), detail: textOf('.detail'), spark: spark.height > 0 ? [spark] : [] };
          const within = r => ({ left: r.left, right: Math.min(r.right, frame.right), top: r.top, bottom: Math.min(r.bottom, frame.bottom) });
          const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
          const names = Object.keys(parts);
          const found = names.flatMap((one, i) => names.slice(i + 1).filter(two => parts[one].some(a => parts[two].some(b => meet(within(a), within(b))))).map(two => `${one} on ${two}`));
          const room = slot.getBoundingClientRect();
          if (frame.bottom > room.bottom + 1 || frame.right > room.right + 1) found.push('outside its slot');
          return found.map(what => `${slot.dataset.w} x ${slot.dataset.h}: ${what}`);
        })
        """;

    private static readonly int[] Widths = [2, 3, 4, 5, 10];

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Page.GotoAsync(Server.Link);
        var now = TimeProvider.System.GetUtcNow();
        await Write(Enumerable.Range(-60, 61).Select(i => $"tile value={123_456_789 + (i % 7 * 1_000_000)} {now.AddSeconds(i * 5).ToUnixTimeMilliseconds()}"));
        await Put("tiles", string.Join(',',
            from height in new[] { 2, 3, 4, 5, 6 }
            from column in Enumerable.Range(0, Widths.Length)
            let x = Widths.Take(column).Sum()
            let y = Enumerable.Range(2, height - 2).Sum()
            select $$"""
                { "place": { "x": {{x}}, "y": {{y}}, "width": {{Widths[column]}}, "height": {{height}} },
                  "widget": { "kind": "kpi", "id": "k{{height}}-{{column}}", "title": "Throughput of the uplink", "query": "tile_value", "unit": "bitsPerSecond", "sparkRange": "5m",
                    "thresholds": [{ "severity": "major", "limit": 100000000 }] } }
                """));
    }

    [Theory]
    [InlineData("/d/tiles", 1920, 1080)]
    [InlineData("/d/tiles", 1024, 768)]
    [InlineData("/d/tiles", 390, 844)]
    [InlineData("/wall/tiles", 1920, 1080)]
    [InlineData("/wall/tiles?distance=3&height=0.68", 1920, 1080)]
    [InlineData("/d/network-overview", 390, 844)]
    [InlineData("/wall/network-overview", 1920, 1080)]
    public async Task Its_words_its_number_and_its_line_never_lie_on_one_another(string path, int width, int height)
    {
        await Page.SetViewportSizeAsync(width, height);
        await Page.GotoAsync(Server.Address + path);
        await Live(Page);
        await Expect(Page.Locator(".kpi[data-widget][data-state=ready] path[d^=M]").First).ToBeAttachedAsync(new() { Timeout = 90_000 });
        Assert.Empty(await Page.EvaluateAsync<string[]>(Collisions));
    }
}
