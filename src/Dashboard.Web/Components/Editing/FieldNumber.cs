namespace Dashboard.Web.Components.Editing;

/// <summary>Numbers the fields of forms, so that each label finds its own.</summary>
internal static class FieldNumber
{
    private static long last;

    public static string Next() => $"field-{Interlocked.Increment(ref last)}";
}
