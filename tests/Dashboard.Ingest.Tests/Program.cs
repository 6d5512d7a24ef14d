using Dashboard.Ingest.Tests.Storage.Sqlite.Alarms;
using Dashboard.Ingest.Tests.Storage.Sqlite.History;
using Dashboard.Ingest.Tests.Storage.Sqlite.Logs;
using Dashboard.Ingest.Tests.Storage.Traces;

// The tests are run by their host; this entry is for those that need a process of their own.
switch (args)
{
    case [KillVictim.Command, var scratch]:
        await KillVictim.Run(scratch, Console.In, Console.Out);
        break;
    case [LogKillVictim.Command, var folder]:
        await LogKillVictim.Run(folder, Console.Out);
        break;
    case [AlarmKillVictim.Command, var file]:
        AlarmKillVictim.Run(file, Console.Out);
        break;
    case [TraceKillVictim.Command, var spans]:
        await TraceKillVictim.Run(spans, Console.Out);
        break;
    default:
        break;
}
