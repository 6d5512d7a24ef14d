using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;

namespace Dashboard.Ingest.Sources.Host;

/// <summary>
/// statvfs(3), which tells of files what the base library does not. The layout is that of 64-bit Linux, the same with
/// glibc and musl and on every architecture.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class StatVfs
{
    /// <exception cref="IOException">The call failed; the message says why.</exception>
    public static FileSystemSpace Measure(string mountPoint)
    {
        if (Call(Encoding.UTF8.GetBytes(mountPoint + '\0'), out var answer) != 0)
            throw new IOException(Marshal.GetLastPInvokeErrorMessage());
        double unit = answer.FragmentSize;
        return new FileSystemSpace(answer.Blocks * unit, answer.BlocksFree * unit, answer.BlocksAvailable * unit, answer.Files, answer.FilesFree);
    }

    [DllImport("libc", EntryPoint = "statvfs", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Call(byte[] path, out Answer answer);

    [StructLayout(LayoutKind.Sequential, Size = 256)]
    private struct Answer
    {
        public ulong BlockSize;
        public ulong FragmentSize;
        public ulong Blocks;
        public ulong BlocksFree;
        public ulong BlocksAvailable;
        public ulong Files;
        public ulong FilesFree;
    }
}
