using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Dashboard.Web.Auth;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Api;

/// <summary>What the event listener answers, over real HTTP.</summary>
public sealed class VesListenerTests(VesListener listener) : IClassFixture<VesListener>
{
    private const string Fault = "fault";

    public static TheoryData<string> Domains => [.. VesEvents.Blocks.Keys];

    [Theory, MemberData(nameof(Domains))]
    public async Task An_event_of_each_domain_is_accepted_with_no_body_and_the_headers_of_the_version(string domain)
    {
        using var answer = await listener.Post(VesEvents.Body(domain));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(("2", "1", "7.2.1"), (Header(answer, "X-MinorVersion"), Header(answer, "X-PatchVersion"), Header(answer, "X-LatestVersion")));
    }

    [Theory]
    [InlineData("{", "application/json", "SVC0002")]
    [InlineData("{}", "application/json", "SVC0002")]
    [InlineData("""{"event":{"commonEventHeader":{}}}""", "application/json", "SVC0002")]
    [InlineData("{}", "text/plain", "SVC0002")]
    [InlineData("{}", "application/jsonp", "SVC0002")]
    public async Task What_is_no_event_is_answered_with_400(string body, string type, string id)
    {
        using var answer = await listener.Post(body, type: type);

        Assert.Equal((HttpStatusCode.BadRequest, "ServiceException", id), await Error(answer));
    }

    [Theory]
    [InlineData("\"stndDefinedNamespace\":\"3GPP-FaultSupervision\",", "", "SVC2006")]
    [InlineData("3GPP-FaultSupervision", "", "SVC2006")]
    [InlineData("forge.3gpp.org", "schemas.example.net", "SVC2004")]
    [InlineData("CRITICAL", "AWFUL", "SVC2000")]
    public async Task What_a_standard_defines_has_exceptions_of_its_own(string good, string bad, string id)
    {
        using var answer = await listener.Post(VesEvents.Body("stndDefined").Replace(good, bad, StringComparison.Ordinal));

        Assert.Equal((HttpStatusCode.BadRequest, "ServiceException", id), await Error(answer));
    }

    [Fact]
    public async Task A_complaint_names_the_path_to_what_is_wrong()
    {
        using var answer = await listener.Post(VesEvents.Body(Fault).Replace("MAJOR", "BAD", StringComparison.Ordinal));
        var error = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("requestError").GetProperty("ServiceException");

        Assert.Equal("Bad Parameter (JSON does not conform to schema: %1)", error.GetProperty("text").GetString());
        Assert.StartsWith("event.faultFields.eventSeverity is \"BAD\"", error.GetProperty("variables")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_batch_of_several_domains_is_answered_with_SVC0001()
    {
        using var answer = await listener.Post(VesEvents.Batch(VesEvents.Event(Fault), VesEvents.Event("heartbeat")), VesListener.Batch);

        Assert.Equal((HttpStatusCode.BadRequest, "ServiceException", "SVC0001"), await Error(answer));
    }

    [Fact]
    public async Task A_batch_that_is_half_bad_is_refused_whole()
    {
        using var answer = await listener.Post(VesEvents.Batch(VesEvents.Event(Fault, source: "gnb-half"), VesEvents.Event(Fault).Replace("MAJOR", "BAD", StringComparison.Ordinal)), VesListener.Batch);

        Assert.Equal((HttpStatusCode.BadRequest, "ServiceException", "SVC0002"), await Error(answer));
        Assert.DoesNotContain(listener.Events, e => e.ManagedObject.StartsWith("gnb-half", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("gnb:wrong")]
    [InlineData("somebody:correct horse")]
    [InlineData("somebody:")]
    public async Task Strangers_are_answered_with_POL2000(string? account)
    {
        using var answer = await listener.Post(VesEvents.Body(Fault), account: account);

        Assert.Equal((HttpStatusCode.Unauthorized, "PolicyException", "POL2000"), await Error(answer));
        Assert.StartsWith("Basic realm=", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_API_token_that_may_write_opens_the_listener_and_one_that_may_read_does_not()
    {
        var tokens = listener.Server.Services.GetRequiredService<ApiTokens>();
        Assert.Null(tokens.Create("writer", ApiToken.Write, null, new("admin", IPAddress.Loopback), out var writer));
        Assert.Null(tokens.Create("reader", ApiToken.Read, null, new("admin", IPAddress.Loopback), out var reader));

        using var written = await listener.Post(VesEvents.Body(Fault), account: $"any:{writer}");
        using var refused = await listener.Post(VesEvents.Body(Fault), account: $"any:{reader}");

        Assert.Equal(HttpStatusCode.Accepted, written.StatusCode);
        Assert.Equal((HttpStatusCode.Forbidden, "PolicyException", "POL2000"), await Error(refused));
    }

    [Fact]
    public async Task An_account_of_a_sender_opens_nothing_else()
    {
        using var answer = await listener.Post("cpu value=1", "/write");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("/eventlistener/v7")]
    [InlineData("/eventListener/V7")]
    [InlineData("/eventListener/v7/")]
    [InlineData("/eventListener/v7/eventbatch")]
    [InlineData("/eventListener/v5")]
    [InlineData("/eventListener")]
    public async Task Paths_are_taken_at_their_letter(string path)
    {
        using var answer = await listener.Post(VesEvents.Body(Fault), path);

        Assert.Equal(HttpStatusCode.NotFound, (await Error(answer)).Status);
    }

    [Fact]
    public async Task Other_methods_than_POST_are_answered_with_405()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(VesListener.Single, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(VesListener.Account)));
        using var answer = await listener.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await Error(answer)).Status);
        Assert.Equal(["POST"], answer.Content.Headers.Allow);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_of_more_than_two_megabytes_is_answered_with_413(bool saysItsLength)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(VesListener.Single, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(VesListener.Account)));
        request.Headers.ExpectContinue = saysItsLength;
        request.Headers.TransferEncodingChunked = !saysItsLength;
        using var content = new ByteArrayContent(new byte[(2 << 20) + 1]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Content = content;
        using var answer = await listener.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await Error(answer)).Status);
    }

