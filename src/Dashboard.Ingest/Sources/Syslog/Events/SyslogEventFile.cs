namespace Dashboard.Ingest.Sources.Syslog.Events;

/// <summary>A file of known messages as it is written.</summary>
internal sealed class SyslogEventFile
{
    /// <summary>What messages can mean, by the event's type; one file says it for all.</summary>
    public Dictionary<string, TypeEntry> Types { get; init; } = []; // bound: the file's text

    public List<MessageEntry> Messages { get; init; } = []; // bound: the file's text

    internal sealed class TypeEntry
    {
        public string Severity { get; init; } = "";

        public string Object { get; init; } = "";

        public string Says { get; init; } = "";

        public bool Security { get; init; }

        public bool Quiet { get; init; }

        /// <summary>The type of the alarm that it raises or clears; empty where it does neither.</summary>
        public string Alarm { get; init; } = "";

        /// <summary>The alarm's probable cause.</summary>
        public string Cause { get; init; } = "";

        /// <summary>What may be done about it.</summary>
        public string Repair { get; init; } = "";

        /// <summary>Whether the alarm is over with it, though it is bad in itself.</summary>
        public bool Clears { get; init; }
    }

    internal sealed class MessageEntry
    {
        /// <summary>The message's id or mnemonic; or else the application.</summary>
        public string Id { get; init; } = "";

        public string App { get; init; } = "";

        /// <summary>A <see cref="SyslogPattern"/>; empty where the id says it all.</summary>
        public string Text { get; init; } = "";

        public string Event { get; init; } = "";

        /// <summary>A whole message that is of this kind, for the tests.</summary>
        public string Example { get; init; } = "";

        /// <summary>The managed object of the example, for the tests.</summary>
        public string Managed { get; init; } = "";
    }
}
