using System.Text;

namespace Dashboard.Ingest.Sources.Host;

/// <summary>Reads <c>/proc/mounts</c> (fstab(5); blanks in names come as octal escapes).</summary>
public static class ProcMounts
{
    /// <summary>Fills <paramref name="mounts"/> with every mounted file system, in the order of mounting.</summary>
    public static Reading Decode(ReadOnlySpan<byte> text, List<MountEntry> mounts)
    {
        mounts.Clear();
        var reader = new ProcReader(text);
        while (reader.NextLine())
        {
            if (!reader.Field(out var device) || !reader.Field(out _) || !reader.Field(out var type) || !reader.Field(out var options))
            {
                reader.Complain("is not a device, a mount point, a type and options");
                continue;
            }
            mounts.Add(new MountEntry(device.Start..type.End, IsReadOnly(text[options])));
        }
        return reader.Result(mounts.Count);
    }

    /// <summary>Takes a mount's identity apart and puts back the characters that the kernel wrote as a backslash and three octal digits.</summary>
    public static (string Device, string MountPoint, string Type) Parts(string identity)
    {
        var parts = identity.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return parts is [var device, var mountPoint, var type] ? (Unescape(device), Unescape(mountPoint), Unescape(type)) : ("", "", "");
    }

    private static string Unescape(string name)
    {
        if (!name.Contains('\\'))
            return name;
        var octets = Encoding.UTF8.GetBytes(name);
        var length = 0;
        for (var i = 0; i < octets.Length; i++)
        {
            if (octets[i] == '\\' && i + 3 < octets.Length && IsOctal(octets[i + 1]) && IsOctal(octets[i + 2]) && IsOctal(octets[i + 3]))
            {
                octets[length++] = (byte)(((octets[i + 1] - '0') << 6) | ((octets[i + 2] - '0') << 3) | (octets[i + 3] - '0'));
                i += 3;
            }
            else
            {
                octets[length++] = octets[i];
            }
        }
        return Encoding.UTF8.GetString(octets, 0, length);
    }

    private static bool IsOctal(byte digit) => digit is >= (byte)'0' and <= (byte)'7';

    private static bool IsReadOnly(ReadOnlySpan<byte> options)
    {
        foreach (var option in options.Split((byte)','))
        {
            if (options[option].SequenceEqual("ro"u8))
                return true;
        }
        return false;
    }
}

/// <summary>A line of <c>/proc/mounts</c>.</summary>
/// <param name="Identity">Where in the text its device, mount point and type are, for <see cref="ProcMounts.Parts"/>.</param>
/// <param name="ReadOnly">Whether it is mounted read-only.</param>
public readonly record struct MountEntry(Range Identity, bool ReadOnly);