    [Fact]
    public async Task While_the_queue_is_full_senders_are_told_to_come_again_and_nothing_is_taken()
    {
        Assert.True(listener.Source.TryEnter(1000));
        using var single = await listener.Post(VesEvents.One(VesEvents.Event(Fault, source: "gnb-full")));
        listener.Source.Leave(1);
        using var two = await listener.Post(VesEvents.Batch(VesEvents.Event(Fault, source: "gnb-full"), VesEvents.Event(Fault, source: "gnb-full", id: "e-2")), VesListener.Batch);
        listener.Source.Leave(999);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "ServiceException", "SVC1000"), await Error(single));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "ServiceException", "SVC1000"), await Error(two));
        Assert.DoesNotContain(listener.Events, e => e.ManagedObject.StartsWith("gnb-full", StringComparison.Ordinal));
        await listener.Take(VesEvents.One(VesEvents.Event(Fault, source: "gnb-full")));
        Assert.Single(listener.Events, e => e.ManagedObject == "gnb-full eth0");
    }

    [Fact]
    public async Task What_many_senders_post_at_once_is_all_there()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(sender => Task.Run(async () =>
        {
            for (var i = 0; i < 5; i++)
            {
                var time = $"{VesEvents.NewYear - ((5 - i) * 1_000_000L)}";
                await listener.Take(VesEvents.Batch([.. Enumerable.Range(0, 4).Select(n => VesEvents.Event("measurement", id: $"m-{i}-{n}", source: $"many-{sender}-{n}", start: time, last: time))]), VesListener.Batch);
            }
        })));

        for (var sender = 0; sender < 40; sender++)
        {
            for (var n = 0; n < 4; n++)
                await listener.Holds([34.5, 34.5, 34.5, 34.5, 34.5], "ves_cpu_usage_percent_usage", ("instance", $"many-{sender}-{n}"), ("cpu_identifier", "cpu1"));
        }
    }

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.GetValues(name).Single();

    private static async Task<(HttpStatusCode Status, string Kind, string Id)> Error(HttpResponseMessage answer)
    {
        var error = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("requestError").EnumerateObject().Single();
        return (answer.StatusCode, error.Name, error.Value.GetProperty("messageId").GetString()!);
    }
}
