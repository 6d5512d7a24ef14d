using System.Text;
using Dashboard.Ingest.Storage.Remote;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Ingest.Tests.Storage.Remote;

public sealed class OutboxTests : IDisposable
{
    private readonly string _directory = Path.Combine(Directory.CreateTempSubdirectory("noc-outbox-").FullName, "spill");
    private readonly FakeClock _clock = new();
    private readonly List<string> _received = [];
    private Func<string, Delivery> _answer = static _ => Delivery.Taken;

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_directory)!, recursive: true);

    [Fact]
    public async Task Bodies_arrive_once_and_in_the_order_they_were_written_in()
    {
        using var outbox = Open();
        Write(outbox, "a", "b");
        await Draining(outbox, async () =>
        {
            await Eventually.True(() => outbox.DeliveredSamples == 2);
            Write(outbox, "c");
            await Eventually.True(() => outbox.DeliveredSamples == 3);
        });
        Assert.Equal(["a", "b", "c"], _received);
        Assert.Empty(Directory.GetFiles(_directory));
        Assert.Equal((0, 0, ""), (outbox.Waiting, outbox.Bytes, outbox.Problem));
    }

    [Fact]
    public async Task While_the_store_is_away_bodies_wait_and_nothing_is_lost()
    {
        _answer = static _ => new Delivery(DeliveryOutcome.Failed, "The store is away.");
        using var outbox = Open();
        Write(outbox, "a", "b");
        await Draining(outbox, async () =>
        {
            for (var tries = 1; tries <= 5; tries++)
            {
                await Eventually.True(() => outbox.Failures == tries && _clock.Waiting.Count == 1);
                Assert.Equal("The store is away.", outbox.Problem);
                Assert.InRange(_clock.Waiting[0], TimeSpan.FromSeconds(0.5 * Math.Pow(2, tries - 1)), TimeSpan.FromSeconds(Math.Pow(2, tries - 1)));
                _clock.Advance(_clock.Waiting[0]);
            }
            await Eventually.True(() => outbox.Failures == 6 && _clock.Waiting.Count == 1);
            Assert.Equal(2, outbox.Waiting);
            _answer = static _ => Delivery.Taken;
            _clock.Advance(TimeSpan.FromMinutes(1));
            await Eventually.True(() => outbox.Waiting == 0);
        });
        Assert.Equal(["a", "b"], _received);
        Assert.Equal("", outbox.Problem);
    }

    [Fact]
    public void The_wait_between_tries_grows_to_a_minute_and_honours_what_the_store_asks_for()
    {
        Assert.Equal(TimeSpan.FromSeconds(1), Outbox.RetryIn(0, null, 0));
        Assert.Equal(TimeSpan.FromSeconds(32), Outbox.RetryIn(5, null, 0));
        Assert.Equal(TimeSpan.FromMinutes(1), Outbox.RetryIn(1000, null, 0));
        Assert.Equal(TimeSpan.FromSeconds(30), Outbox.RetryIn(1000, null, 1));
        Assert.Equal(TimeSpan.FromSeconds(7), Outbox.RetryIn(0, TimeSpan.FromSeconds(7), 0));
        Assert.Equal(TimeSpan.FromMinutes(1), Outbox.RetryIn(9, TimeSpan.FromSeconds(7), 0));
        Assert.Equal(TimeSpan.FromMinutes(10), Outbox.RetryIn(0, TimeSpan.FromDays(9), 0));
    }

    [Fact]
    public async Task A_body_that_the_store_calls_bad_is_let_go_of_and_the_next_one_is_sent()
    {
        _answer = static body => body == "bad" ? new Delivery(DeliveryOutcome.Refused, "unable to parse 'bad'") : Delivery.Taken;
        using var outbox = Open();
        Write(outbox, "a", "bad", "b");
        await Draining(outbox, () => Eventually.True(() => outbox.DeliveredSamples == 2));
        Assert.Equal(["a", "b"], _received);
        Assert.Equal((1, "unable to parse 'bad'", 0), (outbox.RefusedSamples, outbox.LastRefusal, outbox.Waiting));
    }

    [Fact]
    public async Task What_was_not_delivered_when_the_program_ended_is_sent_by_the_next_one_and_the_rest_is_not_sent_again()
    {
        _answer = static body => body == "c" ? new Delivery(DeliveryOutcome.Failed, "away") : Delivery.Taken;
        using (var first = Open())
        {
            Write(first, "a", "b", "c", "d");
            await Draining(first, () => Eventually.True(() => first.Failures == 1));
            Write(first, "e");
        }
        _answer = static _ => Delivery.Taken;
        using var second = Open();
        Assert.Equal(3, second.Waiting);
        Write(second, "f");
        await Draining(second, () => Eventually.True(() => second.Waiting == 0));
        Assert.Equal(["a", "b", "c", "d", "e", "f"], _received);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(17)]
    [InlineData(116)]
    public async Task A_file_that_ends_within_a_body_gives_back_those_before_it(int missing)
    {
        using (var first = Open())
            Write(first, "a", "b", new string('c', 100));
        var path = Directory.GetFiles(_directory).Single();
        using (var file = File.OpenWrite(path))
            file.SetLength(file.Length - missing);
        using var second = Open();
        Assert.Equal(2, second.Waiting);
        Write(second, "d");
        await Draining(second, () => Eventually.True(() => second.Waiting == 0));
        Assert.Equal(["a", "b", "d"], _received);
    }

    [Fact]
    public void A_file_with_a_wrong_octet_is_read_up_to_it_whichever_it_is()
    {
        using (var first = Open())
            Write(first, "alpha", "beta", "gamma");
        var path = Directory.GetFiles(_directory).Single();
        var good = File.ReadAllBytes(path);
        for (var i = 0; i < good.Length; i++)
        {
            var bad = good.ToArray();
            bad[i] ^= 0x41;
            File.WriteAllBytes(path, bad);
            using var second = Open();
            Assert.InRange(second.Waiting, 0, 3);
        }
    }

    [Fact]
    public async Task When_the_disk_space_is_used_up_the_oldest_bodies_go_and_are_counted()
    {
        using var outbox = Open(maxBytes: 16 * 1024);
        for (var i = 0; i < 40; i++)
            Write(outbox, $"{i}{new string('x', 1000)}");
        Assert.InRange(outbox.Bytes, 8 * 1024, 16 * 1024);
        Assert.Equal(40 - outbox.Waiting, outbox.OverflowedSamples);
        var waiting = outbox.Waiting;
        await Draining(outbox, () => Eventually.True(() => outbox.Waiting == 0));
        Assert.Equal([.. Enumerable.Range(40 - waiting, waiting).Select(i => $"{i}{new string('x', 1000)}")], _received);
    }

    [Fact]
    public async Task A_body_that_is_being_sent_survives_the_loss_of_its_file()
    {
        _answer = static _ => new Delivery(DeliveryOutcome.Failed, "away");
        using var outbox = Open(maxBytes: 16 * 1024);
        Write(outbox, "first" + new string('x', 2000));
        await Draining(outbox, async () =>
        {
            await Eventually.True(() => outbox.Failures == 1 && _clock.Waiting.Count == 1);
            for (var i = 0; i < 20; i++)
                Write(outbox, $"{i}{new string('x', 1000)}");
            Assert.Equal(20 - outbox.Waiting, outbox.OverflowedSamples);
            _answer = static _ => Delivery.Taken;
            _clock.Advance(TimeSpan.FromMinutes(1));
            await Eventually.True(() => outbox.Waiting == 0);
        });
        Assert.StartsWith("first", _received[0]);
        Assert.StartsWith("19", _received[^1]);
        Assert.Equal(21 - _received.Count, outbox.OverflowedSamples);
    }

    [Fact]
    public void Two_programs_do_not_share_a_directory()
    {
        using var first = Open();
        Write(first, "a");
        var problem = Assert.Throws<IOException>(() => Open());
        Assert.Contains(_directory, problem.Message);
    }

    private Outbox Open(long maxBytes = 1 << 20)
    {
        var outbox = new Outbox("the store", _directory, maxBytes, Send, _clock, NullLogger.Instance);
        try
        {
            outbox.Open();
            return outbox;
        }
        catch (IOException)
        {
            outbox.Dispose();
            throw;
        }
    }

    private Task<Delivery> Send(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetString(octets.Span);
        var delivery = _answer(body);
        if (delivery.Outcome == DeliveryOutcome.Taken)
            _received.Add(body);
        return Task.FromResult(delivery);
    }

    private static void Write(Outbox outbox, params string[] bodies) =>
        outbox.Write([.. bodies.Select(static b => new OutgoingBody(Encoding.UTF8.GetBytes(b), 1))]);

    private static async Task Draining(Outbox outbox, Func<Task> act)
    {
        using var stopping = new CancellationTokenSource();
        var draining = Task.Run(() => outbox.Drain(stopping.Token));
        await act();
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => draining);
    }
}
