using Dashboard.Web.Hosting;
using Microsoft.AspNetCore.Connections;

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
catch (IOException e) when (e.InnerException is AddressInUseException)
{
    await Console.Error.WriteLineAsync($"The NOC dashboard cannot start: another program listens there already ({e.Message}) Stop it, or choose another address with --urls.");
    return 1;
}
catch (IOException e)
{
    // What is to outlive the program cannot be used; the message says which file, why, and what to do.
    await Console.Error.WriteLineAsync($"The NOC dashboard cannot start: {e.Message}");
    return 1;
}
