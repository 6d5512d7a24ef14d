using System.Globalization;
using System.Net;
using System.Text;
using Dashboard.Domain.Kpi;
using Dashboard.Ingest.Kpis;
using Dashboard.Web.Auth;
using Dashboard.Web.Tests.Dashboards;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Api;

/// <summary>What becomes of measurements of slices and of energy, from the doors that they come through to what is said of them.</summary>
public sealed class SlicesAndEnergyTests : IDisposable
{
    private readonly VesListener _listener = new();

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Measurements_of_slices_that_come_by_VES_are_judged_by_their_targets()
    {
        _listener.Clock.Advance(TimeSpan.FromSeconds(10));
        await Measured(("DRB.UEThpDl.01-06E442", 8000), ("DRB.PacketLossRateUl.02", 20), ("DRB.RlcSduDelayDl.02", 4), ("DRB.AirIfDelayDl.02", 5));
        await VesListener.Until(async () => (await _listener.Values("DRB_AirIfDelayDl", ("snssai", "02"))).Length == 1);
        _listener.Clock.Advance(TimeSpan.FromSeconds(5));
        var polls = 0;
        await VesListener.Until(async () =>
        {
            if (++polls % 50 == 0)
                _listener.Clock.Advance(TimeSpan.FromSeconds(5));
            return (await _listener.Values("slice_sla_state", ("target", "urllc-latency"))).Length > 0;
        });

        // 8 of 10 Mbit/s; 20 of a million packets where 10 may be lost; 0.9 of 1 ms.
        await _listener.Holds([1], "slice_bad_ratio", ("target", "embb-throughput"), ("snssai", "01-06E442"), ("service", "eMBB"));
        Assert.Equal(-1, (await _listener.Values("slice_error_budget_remaining_ratio", ("target", "urllc-reliability")))[0], 9);
        Assert.Equal((double)TargetState.Broken, (await _listener.Values("slice_sla_state", ("target", "urllc-reliability"), ("snssai", "02")))[0]);
        Assert.Equal((double)TargetState.Met, (await _listener.Values("slice_sla_state", ("target", "urllc-latency"), ("snssai", "02")))[0]);
        Assert.Equal(0, (await _listener.Values("slice_burn_rate", ("target", "urllc-latency"), ("window", "1h")))[0]);
    }

    [Fact]
    public async Task Energy_by_VES_and_load_by_PM_files_become_KPIs_and_what_a_file_doubts_is_marked()
    {
        await Measured(("PEE.Energy", 1.5), ("facility_energy_kwh", 2), ("it_energy_kwh", 1.6), ("renewable_energy_kwh", 0.5));
        Assert.Null(_listener.Server.Services.GetRequiredService<ApiTokens>().Create("pm", ApiToken.Write, null, LibraryRoom.Ada, out var token));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/pm-files?name=A20251231.2345+0000-0000+0000_gnb-1.xml", UriKind.Relative)) { Content = new StringContent(PmFile, Encoding.UTF8, "application/xml") };
        request.Headers.Authorization = new("Bearer", token);
        using var answer = await _listener.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await VesListener.Until(async () => (await _listener.Values("RRU_PrbTotDl", ("cell", "gnb-1-2"))).Length == 1 && (await _listener.Values("renewable_energy_kwh")).Length == 1);

        Assert.Equal(1.25, (await One("pue", KpiLevel.Network)).Value, 9);
        Assert.Equal(25, (await One("renewable-share", KpiLevel.Network)).Value, 9);
        // 4,000 Mbit are half a gigabyte.
        Assert.Equal(3000, (await One("energy-per-volume", KpiLevel.Network)).Value, 9);
        Assert.Equal((5, "The source doubts some of what it measured."), await One("prb-utilisation-dl", KpiLevel.Cell, "gnb-1-1"));
        Assert.Equal((60, null), await One("prb-utilisation-dl", KpiLevel.Cell, "gnb-1-2"));
        Assert.Equal(900, (await One("sleep-time", KpiLevel.Cell, "gnb-1-1")).Value);
    }

    private const string PmFile = """
        <?xml version="1.0"?><measDataFile xmlns="http://www.3gpp.org/ftp/specs/archive/28_series/28.532#measData"><fileHeader fileFormatVersion="28.532" vendorName="Any" dnPrefix="SubNetwork=ran">
        <fileSender senderName="gnb-1" senderType="gNB"/><measData beginTime="2025-12-31T23:45:00Z"/></fileHeader><measData><measEntity localDn="ManagedElement=gnb-1"/><measInfo measInfoId="1">
        <granPeriod duration="PT900S" endTime="2026-01-01T00:00:00Z"/><repPeriod duration="PT900S"/><measTypes>RRU.PrbTotDl DRB.PdcpSduVolumeDL DRB.PdcpSduVolumeUL</measTypes>
        <measValue measObjLdn="GNBDUFunction=1,NRCellDU=1"><measResults>5 900 100</measResults><suspect>true</suspect></measValue>
        <measValue measObjLdn="GNBDUFunction=1,NRCellDU=2"><measResults>60 2700 300</measResults></measValue>
        </measInfo></measData><fileFooter><measData endTime="2026-01-01T00:00:00Z"/></fileFooter></measDataFile>
        """;

    // Measurements of one base station of a period that ends now.
    private Task Measured(params (string Type, double Value)[] results)
    {
        var types = string.Join(',', results.Select(static r => $"\"{r.Type}\""));
        var values = string.Join(',', results.Select(static (r, i) => string.Create(CultureInfo.InvariantCulture, $"{{\"p\":{i + 1},\"rValue\":{r.Value}}}")));
        var now = _listener.Clock.NowMs * 1000;
        return _listener.Take(VesEvents.One(VesEvents.Event(
            "perf3gpp",
            $$$"""
            "perf3gppFields":{"perf3gppFieldsVersion":"1.0","measDataCollection":{"granularityPeriod":10,"measuredEntityDn":"SubNetwork=ran,ManagedElement=gnb-1",
            "measInfoList":[{"measInfoId":{"sMeasInfoId":"1"},"measTypes":{"sMeasTypesList":[{{{types}}}]},"measValuesList":[{"measObjInstId":"GNBDUFunction=1","suspectFlag":"false","measResults":[{{{values}}}]}]}]}}
            """,
            id: "slices", start: $"{now - 10_000_000}", last: $"{now}")));
    }

    private async Task<(double Value, string? Flaw)> One(string kpi, KpiLevel level, string cell = "")
    {
        var catalogue = _listener.Server.Services.GetRequiredService<KpiCatalogue>();
        var answer = Assert.Single(await catalogue.Report([catalogue.Find(kpi)!.Formula], level, TimeSpan.FromHours(1), at: null, CancellationToken.None));
        Assert.Null(answer.Error);
        return answer.Values.Where(v => v.Labels.Get("cell") == cell).Select(static v => (v.Value, v.Flaw)).Single();
    }
}
