using System.Text;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Snmp;
using Dashboard.Web.Components.Sources;
using Dashboard.Web.Tests.Auth;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Sources;

/// <summary>Targets as the program keeps them: nothing listens where they are, which is all the same here.</summary>
public sealed class TargetsTests
{
    private const string Secret = "a-community-to-hide";

    private static readonly SnmpDeviceOptions Router = new() { Address = "127.0.0.1:9", Instance = "router", Community = Secret, Timeout = TimeSpan.FromMilliseconds(100), Retries = 0 };

    [Fact]
    public void What_was_added_and_paused_survives_a_restart_and_lies_encrypted()
    {
        using var data = new TemporaryDirectory();
        using (var server = new RunningDashboard(data.Path))
        {
            var targets = TargetsOf(server);
            Assert.Null(targets.Add("snmp", Router, "anna"));
            Assert.Null(targets.Add("snmp", Router with { Instance = "other" }, "anna"));
            Assert.Null(targets.Pause("snmp", "other", "bert"));
        }
        // The history closes its files in its own time; targets are in none of them.
        Assert.DoesNotContain(Directory.GetFiles(data.Path, "*", SearchOption.AllDirectories).Where(static f => !Path.GetFileName(f).StartsWith("history.db", StringComparison.Ordinal)), static f => Holds(f, Secret));

        using var again = new RunningDashboard(data.Path);
        var rows = TargetsOf(again).Of("snmp");
        Assert.Equal([("other", true, "bert"), ("router", false, "anna")], rows.Select(static r => (r.Name, r.IsPaused, r.Actor)));
        Assert.Equal(["router"], Source(again).Targets().Select(static t => t.Name));
        Assert.Null(TargetsOf(again).Resume("snmp", "other", "anna"));
        Assert.Null(TargetsOf(again).Remove("snmp", "router"));
        Assert.Equal(["other"], Source(again).Targets().Select(static t => t.Name));
    }

    [Fact]
    public void What_the_settings_say_can_be_paused_over_restarts_but_not_removed()
    {
        using var data = new TemporaryDirectory();
        (string, string)[] settings = [("Noc:Snmp:Devices:0:Address", "127.0.0.1:9"), ("Noc:Snmp:Devices:0:Instance", "configured")];
        using (var server = new RunningDashboard(data.Path, settings: settings))
        {
            Assert.Contains("settings say", TargetsOf(server).Remove("snmp", "configured"), StringComparison.Ordinal);
            Assert.Null(TargetsOf(server).Pause("snmp", "configured", "anna"));
        }
        using var again = new RunningDashboard(data.Path, settings: settings);
        Assert.Empty(Source(again).Targets());
        Assert.True(Assert.Single(TargetsOf(again).Of("snmp")).IsPaused);
        Assert.Null(TargetsOf(again).Resume("snmp", "configured", "anna"));
        Assert.Equal("configured", Assert.Single(Source(again).Targets()).Name);
        Assert.False(Assert.Single(TargetsOf(again).Of("snmp")).IsAdded);
    }

    [Fact]
    public void Settings_whose_key_is_lost_are_said_and_can_be_removed()
    {
        using var data = new TemporaryDirectory();
        using (var server = new RunningDashboard(data.Path))
            Assert.Null(TargetsOf(server).Add("snmp", Router, "anna"));
        Directory.Delete(Path.Combine(data.Path, "keys"), recursive: true);

        using var again = new RunningDashboard(data.Path);
        Assert.Contains("cannot be decrypted", Assert.Single(TargetsOf(again).Of("snmp")).Complaint, StringComparison.Ordinal);
        Assert.Null(TargetsOf(again).Remove("snmp", "router"));
        Assert.Empty(TargetsOf(again).Of("snmp"));
    }

    [Fact]
    public void A_name_that_is_taken_is_refused_and_nothing_is_kept_of_it()
    {
        using var server = new RunningDashboard();
        var targets = TargetsOf(server);
        Assert.Null(targets.Add("snmp", Router, "anna"));
        Assert.Equal("'router' is there already.", targets.Add("snmp", Router, "anna"));
        Assert.Contains("no community", targets.Add("snmp", Router with { Instance = "x", Community = "" }, "anna"), StringComparison.Ordinal);
        Assert.Single(targets.Of("snmp"));
    }

    [Fact]
    public void A_form_reads_every_kind_of_field_and_says_which_is_wrong()
    {
        var fields = TargetField.Of(typeof(SnmpDeviceOptions));
        Assert.Equal(["AuthPassword", "Community", "PrivPassword"], fields.Where(static f => f.IsSecret).Select(static f => f.Name).Order());
        Assert.Equal(["V1", "V2c", "V3"], fields.Single(static f => f.Name == "Version").Choices);
        var read = (SnmpDeviceOptions?)TargetField.Read(typeof(SnmpDeviceOptions), new Dictionary<string, string> { ["Address"] = " 10.0.0.1 ", ["Retries"] = "4", ["Interval"] = "00:01:00", ["Version"] = "V1", ["Context"] = "" }, "device", out var complaint);
        Assert.Null(complaint);
        Assert.Equal(new SnmpDeviceOptions { Address = "10.0.0.1", Retries = 4, Interval = TimeSpan.FromMinutes(1), Version = Ingest.Sources.Snmp.Messages.SnmpVersion.V1 }, read);
        Assert.Null(TargetField.Read(typeof(SnmpDeviceOptions), new Dictionary<string, string> { ["Address"] = "10.0.0.1", ["Retries"] = "many" }, "device", out complaint));
        Assert.Equal("device:Retries = 'many' is not allowed: it must be a whole number from 0 to 10.", complaint);
    }

    private static Targets TargetsOf(RunningDashboard server) => server.Services.GetRequiredService<Targets>();

    private static ITargetSource Source(RunningDashboard server) => TargetsOf(server).SourceOf("snmp")!;

    private static bool Holds(string file, string text)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.GetBuffer().AsSpan(0, (int)memory.Length).IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
    }
}
