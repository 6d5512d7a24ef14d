using System.Globalization;
using System.Security.Cryptography;

namespace Dashboard.Ingest.Sources.Snmp.Traps;

/// <summary>
/// This program as an SNMP engine, whose clock counts for informs of version 3 (RFC 3411 section 5, RFC 3414 section
/// 2.2): an identifier that stays, starts that are counted over all time, and the seconds since the last.
/// </summary>
public sealed class LocalEngine
{
    private readonly TimeProvider _time;
    private readonly long _started;

    private LocalEngine(byte[] id, int boots, TimeProvider time) => (Id, Boots, _time, _started) = (id, boots, time, time.GetTimestamp());

    /// <summary>The identifier, made at random once (RFC 3411 section 5, SnmpEngineID, format 5).</summary>
    public byte[] Id { get; }

    /// <summary>How often the engine has started.</summary>
    public int Boots { get; }

    /// <summary>Seconds since it started last.</summary>
    public int Time => (int)Math.Min(_time.GetElapsedTime(_started).TotalSeconds, int.MaxValue);

    /// <summary>Reads the engine from its file, or makes a new one, and counts the start.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static LocalEngine Start(string file, TimeProvider time)
    {
        byte[] id = [0x80, 0, 0, 0, 5, .. RandomNumberGenerator.GetBytes(12)];
        var boots = 0;
        if (File.Exists(file) && File.ReadAllText(file).Trim().Split(' ') is [var hex, var count] && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var known) && hex.Length is >= 10 and <= 64 && hex.Length % 2 == 0 && hex.All(char.IsAsciiHexDigit))
            (id, boots) = (Convert.FromHexString(hex), known);
        // At its end, the count stays there and no message is timely any more (RFC 3414 section 2.2.2); a new identifier begins anew.
        if (boots >= int.MaxValue - 1)
            (id, boots) = ([0x80, 0, 0, 0, 5, .. RandomNumberGenerator.GetBytes(12)], 0);
        boots++;
        File.WriteAllText(file + ".new", $"{Convert.ToHexString(id)} {boots}\n");
        File.Move(file + ".new", file, overwrite: true);
        return new LocalEngine(id, boots, time);
    }
}
