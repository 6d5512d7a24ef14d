using BenchmarkDotNet.Running;
using Dashboard.Benchmarks.TimeSeries;

// "cache" prints a short table within a minute; anything else goes to BenchmarkDotNet, which is exact and slow.
if (args is ["cache", ..])
{
    CacheTable.Print(Console.Out);
    return;
}
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
