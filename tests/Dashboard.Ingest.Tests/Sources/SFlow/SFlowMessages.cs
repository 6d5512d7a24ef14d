using static Dashboard.Ingest.Tests.Sources.NetFlow.MessageBuilder;

namespace Dashboard.Ingest.Tests.Sources.SFlow;

/// <summary>sFlow datagrams of agent 192.0.2.1.</summary>
internal static class SFlowMessages
{
    /// <summary>One flow sample of a frame of 1,500 octets that holds an IP packet of <paramref name="ipLength"/>, from interface 3 to the device itself.</summary>
    public static byte[] Sample(uint rate, uint sequence = 1, ushort ipLength = 1400, byte type = 8, uint output = 0x3fffffff)
    {
        byte[] frame =
        [
            0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 2, type, 0,
            0x45, 0, .. Two(ipLength), 0, 0, 0, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, .. Two(50000), .. Two(443), .. new byte[9], 0x12, 0, 0, 0, 0,
        ];
        byte[] record = [.. Four(1), .. Four(1500), .. Four(4), .. Four((uint)frame.Length), .. frame, .. new byte[(4 - (frame.Length % 4)) % 4]];
        byte[] sample = [.. Four(1), .. Four(3), .. Four(rate), .. Four(1000), .. Four(0), .. Four(3), .. Four(output), .. Four(1), .. Four(1), .. Four((uint)record.Length), .. record];
        return [.. Four(5), .. Four(1), 192, 0, 2, 1, .. Four(0), .. Four(sequence), .. Four(1000), .. Four(1), .. Four(1), .. Four((uint)sample.Length), .. sample];
    }
}
