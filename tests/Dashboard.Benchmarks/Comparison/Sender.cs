using System.Diagnostics;

namespace Dashboard.Benchmarks.Comparison;

/// <summary>Sends prepared requests over several connections, each as fast as its answers come.</summary>
internal static class Sender
{
    /// <summary>Sends all of them; what it took by the clock, and of the server's processors until it was done with it.</summary>
    /// <exception cref="InvalidOperationException">The server refused a request; the message says how.</exception>
    public static async Task<(double Seconds, double ProcessorSeconds)> Send(Contender to, byte[][][] requests)
    {
        var before = to.ProcessorSeconds;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(requests.Select(r => Task.Factory.StartNew(() => Send(to, r), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        var seconds = watch.Elapsed.TotalSeconds;
        await to.Settle();
        return (seconds, to.ProcessorSeconds - before);
    }

    private static void Send(Contender to, byte[][] requests)
    {
        using var connection = new LoopbackHttp(to.Port);
        foreach (var request in requests)
        {
            var (status, text) = connection.Ask(request);
            if (status is < 200 or > 299)
                throw new InvalidOperationException($"{to.Name} answered {status}: {text}");
        }
    }
}
