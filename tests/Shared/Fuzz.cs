using System.Globalization;

namespace Dashboard.Tests;

/// <summary>
/// Damages good input in every way and feeds it to a parser: ten thousand inputs that are the same in each run, or new ones:
/// as many times that as the environment's <c>NOC_FUZZ_ROUNDS</c> says, as the nightly run does, or for as many seconds as <c>FUZZ_SECONDS</c> does. An input that takes
/// longer than ten seconds of the process's processor time, or five minutes, counts as a hang; whatever fails is named by its octets.
/// </summary>
internal static class Fuzz
{
    private const int FixedSeed = 20261122;
    private const int FixedInputs = 10_000;

    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Feeds damaged input until there was enough; returns how many inputs that were.</summary>
    /// <param name="seeds">Good input.</param>
    /// <param name="tokens">Octets that mean something in the input's language.</param>
    /// <param name="take">What takes one input; whatever it throws is a fault.</param>
    /// <param name="fixedInputs">How many, where they are the same in each run.</param>
    public static async Task<int> Run(IReadOnlyList<byte[]> seeds, byte[] tokens, Func<byte[], Random, Task> take, int fixedInputs = FixedInputs)
    {
        var (seconds, rounds) = (Setting("FUZZ_SECONDS"), Setting("NOC_FUZZ_ROUNDS"));
        var wanted = (long)fixedInputs * Math.Max(1, rounds);
        var seed = seconds > 0 || rounds > 0 ? Random.Shared.Next() : FixedSeed;
        var random = new Random(seed);
        var started = TimeProvider.System.GetTimestamp();
        var inputs = 0;
        while (seconds > 0 ? TimeProvider.System.GetElapsedTime(started).TotalSeconds < seconds : inputs < wanted)
        {
            var input = Damaged(seeds[random.Next(seeds.Count)], seeds, tokens, random);
            inputs++;
            try
            {
                await Finished(Task.Run(() => take(input, random)));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Input {inputs} of seed {seed} ended in {e.GetType().Name}: {Convert.ToBase64String(input)}", e);
            }
        }
        return inputs;
    }

    // A processor that others use makes no input hang.
    private static async Task Finished(Task taking)
    {
        var (used, since) = (Environment.CpuUsage.TotalTime, TimeProvider.System.GetTimestamp());
        while (true)
        {
            try
            {
                await taking.WaitAsync(Hang);
                return;
            }
            catch (TimeoutException) when (!taking.IsCompleted && Environment.CpuUsage.TotalTime - used < Hang && TimeProvider.System.GetElapsedTime(since) < Patience)
            {
                // It waits for its turn.
            }
        }
    }

    private static int Setting(string name) => int.Parse(Environment.GetEnvironmentVariable(name) ?? "0", CultureInfo.InvariantCulture);

    private static byte[] Damaged(byte[] seed, IReadOnlyList<byte[]> seeds, byte[] tokens, Random random)
    {
        var octets = seed.ToList();
        for (var change = random.Next(1, 8); change > 0 && octets.Count > 0; change--)
        {
            var at = random.Next(octets.Count);
            switch (random.Next(7))
            {
                case 0:
                    octets[at] = (byte)random.Next(256);
                    break;
                case 1:
                    octets[at] = tokens[random.Next(tokens.Length)];
                    break;
                case 2:
                    octets.RemoveRange(at, random.Next(Math.Min(20, octets.Count - at)));
                    break;
                case 3:
                    octets.InsertRange(at, octets.GetRange(at, random.Next(Math.Min(60, octets.Count - at))));
                    break;
                case 4:
                    octets.Insert(at, tokens[random.Next(tokens.Length)]);
                    break;
                case 5:
                    var other = seeds[random.Next(seeds.Count)];
                    var from = random.Next(other.Length);
                    octets.InsertRange(at, other.AsSpan(from, random.Next(other.Length - from)).ToArray());
                    break;
                default:
                    octets.RemoveRange(at, octets.Count - at - 1);
                    break;
            }
        }
        return [.. octets];
    }
}
