namespace Dashboard.Ingest.Ran.Ves;

/// <summary>What an event is about (common event format 30.2.1, <c>commonEventHeader.domain</c>).</summary>
public enum VesDomain
{
    Fault,
    Heartbeat,
    Measurement,
    MobileFlow,
    Notification,
    Other,
    Perf3gpp,
    PnfRegistration,
    SipSignaling,
    StateChange,
    StndDefined,
    Syslog,
    ThresholdCrossingAlert,
    VoiceQuality,
}
