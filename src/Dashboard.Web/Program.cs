using Dashboard.Web.Hosting;

try
{
    await using var app = NocHost.Build(args);
    await app.RunAsync();
    return 0;
}
catch (SettingsException e)
{
    await Console.Error.WriteLineAsync($"The NOC dashboard cannot start: {e.Message}");
    return 1;
}
