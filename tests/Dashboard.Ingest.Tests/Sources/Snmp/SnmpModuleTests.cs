using Dashboard.Ingest.Sources.Snmp.Modules;

namespace Dashboard.Ingest.Tests.Sources.Snmp;

public sealed class SnmpModuleTests
{
    [Fact]
    public void The_modules_that_come_with_the_program_can_all_be_used_together()
    {
        var modules = new SnmpModules();
        Assert.Equal(["bgp4", "entity", "entity_sensor", "host_resources", "if_mib", "ip_mib", "lldp", "node_network", "system", "ucd"], modules.Names.Order(StringComparer.Ordinal));
        var plan = modules.PlanOf(string.Join(',', modules.Names));
        Assert.All(plan.Tables.SelectMany(t => t.Metrics).Concat(plan.Scalars), m => Assert.NotEmpty(m.Help));
        var interfaces = plan.Tables.Single(t => t.Indexes[0].Label == "ifIndex");
        Assert.Equal(interfaces.Values.Count, interfaces.Values.Select(v => v.Oid).Distinct().Count());
        Assert.True(interfaces.Metrics.Count > interfaces.Values.Count);
    }

    [Fact]
    public void A_module_in_the_form_of_snmp_exporter_is_taken()
    {
        var module = SnmpModuleReader.Read("""
            auths:
              public_v2: {version: 2, community: public}
            modules:
              apc:
                walk: [1.3.6.1.4.1.318.1.1.1.2.2]
                get: [1.3.6.1.4.1.318.1.1.1.2.2.1.0]
                metrics:
                - name: upsAdvBatteryCapacity
                  oid: 1.3.6.1.4.1.318.1.1.1.2.2.1.0
                  type: gauge
                  help: The remaining battery capacity - 1.3.6.1.4.1.318.1.1.1.2.2.1
                  scale: 0.01
                - name: neighbour
                  oid: 1.3.6.1.2.1.4.35.1.6
                  type: EnumAsInfo
                  help: State
                  enum_values: {1: reachable, 2: stale}
                  indexes:
                  - {labelname: ifIndex, type: gauge}
                  - {labelname: address, type: InetAddress}
                  lookups:
                  - {labels: [ifIndex], labelname: ifDescr, oid: 1.3.6.1.2.1.2.2.1.2, type: DisplayString}
                  - {labels: [ifIndex], labelname: ifIndex}
            """, "apc.yml").Single();
        Assert.Equal(("apc", 2), (module.Name, module.Metrics.Count));
        Assert.Equal(0.01, module.Metrics[0].Scale);
        Assert.Equal("stale", module.Metrics[1].Names[2]);
        Assert.Equal(SnmpIndexType.InetAddress, module.Metrics[1].Indexes[1].Type);
    }

    [Theory]
    [InlineData("modules: {a: {metrics: [{name: x, oid: 1.3.x, type: gauge}]}}", "m.yml: module a, metric x: '1.3.x' is not an object identifier such as 1.3.6.1.2.1.2.2.1.10.")]
    [InlineData("modules: {a: {metrics: [{name: x, oid: 1.3.6, type: Bits}]}}", "m.yml: module a, metric x: the type 'Bits' is not supported.*")]
    [InlineData("modules: {a: {metrics: [{name: x-y, oid: 1.3.6}]}}", "m.yml: module a, metric x-y: a metric's name has letters, digits and underscores only.")]
    [InlineData("modules: {a: {metrics: [{name: x, oid: 1.3.6, regex_extracts: {}}]}}", "m.yml, line 1: *regex_extracts*")]
    [InlineData("modules: {a: {metrics: [{name: x, oid: 1.3.6, lookups: [{labels: [i], labelname: l, oid: 1.3.6}]}]}}", "m.yml: module a, metric x: the lookup of 'l' goes by 'i', which is no index of the metric.")]
    [InlineData("modules: [", "m.yml, line 1: *")]
    [InlineData("", "m.yml has no modules: they belong below the key 'modules'.")]
    public void What_is_wrong_with_a_file_of_modules_is_said_with_its_place(string yaml, string complaint)
    {
        var e = Assert.Throws<SnmpModuleException>(() => SnmpModuleReader.Read(yaml, "m.yml"));
        Assert.Matches("^" + System.Text.RegularExpressions.Regex.Escape(complaint).Replace("\\*", ".*", StringComparison.Ordinal) + "$", e.Message);
    }

    [Fact]
    public void A_module_that_does_not_exist_is_named_with_those_that_do()
    {
        var e = Assert.Throws<SnmpModuleException>(() => new SnmpModules().PlanOf("if_mib,ifmib"));
        Assert.StartsWith("There is no SNMP module 'ifmib'. There are: bgp4,", e.Message);
    }
}
