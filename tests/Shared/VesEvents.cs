using System.Text;

namespace Dashboard.Tests;

/// <summary>Events of VES 7.2.1, one of each domain, written by hand from the common event format 30.2.1.</summary>
internal static class VesEvents
{
    /// <summary>2026-01-01 00:00 UTC in microseconds.</summary>
    public const long NewYear = 1_767_225_600_000_000;

    /// <summary>Fields of a domain's block, by domain.</summary>
    public static readonly IReadOnlyDictionary<string, string> Blocks = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["fault"] = """
            "faultFields":{"faultFieldsVersion":"4.0","alarmCondition":"linkDown","alarmInterfaceA":"eth0","eventCategory":"link","eventSeverity":"MAJOR","eventSourceType":"port",
            "specificProblem":"fronthaul link lost","vfStatus":"Active","alarmAdditionalInformation":{"probableCause":"linkFailure","alarmType":"COMMUNICATIONS_ALARM"}}
            """,
        ["heartbeat"] = """ "heartbeatFields":{"heartbeatFieldsVersion":"3.0","heartbeatInterval":20} """,
        ["measurement"] = """
            "measurementFields":{"measurementFieldsVersion":"4.0","measurementInterval":900,"requestRate":12.5,"concurrentSessions":7,
            "cpuUsageArray":[{"cpuIdentifier":"cpu1","percentUsage":34.5,"cpuIdle":65.5},{"percentUsage":11,"cpuIdentifier":"cpu2"}],
            "memoryUsageArray":[{"vmIdentifier":"vm1","memoryFree":1000,"memoryUsed":3000}],
            "nicPerformanceArray":[{"nicIdentifier":"eth0","valuesAreSuspect":"true","receivedOctetsAccumulated":123456789012,"operationalState":"inService"}],
            "latencyDistribution":[{"countsInTheBucket":5,"lowEndOfLatencyBucket":0,"highEndOfLatencyBucket":10}],
            "loadArray":[{"shortTerm":0.5}],
            "featureUsageArray":{"carrierAggregation":"4"},
            "ipmi":{"ipmiFanArray":[{"fanIdentifier":"fan1","fanSpeed":4200}],"exitAirTemperature":31},
            "additionalMeasurements":[{"name":"radio","hashMap":{"rsrp":"-95.5","state":"locked"}}]}
            """,
        ["mobileFlow"] = """
            "mobileFlowFields":{"mobileFlowFieldsVersion":"4.0","flowDirection":"Source","ipProtocolType":"TCP","ipVersion":"IPv4","otherEndpointIpAddress":"192.0.2.1",
            "otherEndpointPort":80,"reportingEndpointIpAddr":"192.0.2.2","reportingEndpointPort":2152,"gtpPerFlowMetrics":{"avgBitErrorRate":0,"avgPacketDelayVariation":1,
            "avgPacketLatency":2,"avgReceiveThroughput":3,"avgTransmitThroughput":4,"flowActivationEpoch":1767225600,"flowActivationMicrosec":1,"flowDeactivationEpoch":1767225601,
            "flowDeactivationMicrosec":1,"flowDeactivationTime":"Thu, 01 Jan 2026 00:00:01 +0000","flowStatus":"inactive","maxPacketDelayVariation":1,"numActivationFailures":0,
            "numBitErrors":0,"numBytesReceived":1,"numBytesTransmitted":1,"numDroppedPackets":0,"numL7BytesReceived":1,"numL7BytesTransmitted":1,"numLostPackets":0,
            "numOutOfOrderPackets":0,"numPacketErrors":0,"numPacketsReceivedExclRetrans":1,"numPacketsReceivedInclRetrans":1,"numPacketsTransmittedInclRetrans":1,"numRetries":0,
            "numTimeouts":0,"numTunneledL7BytesReceived":1,"roundTripTime":1,"timeToFirstByte":1}}
            """,
        ["notification"] = """
            "notificationFields":{"notificationFieldsVersion":"2.0","changeIdentifier":"PM_MEAS_FILES","changeType":"FileReady","arrayOfNamedHashMap":[{"name":"A20260101.0000+0000-0015+0000_gnb-1.xml.gz",
            "hashMap":{"location":"https://gnb-1.example.net/pm/A20260101.0000+0000-0015+0000_gnb-1.xml.gz","compression":"gzip","fileFormatType":"org.3GPP.32.435#measCollec","fileFormatVersion":"V10"}}]}
            """,
        ["other"] = """ "otherFields":{"otherFieldsVersion":"3.0","hashMap":{"colour":"blue"}} """,
        ["perf3gpp"] = """
            "perf3gppFields":{"perf3gppFieldsVersion":"1.0","measDataCollection":{"granularityPeriod":900,"measuredEntityDn":"SubNetwork=ran,ManagedElement=gnb-1","measuredEntitySoftwareVersion":"r1",
            "measInfoList":[{"measInfoId":{"sMeasInfoId":"PM=1,PmGroup=NRCellDU"},"jobId":"job1","measTypes":{"sMeasTypesList":["RRU.PrbTotDl","DRB.UEThpDl","RRC.ConnMean"]},
            "measValuesList":[{"measObjInstId":"GNBDUFunction=1,NRCellDU=1","suspectFlag":"false","measResults":[{"p":1,"iValue":42},{"p":2,"rValue":1234.5},{"p":3,"isNull":"true"}]},
            {"measObjInstId":"GNBDUFunction=1,NRCellDU=2","suspectFlag":"true","measResults":[{"p":1,"sValue":"17"}]}]}]}}
            """,
        ["pnfRegistration"] = """
            "pnfRegistrationFields":{"pnfRegistrationFieldsVersion":"2.1","macAddress":"02:42:f7:d4:62:ce","manufactureDate":"16012025","modelNumber":"AJ02","oamV4IpAddress":"10.20.30.40",
            "oamV6IpAddress":"2001:db8::1","serialNumber":"6061ZW3","softwareVersion":"5gDUv18.05.201","unitFamily":"BBU","unitType":"Airscale","vendorName":"Nokia"}
            """,
        ["sipSignaling"] = """
            "sipSignalingFields":{"sipSignalingFieldsVersion":"3.0","correlator":"c1","localIpAddress":"192.0.2.1","localPort":"5060","remoteIpAddress":"192.0.2.2","remotePort":"5060",
            "vendorNfNameFields":{"vendorName":"V"}}
            """,
        ["stateChange"] = """ "stateChangeFields":{"stateChangeFieldsVersion":"4.0","newState":"outOfService","oldState":"inService","stateInterface":"card-3"} """,
        ["stndDefined"] = """
            "stndDefinedFields":{"stndDefinedFieldsVersion":"1.0","schemaReference":"https://forge.3gpp.org/rep/sa5/MnS/blob/Rel-18/OpenAPI/TS28532_FaultMnS.yaml#components/schemas/NotifyNewAlarm",
            "data":{"href":"https://gnb-1.example.net/1","notificationId":1,"notificationType":"notifyNewAlarm","eventTime":"2026-01-01T00:00:00Z","systemDN":"SubNetwork=ran,ManagedElement=gnb-1",
            "alarmId":"a-17","alarmType":"EQUIPMENT_ALARM","probableCause":"powerProblem","specificProblem":"rectifier 2 failed","perceivedSeverity":"CRITICAL","rootCauseIndicator":true,
            "proposedRepairActions":"replace the rectifier","additionalText":"48 V feed"}}
            """,
        ["syslog"] = """
            "syslogFields":{"syslogFieldsVersion":"4.0","eventSourceType":"host","syslogMsg":"authentication failed for root","syslogTag":"SSHD","syslogProc":"sshd","syslogProcId":4711,"syslogPri":35,
            "syslogFacility":4,"syslogSev":"Error","syslogMsgHost":"gnb-1-oam"}
            """,
        ["thresholdCrossingAlert"] = """
            "thresholdCrossingAlertFields":{"thresholdCrossingFieldsVersion":"4.0","alertAction":"SET","alertType":"INTERFACE-ANOMALY","alertDescription":"IF-ERRDROP","eventSeverity":"MINOR","interfaceName":"eth0",
            "collectionTimestamp":"Thu, 01 Jan 2026 00:00:00 +0000","eventStartTimestamp":"Thu, 01 Jan 2026 00:00:00 +0000",
            "additionalParameters":[{"criticality":"MAJ","thresholdCrossed":"packetLoss","hashMap":{"packetLoss":"12.5"}}]}
            """,
        ["voiceQuality"] = """
            "voiceQualityFields":{"voiceQualityFieldsVersion":"4.0","calleeSideCodec":"AMR","callerSideCodec":"AMR","correlator":"c1","midCallRtcp":"AA==","vendorNfNameFields":{"vendorName":"V"},
            "endOfCallVqmSummaries":{"adjacencyName":"a","endpointDescription":"Caller","mosCqe":4.1}}
            """,
    };

    /// <summary>An event of a domain from <c>gnb-1</c>.</summary>
    public static string Event(string domain, string? block = null, string id = "e-1", long sequence = 0, string start = "1767225600000000", string last = "1767225600000000", string? space = null, string source = "gnb-1")
    {
        var name = domain == "stndDefined" ? $"\"stndDefinedNamespace\":\"{space ?? "3GPP-FaultSupervision"}\"," : "";
        return $$"""
            {"commonEventHeader":{"domain":"{{domain}}","eventId":"{{id}}","eventName":"{{domain}}_RAN","eventType":"applicationNf","sequence":{{sequence}},"priority":"Normal","sourceName":"{{source}}",
            "reportingEntityName":"ems-1","nfVendorName":"Acme",{{name}}"startEpochMicrosec":{{start}},"lastEpochMicrosec":{{last}},"version":"4.1","vesEventListenerVersion":"7.2.1"},{{block ?? Blocks[domain]}}}
            """;
    }

    /// <summary>A body with one event.</summary>
    public static string Body(string domain, string? block = null) => One(Event(domain, block));

    /// <summary>A body with one event.</summary>
    public static string One(string one) => $$"""{"event":{{one}}}""";

    /// <summary>A body with several.</summary>
    public static string Batch(params string[] events) => $$"""{"eventList":[{{string.Join(',', events)}}]}""";

    public static byte[] Octets(string body) => Encoding.UTF8.GetBytes(body);
}
