using Dashboard.Domain.Alarms;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Ran.Ves;

/// <summary>What an event says of an alarm, by whatever block it came, in the terms of X.733. The one place where RAN events become events of the dashboard.</summary>
internal sealed record VesAlarm
{
    /// <summary>Milliseconds since 1970-01-01 UTC.</summary>
    public required long Timestamp { get; init; }

    /// <summary>What is in trouble: a managed object's name.</summary>
    public required string ManagedObject { get; init; }

    public required PerceivedSeverity Severity { get; init; }

    /// <summary>Its category (X.733 section 8.1.1), as it came; may be empty.</summary>
    public string AlarmType { get; init; } = "";

    /// <summary>Its probable cause (X.733 section 8.1.2.1), as it came.</summary>
    public string ProbableCause { get; init; } = "";

    /// <summary>Its specific problem (X.733 section 8.1.2.2); may be empty.</summary>
    public string SpecificProblem { get; init; } = "";

    /// <summary>What to do about it; may be empty.</summary>
    public string ProposedRepair { get; init; } = "";

    /// <summary>What tells it from others of its source.</summary>
    public string AlarmId { get; init; } = "";

    /// <summary>A sentence for people.</summary>
    public string Text { get; init; } = "";

    /// <summary>What else may say which type it is where <see cref="AlarmType"/> does not: the kind of what is in trouble.</summary>
    public string SourceType { get; init; } = "";

    /// <summary>Whether it says how bad it is; what does not changes no alarm.</summary>
    public bool IsRated { get; init; } = true;

    /// <param name="door">The door that it came by.</param>
    public EventRecord ToRecord(string door)
    {
        var text = Text.Length > 0 ? Text : SpecificProblem.Length > 0 ? SpecificProblem : ProbableCause;
        var happened = new EventRecord(Timestamp, ManagedObject, EventTypeOf(ProbableCause), Severity, text);
        if (!IsRated)
            return happened;
        var marked = new AlarmMeaning(TypeOf(AlarmType, SourceType), Domain.Alarms.ProbableCause.Normalise(ProbableCause), SpecificProblem, ProposedRepair).Mark(happened, door);
        return marked with { Alarm = marked.Alarm! with { SenderAlarmId = AlarmId } };
    }

    /// <summary>The type that words stand for: those of 3GPP and X.733, or categories and source types that VES gives as examples.</summary>
    public static AlarmType TypeOf(string type, string sourceType)
    {
        return Of(type) ?? Of(sourceType) ?? Domain.Alarms.AlarmType.Equipment;

        static AlarmType? Of(string word) => word.Replace("_", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant() switch
        {
            ['C', 'O', 'M', 'M', ..] or "LINK" or "ROUTING" or "SIGNALING" or "PORT" or "INTERFACE" => Domain.Alarms.AlarmType.Communications,
            ['Q', 'U', 'A', 'L', ..] or "QOS" or "PORTTHRESHOLD" or "SLOTTHRESHOLD" => Domain.Alarms.AlarmType.QualityOfService,
            ['P', 'R', 'O', 'C', ..] or "LICENSE" or "VIRTUALMACHINE" or "VIRTUALNETWORKFUNCTION" => Domain.Alarms.AlarmType.ProcessingError,
            ['E', 'Q', 'U', 'I', 'P', ..] or "CARD" or "HOST" or "ROUTER" or "SWITCH" => Domain.Alarms.AlarmType.Equipment,
            ['E', 'N', 'V', ..] => Domain.Alarms.AlarmType.Environmental,
            ['I', 'N', 'T', 'E', 'G', ..] => Domain.Alarms.AlarmType.IntegrityViolation,
            ['O', 'P', 'E', 'R', ..] => Domain.Alarms.AlarmType.OperationalViolation,
            ['P', 'H', 'Y', 'S', ..] => Domain.Alarms.AlarmType.PhysicalViolation,
            ['S', 'E', 'C', 'U', ..] => Domain.Alarms.AlarmType.SecurityServiceViolation,
            ['T', 'I', 'M', 'E', ..] => Domain.Alarms.AlarmType.TimeDomainViolation,
            _ => null,
        };
    }

    /// <summary>The severity that a word stands for: those of X.733, and NORMAL, which clears.</summary>
    public static PerceivedSeverity SeverityOf(string word) => word.ToUpperInvariant() switch
    {
        "CRITICAL" => PerceivedSeverity.Critical,
        "MAJOR" => PerceivedSeverity.Major,
        "MINOR" => PerceivedSeverity.Minor,
        "WARNING" => PerceivedSeverity.Warning,
        "NORMAL" or "CLEARED" or "CLEAR" => PerceivedSeverity.Cleared,
        _ => PerceivedSeverity.Indeterminate,
    };

    /// <summary>A type as events have it: <c>linkDown</c> and <c>Link Down</c> are <c>link-down</c>.</summary>
    public static string EventTypeOf(string text)
    {
        Span<char> type = stackalloc char[64];
        var length = 0;
        for (var i = 0; i < text.Length && length < type.Length - 1; i++)
        {
            var c = text[i];
            var isWord = char.IsAsciiLetterOrDigit(c);
            var begins = char.IsAsciiLetterUpper(c) && i > 0 && char.IsAsciiLetterLower(text[i - 1]);
            if ((!isWord || begins) && length > 0 && type[length - 1] != '-')
                type[length++] = '-';
            if (isWord)
                type[length++] = char.ToLowerInvariant(c);
        }
        var made = type[..length].Trim('-');
        return made.IsEmpty ? "alarm" : made.ToString();
    }
}
