using Dashboard.Ingest.Tests.Storage.Sqlite.History;

// The tests are run by their host; this entry is for those that need a process of their own.
if (args is [KillVictim.Command, var scratch])
    await KillVictim.Run(scratch, Console.In, Console.Out);
