using Dashboard.Ingest.Lineage;
using Dashboard.Ingest.Quality;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Quality;
using Dashboard.Web.Quality;

namespace Dashboard.Web.Hosting;

/// <summary>Registers what watches the quality of what comes, and finds where it came from.</summary>
internal static class QualityServices
{
    public static void AddQuality(this IServiceCollection services)
    {
        services.AddSingleton<DataQuality>();
        services.AddSingleton<ITelemetrySource, QualitySource>();
        services.AddSingleton<QualityBoard>();
        services.AddSingleton<LineageReader>();
    }
}
