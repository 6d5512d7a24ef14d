using System.Net;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Wire;

/// <summary>Drains a receiver batch by batch for as long as a source runs.</summary>
public static class DatagramLoop
{
    /// <summary>Opens a receiver, and says in the log what it got.</summary>
    /// <param name="protocol">Whose datagrams they are, for people.</param>
    /// <param name="setting">The setting that holds the port, named where it cannot be had.</param>
    /// <param name="endPoint">Where to listen.</param>
    /// <param name="bufferBytes">Octets to ask the kernel for.</param>
    /// <param name="log">Where to say so.</param>
    /// <exception cref="IOException">The port cannot be had.</exception>
    public static DatagramReceiver Open(string protocol, string setting, IPEndPoint endPoint, int bufferBytes, ILogger log)
    {
        DatagramReceiver receiver;
        try
        {
            receiver = DatagramReceiver.Open(endPoint, bufferBytes);
        }
        catch (IOException e)
        {
            throw new IOException($"{e.Message}. Set {setting} to another port, or to -1 to do without.", e);
        }
        ReceiverLog.Listens(log, protocol, receiver.EndPoint, receiver.ReceiveBufferBytes);
        if (receiver.ReceiveBufferBytes < bufferBytes)
            ReceiverLog.BufferIsSmall(log, protocol, bufferBytes, receiver.ReceiveBufferBytes);
        return receiver;
    }

    /// <summary>Takes batch after batch until it is cancelled.</summary>
    /// <param name="receiver">The socket.</param>
    /// <param name="take">Takes the datagrams that the receiver holds, so many; the next are read when it is done, and wait in the kernel until then.</param>
    /// <param name="lost">Told how many datagrams the kernel has dropped since it was last told.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task Run(DatagramReceiver receiver, Func<DatagramReceiver, int, ValueTask> take, Action<int> lost, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        ArgumentNullException.ThrowIfNull(take);
        ArgumentNullException.ThrowIfNull(lost);
        while (true)
        {
            await receiver.Wait(cancellationToken);
            while (receiver.Receive() is var count and > 0)
            {
                await take(receiver, count);
                if (receiver.TakeDrops() is var drops and > 0)
                    lost((int)Math.Min(drops, int.MaxValue));
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }
}
