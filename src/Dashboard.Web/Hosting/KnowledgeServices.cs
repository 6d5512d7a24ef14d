using Dashboard.Ingest.Storage.Sqlite;
using Dashboard.Web.Knowledge;

namespace Dashboard.Web.Hosting;

/// <summary>Registers the knowledge base and what people do to it.</summary>
internal static class KnowledgeServices
{
    public static void AddKnowledge(this IServiceCollection services)
    {
        services.AddSingleton(KnowledgeBase.Schema);
        services.AddSingleton<KnowledgeBase>();
        services.AddSingleton<KnowledgeDesk>();
    }
}
