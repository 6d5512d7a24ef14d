using Dashboard.Web.Hosting;
using Dashboard.Web.Tests.Auth;

namespace Dashboard.Web.Tests.Hosting;

public sealed class SnmpSettingsTests
{
    private const string Secret = "s3cr3t!";

    [Theory]
    [InlineData("Noc:Snmp:Devices: r1: the authentication password of user 'ops' is shorter than 8 characters.", "Devices:0:Address=r1", "Devices:0:Version=V3", "Devices:0:User=ops", "Devices:0:Authentication=Sha256", $"Devices:0:AuthPassword={Secret}")]
    [InlineData("Noc:Snmp:Devices: two devices are called 'r1'; give one another instance.", "Devices:0:Address=r1", "Devices:1:Address=r1", $"Devices:1:Community={Secret}")]
    [InlineData("Noc:Snmp:Devices:0:Version = ", "Devices:0:Address=r1", "Devices:0:Version=7", $"Devices:0:Community={Secret}")]
    [InlineData("There is no SNMP module 'ifmib'. There are: bgp4, ", "Devices:0:Address=r1", "Devices:0:Modules=ifmib", $"Devices:0:Community={Secret}")]
    [InlineData("Noc:Snmp:Users: the privacy password of user 'ops' is shorter than 8 characters.", "Users:0:Name=ops", "Users:0:Authentication=Sha1", $"Users:0:AuthPassword={Secret}{Secret}", "Users:0:Privacy=Aes128", $"Users:0:PrivPassword={Secret}")]
    public void What_is_wrong_is_named_at_the_start_and_no_secret_with_it(string sentence, params string[] settings)
    {
        using var data = new TemporaryDirectory();
        var refusal = Assert.Throws<SettingsException>(() => NocHost.Build([$"--Noc:DataDirectory={data.Path}", .. settings.Select(s => $"--Noc:Snmp:{s}")]));
        Assert.StartsWith(sentence, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_modules_that_cannot_be_used_is_named_with_the_line()
    {
        using var data = new TemporaryDirectory();
        var file = Path.Combine(data.Path, "ups.yml");
        Directory.CreateDirectory(data.Path);
        File.WriteAllText(file, "modules:\n  ups:\n    metrics:\n    - {name: x, oid: 1.3.6, colour: red}\n");
        var refusal = Assert.Throws<SettingsException>(() => NocHost.Build([$"--Noc:DataDirectory={data.Path}", $"--Noc:Sources:Snmp:ModuleFiles={file}"]));
        Assert.StartsWith($"{file}, line 4: ", refusal.Message, StringComparison.Ordinal);
    }
}
