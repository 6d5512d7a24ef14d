namespace Dashboard.Ingest.Ran.Ves;

/// <summary>Why a body was refused as a whole (VES event listener 7.2.1, section on exceptions).</summary>
public enum VesFault
{
    /// <summary>It is no JSON.</summary>
    NoJson,

    /// <summary>It is not as the common event format says.</summary>
    Schema,

    /// <summary>Its events are of several domains or namespaces.</summary>
    MixedBatch,

    /// <summary>An event of domain stndDefined names no namespace.</summary>
    NamespaceMissing,

    /// <summary>The same, with a namespace that is empty.</summary>
    NamespaceEmpty,

    /// <summary>An event refers to a schema that is not known.</summary>
    UnknownSchema,

    /// <summary>The data of an event of domain stndDefined are not as their schema says.</summary>
    InvalidData,
}

/// <summary>Why a body was refused, with what was wrong in it and where.</summary>
/// <param name="Fault">The kind of fault.</param>
/// <param name="Complaints">What is wrong, each with its path.</param>
public sealed record VesRefusal(VesFault Fault, IReadOnlyList<string> Complaints)
{
    /// <summary>The whole as a sentence.</summary>
    public override string ToString() => $"{Text(Fault)}: {string.Join("; ", Complaints)}";

    private static string Text(VesFault fault) => fault switch
    {
        VesFault.NoJson => "a body is no JSON",
        VesFault.Schema => "a body is not as the common event format says",
        VesFault.MixedBatch => "a batch has events of several kinds",
        VesFault.UnknownSchema => "a schema is not known",
        VesFault.InvalidData => "the data of a standard are not as it says",
        _ => "a namespace is missing",
    };
}
