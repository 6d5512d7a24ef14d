using System.Net;
using System.Text;

namespace Dashboard.Web.Tests.Api;

public sealed class KafkaJobApiTests(DashboardAtRest server) : IClassFixture<DashboardAtRest>
{
    private static readonly Uri Job = new("/api/kafka/job", UriKind.Relative);

    [Fact]
    public async Task A_job_is_set_told_and_taken_away()
    {
        Assert.Equal(HttpStatusCode.NoContent, await Put("""{"sourceNames":["gnb-1"],"measTypeSpecs":[{"measuredObjClass":"NRCellDU","measTypes":["RRU.PrbTotDl"]}]}"""));
        Assert.Equal("""{"sourceNames":["gnb-1"],"measTypeSpecs":[{"measuredObjClass":"NRCellDU","measTypes":["RRU.PrbTotDl"]}]}""", await server.Get("/api/kafka/job"));
        Assert.Equal(HttpStatusCode.BadRequest, await Put("""{"sourceName":["gnb-1"]}"""));
        Assert.Contains("A job is set", await server.Get("/sources/kafka"), StringComparison.Ordinal);

        using var gone = await server.Client.DeleteAsync(Job);
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        Assert.Empty(await server.Get("/api/kafka/job"));
        Assert.Contains("every measurement is taken", await server.Get("/sources/kafka"), StringComparison.Ordinal);
    }

    private async Task<HttpStatusCode> Put(string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await server.Client.PutAsync(Job, body);
        return answer.StatusCode;
    }
}
