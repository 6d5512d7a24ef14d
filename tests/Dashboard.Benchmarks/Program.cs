using BenchmarkDotNet.Running;
using Dashboard.Benchmarks.Alarms;
using Dashboard.Benchmarks.Analytics;
using Dashboard.Benchmarks.Comparison;
using Dashboard.Benchmarks.Flows;
using Dashboard.Benchmarks.Logs;
using Dashboard.Benchmarks.Pages;
using Dashboard.Benchmarks.Screens;
using Dashboard.Benchmarks.Sources;
using Dashboard.Benchmarks.Storage;
using Dashboard.Benchmarks.Syslog;
using Dashboard.Benchmarks.TimeSeries;
using Dashboard.Benchmarks.Tracing;

// "cache", "history", "pages", "flows", "syslog", "logs", "traces", "scrape", "addresses", "alarms", "detection", "detector", "forecasts", "patterns", "gnmi", "otlp", "pm" and "ves" print short tables within a minute, "snmp" one within four, "screens" one within five, "compare" one within eight, "soak" watches a wall, "forecast" and "nab" write files for others to score; anything else goes to BenchmarkDotNet, which is exact and slow.
switch (args)
{
    case ["cache", ..]:
        CacheTable.Print(Console.Out);
        break;
    case ["history", ..]:
        await HistoryTable.Print(Console.Out);
        break;
    case ["pages", ..]:
        await PageLoads.Print(Console.Out);
        break;
    case ["flows", ..]:
        await FlowTable.Print(Console.Out);
        break;
    case ["syslog", ..]:
        await SyslogTable.Print(Console.Out);
        break;
    case ["logs", ..]:
        await LogTable.Print(Console.Out);
        break;
    case ["traces", ..]:
        TraceStoreTable.Print(Console.Out);
        break;
    case ["addresses", ..]:
        await AddressTable.Print(Console.Out);
        break;
    case ["alarms", ..]:
        AlarmTable.Print(Console.Out);
        break;
    case ["detection", ..]:
        await DetectionTable.Print(Console.Out);
        break;
    case ["forecasts", ..]:
        ForecastTable.Print(Console.Out);
        break;
    case [ForecastFile.Command, .. var options]:
        return ForecastFile.Run(options) ? 0 : 1;
    case ["detector", ..]:
        DetectorTable.Print(Console.Out);
        break;
    case ["patterns", ..]:
        PatternTable.Print(Console.Out);
        break;
    case ["nab", .. var files]:
        return ScoreFiles.Run(files, Console.Out);
    case ["scrape", ..]:
        await ScrapeTable.Print(Console.Out);
        break;
    case ["pm", ..]:
        await PmTable.Print(Console.Out);
        break;
    case ["ves", ..]:
        await VesTable.Print(Console.Out);
        break;
    case ["otlp", ..]:
        await OtlpTable.Print(Console.Out);
        break;
    case ["snmp", ..]:
        await SnmpTable.Print(Console.Out);
        break;
    case ["gnmi", ..]:
        await GnmiTable.Print(Console.Out);
        break;
    case [SnmpAgents.Command, var devices, var interfaces]:
        await SnmpAgents.Run(int.Parse(devices), int.Parse(interfaces));
        break;
    case ["screens", .. var measured]:
        await ScreenTable.Print(measured, Console.Out);
        break;
    case ["soak", .. var minutes]:
        return await Soak.Run(minutes, Console.Out) ? 0 : 1;
    case ["compare", .. var parts]:
        await ServerComparison.Print(parts, Console.Out);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}
return 0;
