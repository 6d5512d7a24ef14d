namespace Dashboard.Domain.Simulation;

/// <summary>Numbers that look like chance and are a function of a seed, a stream and a place in it.</summary>
internal static class Noise
{
    /// <summary>A number from 0 up to 1, without 1.</summary>
    /// <param name="seed">The seed of the network.</param>
    /// <param name="stream">What the number is for; streams do not resemble each other.</param>
    /// <param name="place">The place in the stream.</param>
    public static double Of(long seed, long stream, long place) => (Mix(seed, stream, place) >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number from 0 up to <paramref name="below"/>, without it.</summary>
    public static int Pick(long seed, long stream, long place, int below) => (int)(Of(seed, stream, place) * below);

    /// <summary>A course from −1 to 1 that bends at every step and never jumps.</summary>
    /// <param name="seed">The seed of the network.</param>
    /// <param name="stream">What the course is for.</param>
    /// <param name="time">Milliseconds since 1970-01-01 UTC.</param>
    /// <param name="step">Milliseconds from one bend to the next.</param>
    public static double Course(long seed, long stream, long time, long step)
    {
        var place = time / step;
        var within = time % step / (double)step;
        var eased = within * within * (3 - (2 * within));
        var (before, after) = (Of(seed, stream, place), Of(seed, stream, place + 1));
        return (2 * (before + ((after - before) * eased))) - 1;
    }

    // Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014: its finishing steps.
    private static ulong Mix(long seed, long stream, long place)
    {
        var z = Finish((ulong)seed + 0x9E3779B97F4A7C15);
        z = Finish(z ^ ((ulong)stream * 0xD1B54A32D192ED03));
        return Finish(z ^ ((ulong)place * 0x8CB92BA72F3D8DD7));
    }

    private static ulong Finish(ulong z)
    {
        z += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
