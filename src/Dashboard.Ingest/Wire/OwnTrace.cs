using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Dashboard.Ingest.Wire;

/// <summary>The trace of this server's own that a request belongs to.</summary>
public static class OwnTrace
{
    /// <summary>Leaves a request, and what is done for it from now on, out of this server's own traces: one that brings traces would never end.</summary>
    public static void Leave(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is { } activity)
            activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }
}
