using Dashboard.Domain.Inventory;

namespace Dashboard.Domain.Tests.Inventory;

public sealed class DeviceDirectoryTests
{
    [Fact]
    public void What_is_heard_of_in_several_ways_is_listed_once()
    {
        var device = new Device { Instance = "core", Address = "192.0.2.1:161", SeenAt = 1, Name = "core.example.net" };
        var known = DeviceDirectory.Of([device], [("192.0.2.1", "flows"), ("CORE", "neighbours"), ("192.0.2.1", "flows"), ("192.0.2.9", "flows")]);
        Assert.Equal(["192.0.2.9: flows", "core: SNMP, flows, neighbours"], known.Select(static k => $"{k.Name}: {string.Join(", ", k.KnownBy)}"));
        Assert.Same(device, known[1].Polled);
    }

    [Theory]
    [InlineData("Cisco IOS Software, C2960 Software (C2960-LANBASEK9-M), Version 15.0(2)SE11, RELEASE SOFTWARE (fc3)", "15.0(2)SE11")]
    [InlineData("Juniper Networks, Inc. mx480 internet router, kernel JUNOS 18.4R1.8, Build date: 2018", "18.4R1.8")]
    [InlineData("Arista Networks EOS version 4.21.8M running on an Arista Networks DCS-7150S-24", "4.21.8M")]
    [InlineData("TiMOS-C-20.10.R4 cpm/x86_64 Nokia 7750 SR Copyright (c) 2000-2021 Nokia.", "20.10.R4")]
    [InlineData("Linux host 5.15.0-91-generic #101-Ubuntu SMP x86_64", "5.15.0-91-generic")]
    [InlineData("a box", "")]
    public void The_software_is_read_from_what_a_device_says_it_is(string description, string software) =>
        Assert.Equal(software, new Device { Instance = "x", Address = "x", SeenAt = 1, Description = description }.Software);

    [Fact]
    public void A_chassis_that_tells_its_software_is_believed_first() =>
        Assert.Equal(("MX480", "19.1"), (Chassis.Model, Chassis.Software));

    private static Device Chassis => new()
    {
        Instance = "x",
        Address = "x",
        SeenAt = 1,
        Description = "kernel JUNOS 18.4R1.8",
        Modules = [new DeviceModule(2, 1, 6, "psu", "", "PSU", "", "", ""), new DeviceModule(1, 0, 3, "chassis", "", "MX480", "JN1", "", "19.1")],
    };
}
