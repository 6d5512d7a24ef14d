using System.Buffers.Binary;
using System.Text;
using System.Threading.Channels;
using Dashboard.Domain.Dashboards;
using Dashboard.Web.Live;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.JSInterop;
using Microsoft.JSInterop.Infrastructure;

namespace Dashboard.Web.Tests.Live;

public sealed class ScreenPumpTests : IAsyncDisposable
{
    private static readonly KpiDefinition Load = new() { Id = "load", Title = "Load", Query = "load", SparkRange = TimeSpan.FromMinutes(15) };

    private readonly LiveHouse _house = new();
    private readonly Page _page = new();
    private readonly ScreenPump _pump;
    private readonly ScreenCount _screens;

    public ScreenPumpTests()
    {
        _screens = new ScreenCount(_house.Metrics);
        _pump = new ScreenPump(_house.Widgets, _house.Clock, _page, _screens, NullLogger<ScreenPump>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _pump.DisposeAsync();
        _house.Dispose();
    }

    [Fact]
    public async Task A_frame_carries_the_servers_time_and_each_widget_that_changed_by_its_number()
    {
        _house.Put(1, 0, "load");
        var number = await Attach(Load);

        var frame = await Beat();

        Assert.NotNull(frame);
        Assert.Equal(_house.Now, BinaryPrimitives.ReadDoubleLittleEndian(frame));
        Assert.Equal(number, BinaryPrimitives.ReadUInt16LittleEndian(frame.AsSpan(8)));
        Assert.Equal(frame.Length - 14, BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(10)));
    }

    [Fact]
    public async Task When_nothing_changes_a_sign_of_life_goes_out_once_a_second_with_the_time_alone()
    {
        _house.Put(1, 0, "load");
        await Attach(Load);
        Assert.NotNull(await Beat());

        _house.Clock.Advance(TimeSpan.FromMilliseconds(750));
        Assert.Null(await Beat());
        _house.Clock.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(sizeof(double), (await Beat())!.Length);
    }

    [Fact]
    public async Task A_frame_is_not_over_before_the_page_has_drawn_it()
    {
        _page.Hold = new TaskCompletionSource();
        var sending = _pump.Beat(default);
        Assert.False(sending.IsCompleted);

        _page.Hold.SetResult();
        await sending;
    }

    [Fact]
    public async Task A_connection_that_is_down_holds_no_widget_and_gets_everything_anew_when_it_is_back()
    {
        _house.Put(1, 0, "load");
        await Attach(Load);
        await _pump.OnConnectionUpAsync(null!, default);
        Assert.Equal((1, 1), (_house.Widgets.Holders, _screens.Now));
        Assert.NotNull(await Beat());

        await _pump.OnConnectionDownAsync(null!, default);
        Assert.Equal((0, 0), (_house.Widgets.Holders, _screens.Now));
        Assert.Equal(sizeof(double), (await Beat())?.Length ?? sizeof(double));

        await _pump.OnConnectionUpAsync(null!, default);
        Assert.Equal((1, 1), (_house.Widgets.Holders, _screens.Now));
        Assert.True((await Beat())!.Length > sizeof(double));
    }

    [Fact]
    public async Task A_connection_that_is_up_is_sent_the_answers_of_a_round_as_soon_as_they_are_there()
    {
        _house.Put(1, 0, "load");
        await Attach(Load);
        await _house.Queries.StartAsync(default);
        while (!_house.Clock.Waiting.Contains(_house.Options.Tick))
            await Task.Yield();
        await _pump.OnConnectionUpAsync(null!, default);
        _house.Clock.Advance(_house.Options.Tick);
        await FrameWith("\"value\":\"1\"");

        _house.Put(2, 0, "load");
        // Tick by tick: answers that come after the next tick are looked at with the one after, which a clock that stands still never brings.
        for (var due = TimeSpan.Zero; due < Load.Interval; due += _house.Options.Tick)
        {
            var round = _house.Queries.Round;
            _house.Clock.Advance(_house.Options.Tick);
            await round.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        }
        await FrameWith("\"value\":\"2\"");
    }

    [Fact]
    public async Task A_widget_that_comes_onto_the_screen_is_sent_without_waiting_for_a_round()
    {
        _house.Put(1, 0, "load");
        await _pump.OnConnectionUpAsync(null!, default);

        var number = await Attach(Load);

        // The clock stands still, so no round ends.
        var frame = await _page.Frames.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System);
        Assert.Equal(number, BinaryPrimitives.ReadUInt16LittleEndian(frame.AsSpan(8)));
    }

    [Fact]
    public async Task A_widget_that_draws_itself_is_called_instead()
    {
        _house.Put(1, 0, "load");
        var drawn = new List<WidgetView>();
        await Attach(Load, view =>
        {
            drawn.Add(view);
            return Task.CompletedTask;
        });

        Assert.Equal(sizeof(double), (await Beat())!.Length);
        Assert.Equal("1", ((KpiView)Assert.Single(drawn)).Value);
    }

    [Fact]
    public async Task A_page_that_fails_once_is_sent_everything_again()
    {
        _house.Put(1, 0, "load");
        await Attach(Load);
        _page.Fail = true;
        var first = await Beat();
        var second = await Beat();
        Assert.Equal(first!.Length, second!.Length);
    }

    [Fact]
    public async Task A_widget_that_has_left_the_screen_is_held_no_longer()
    {
        var number = await Attach(Load);
        _pump.Detach(number);
        Assert.Equal(0, _house.Widgets.Holders);
    }

    // Waits for a frame that says so, while the test's clock stands still.
    private async Task FrameWith(string text)
    {
        while (true)
        {
            var frame = await _page.Frames.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
            if (Encoding.UTF8.GetString(frame).Contains(text, StringComparison.Ordinal))
                return;
        }
    }

    private async Task<int> Attach(KpiDefinition definition, Func<WidgetView, Task>? redraw = null)
    {
        using (var lease = _house.Widgets.Open(definition))
            await lease.Thing.Answered;
        var number = _pump.NextNumber();
        _pump.Attach(number, definition, redraw);
        return number;
    }

    // One beat and the frame that it sent, null where it had nothing to say.
    private async Task<byte[]?> Beat()
    {
        await _pump.Beat(default);
        return _page.Frames.Reader.TryRead(out var frame) ? frame : null;
    }

    private sealed class Page : IJSRuntime
    {
        public Channel<byte[]> Frames { get; } = Channel.CreateUnbounded<byte[]>();

        public TaskCompletionSource? Hold { get; set; }

        public bool Fail { get; set; }

        public async ValueTask<T> InvokeAsync<T>(string identifier, CancellationToken cancellationToken, object?[]? args)
        {
            Assert.Equal("noc.frame", identifier);
            Assert.Equal(typeof(IJSVoidResult), typeof(T));
            Frames.Writer.TryWrite((byte[])args![0]!);
            if (Fail)
            {
                Fail = false;
                throw new JSException("the page was not ready");
            }
            if (Hold is { } hold)
                await hold.Task;
            return default!;
        }

        public ValueTask<T> InvokeAsync<T>(string identifier, object?[]? args) => InvokeAsync<T>(identifier, default, args);
    }
}
