using Confluent.Kafka;

namespace Dashboard.Ingest.Sources.Kafka;

/// <summary>What every client of the cluster needs: where it is, and how it is signed in to.</summary>
internal static class KafkaClient
{
    /// <summary>Puts it into a configuration.</summary>
    public static T Configure<T>(KafkaOptions options, T configuration)
        where T : ClientConfig
    {
        configuration.BootstrapServers = options.Brokers;
        configuration.SecurityProtocol = Enum.Parse<SecurityProtocol>(options.Security.ToString());
        configuration.TopicMetadataRefreshIntervalMs = 10_000;
        if (options.CaFile.Length > 0)
            configuration.SslCaLocation = options.CaFile;
        if (options.Security is KafkaSecurity.SaslPlaintext or KafkaSecurity.SaslSsl)
        {
            configuration.SaslMechanism = Enum.Parse<SaslMechanism>(options.SignIn.ToString());
            configuration.SaslUsername = options.User;
            configuration.SaslPassword = options.Password;
        }
        return configuration;
    }
}
