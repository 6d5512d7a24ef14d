using Dashboard.Ingest;
using Dashboard.Ingest.Ran.Jobs;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Kafka;
using Dashboard.Ingest.Sources.Kafka.Schemas;

namespace Dashboard.Web.Hosting;

/// <summary>Registers what reads from Kafka.</summary>
internal static class KafkaServices
{
    /// <exception cref="SettingsException">A setting is not allowed.</exception>
    public static void AddKafka(this IServiceCollection services, IConfiguration configuration, DataDirectory data)
    {
        var options = Settings.Read<KafkaOptions>(configuration, KafkaOptions.Section);
        if (options.Complaint() is { } complaint)
            throw new SettingsException(complaint);
        services.AddSingleton(options);
        services.AddSingleton(Schemas(options));
        services.AddSingleton(s => Job(data.File("kafka-job.json"), s.GetRequiredService<IngestMetrics>()));
        services.AddSingleton<ITelemetrySource>(s => ActivatorUtilities.CreateInstance<KafkaSource>(s, data.File("kafka-poison")));
    }

    private static KafkaSchemas Schemas(KafkaOptions options)
    {
        try
        {
            return new KafkaSchemas(options.Schemas);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{KafkaOptions.Section}:{nameof(KafkaOptions.Schemas)}: {e.Message}");
        }
    }

    private static MeasurementJob Job(string file, IngestMetrics metrics)
    {
        try
        {
            return new MeasurementJob(file, metrics);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{DataDirectory.Key}: {e.Message}");
        }
    }
}
