using System.Net;
using System.Net.Sockets;
using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Tests.Wire;

public sealed class DatagramReceiverTests
{
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Datagrams_come_in_order_and_whole_with_who_sent_them(bool portable)
    {
        using var receiver = DatagramReceiver.Open(AnyPort, 1 << 20, portable);
        using var sender = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        for (var i = 0; i < 150; i++)
            sender.Send(Encoding.ASCII.GetBytes(new string('x', i) + i), receiver.EndPoint);

        var received = await ReceiveAll(receiver, 150);

        Assert.Equal(Enumerable.Range(0, 150).Select(i => new string('x', i) + i), received.Select(r => Encoding.ASCII.GetString(r.Octets)));
        Assert.All(received, r => Assert.Equal((NetworkAddress.FromV4(0x7f000001), ((IPEndPoint)sender.Client.LocalEndPoint!).Port), (r.Sender, r.Port)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Empty_and_largest_datagrams_come_as_they_are(bool portable)
    {
        using var receiver = DatagramReceiver.Open(AnyPort, 1 << 20, portable);
        using var sender = new UdpClient();
        var largest = new byte[65507];
        largest[^1] = 7;
        sender.Send([], receiver.EndPoint);
        sender.Send(largest, receiver.EndPoint);
        sender.Send([1, 2], receiver.EndPoint);

        Assert.Equal([[], largest, [1, 2]], (await ReceiveAll(receiver, 3)).Select(r => r.Octets));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_same_machine_has_the_same_address_over_a_socket_of_both_families(bool portable)
    {
        using var receiver = DatagramReceiver.Open(new IPEndPoint(IPAddress.IPv6Any, 0), 1 << 20, portable);
        using var v4 = new UdpClient(AddressFamily.InterNetwork);
        using var v6 = new UdpClient(AddressFamily.InterNetworkV6);
        v4.Send([4], new IPEndPoint(IPAddress.Loopback, receiver.EndPoint.Port));
        v6.Send([6], new IPEndPoint(IPAddress.IPv6Loopback, receiver.EndPoint.Port));

        var received = await ReceiveAll(receiver, 2);

        Assert.Equal(["127.0.0.1", "::1"], received.Select(r => r.Sender.ToString()));
    }

    [Fact]
    public async Task An_answer_goes_back_to_who_asked()
    {
        using var receiver = DatagramReceiver.Open(AnyPort, 1 << 20);
        using var asker = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        asker.Send([1], receiver.EndPoint);
        await receiver.Wait(CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(1, receiver.Receive());

        Assert.True(receiver.TryReply(0, [9, 9]));

        Assert.Equal([9, 9], (await asker.ReceiveAsync().WaitAsync(TimeSpan.FromSeconds(30))).Buffer);
    }

    [Fact]
    public void What_the_kernel_drops_is_counted()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var receiver = DatagramReceiver.Open(AnyPort, 64 << 10);
        using var sender = new UdpClient();
        var datagram = new byte[1400];
        for (var i = 0; i < 1000; i++)
            sender.Send(datagram, receiver.EndPoint);

        var received = 0;
        while (receiver.Receive() is var count and > 0)
            received += count;

        Assert.True(receiver.KnowsDrops);
        Assert.InRange(received, 1, 999);
        Assert.Equal(1000 - received, receiver.TakeDrops());
        Assert.Equal(0, receiver.TakeDrops());
    }

    [Fact]
    public void Receiving_allocates_nothing()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var receiver = DatagramReceiver.Open(AnyPort, 1 << 20);
        using var sender = new UdpClient();
        long sum = 0;
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 50; i++)
                sender.Send([1, 2, 3], receiver.EndPoint);
            var before = GC.GetAllocatedBytesForCurrentThread();
            while (receiver.Receive() is var count and > 0)
            {
                for (var i = 0; i < count; i++)
                    sum += receiver[i].Length + (long)receiver.SenderOf(i).Low + receiver.SenderPortOf(i);
            }
            receiver.TakeDrops();
            if (round > 0)
                Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.NotEqual(0, sum);
    }

    [Fact]
    public async Task Waiting_ends_when_it_is_cancelled()
    {
        using var receiver = DatagramReceiver.Open(AnyPort, 1 << 20);
        using var stop = new CancellationTokenSource();
        var waiting = receiver.Wait(stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void A_port_that_another_program_has_is_named()
    {
        using var first = DatagramReceiver.Open(AnyPort, 1 << 20);
        var refusal = Assert.Throws<IOException>(() => DatagramReceiver.Open(first.EndPoint, 1 << 20));
        Assert.StartsWith($"UDP {first.EndPoint} cannot be listened on: ", refusal.Message);
    }

    [Fact]
    public void The_buffer_that_the_kernel_granted_is_told()
    {
        using var receiver = DatagramReceiver.Open(AnyPort, 256 << 10);
        Assert.InRange(receiver.ReceiveBufferBytes, 128 << 10, 1 << 20);
    }

    private static async Task<List<(byte[] Octets, NetworkAddress Sender, int Port)>> ReceiveAll(DatagramReceiver receiver, int expected)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        List<(byte[], NetworkAddress, int)> received = [];
        while (received.Count < expected)
        {
            await receiver.Wait(limit.Token);
            while (receiver.Receive() is var count and > 0)
            {
                for (var i = 0; i < count; i++)
                    received.Add((receiver[i].ToArray(), receiver.SenderOf(i), receiver.SenderPortOf(i)));
            }
        }
        return received;
    }
}
