namespace Dashboard.Domain.Alarms;

/// <summary>What kind of trouble an alarm tells of: the five types of ITU-T X.733 section 8.1.1 and the five security ones of X.736 section 8.1.1.</summary>
public enum AlarmType
{
    /// <summary>Carrying information from one point to another.</summary>
    Communications,

    /// <summary>A service that is worse than it should be.</summary>
    QualityOfService,

    /// <summary>Software or processing.</summary>
    ProcessingError,

    /// <summary>Hardware.</summary>
    Equipment,

    /// <summary>What surrounds the equipment: heat, humidity, doors.</summary>
    Environmental,

    /// <summary>Information may have been changed, put in or deleted.</summary>
    IntegrityViolation,

    /// <summary>A service could not be had, or not as it should be, for want of right or by malice.</summary>
    OperationalViolation,

    /// <summary>A physical resource was violated.</summary>
    PhysicalViolation,

    /// <summary>A security service has found an attack.</summary>
    SecurityServiceViolation,

    /// <summary>Something happened at a time when it must not.</summary>
    TimeDomainViolation,
}
