using Dashboard.Domain.Inventory;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Inventory;
using Dashboard.Ingest.Sources.Snmp;
using Dashboard.Ingest.Sources.Snmp.Modules;
using Dashboard.Ingest.Sources.Snmp.Traps;

namespace Dashboard.Web.Hosting;

/// <summary>Registers what speaks SNMP, and the inventory that it fills.</summary>
internal static class SnmpServices
{
    /// <exception cref="SettingsException">A setting is not allowed, or a file of modules cannot be used.</exception>
    public static void AddSnmp(this IServiceCollection services, IConfiguration configuration, DataDirectory data)
    {
        var options = Settings.Read<SnmpOptions>(configuration, SnmpOptions.Section);
        var devices = Settings.ReadList<SnmpDeviceOptions>(configuration, SnmpDeviceOptions.Section);
        if (SnmpDeviceOptions.Complaint(devices) is { } complaint)
            throw new SettingsException(complaint);
        try
        {
            var modules = new SnmpModules(options.ModuleFiles.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
            foreach (var device in devices)
                modules.PlanOf(device.Modules);
            services.AddSingleton(modules);
        }
        catch (SnmpModuleException e)
        {
            throw new SettingsException(e.Message);
        }
        var users = Settings.ReadList<SnmpUserOptions>(configuration, SnmpUserOptions.Section);
        if (SnmpUserOptions.Complaint(users) is { } refused)
            throw new SettingsException(refused);
        services.AddSingleton(users);
        services.AddSingleton(Settings.Read<SnmpTrapOptions>(configuration, SnmpTrapOptions.Section));
        services.AddSingleton(s => LocalEngine.Start(data.File("snmp-engine"), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(options);
        services.AddSingleton(devices);
        services.AddSingleton(new DeviceInventory());
        services.AddSingleton<ITelemetrySource, SnmpSource>();
        services.AddSingleton<ITelemetrySource, SnmpTrapSource>();
        // Asked for when it is needed: the targets know every source, of which the inventory is one.
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<InventorySource>(s, () => s.GetRequiredService<Targets>().Devices()));
        services.AddSingleton<ITelemetrySource>(s => s.GetRequiredService<InventorySource>());
    }
}
